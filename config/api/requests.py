"""What every request must be before an operation sees it: an address that exists, a query it knows, JSON in bounds."""

import json
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import get_supported_language_variant, gettext
from django.utils.translation.trans_real import parse_accept_lang_header

from config.middleware.sizes import is_too_long

from .problems import finding, problem, summary_of

LARGEST_BODY = 64 * 1024  # bytes; the longest sensible request is about one
MOST_NESTED = 20  # levels; ours have three, and Python's own readers give up somewhere below a thousand
LONGEST_NAME, MOST_NAMES = 80, 10  # of what is said back
Operation = Callable[..., HttpResponse]


def reader_language(request: HttpRequest) -> str:
    """nl or en by Accept-Language; Dutch when neither is asked for."""
    for code, _quality in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "").lower()):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return "nl"


def refuse_address(request: HttpRequest) -> HttpResponse | None:
    """414 for a long one, 404 for what is not ours (with a slash at the end too, never a redirect), 400 for a query
    that is no text."""
    if is_too_long(request):
        return problem(414)
    if "\0" in request.path_info or request.path_info.endswith("/") or not is_known(request.path_info):
        return problem(404)
    try:
        query = unquote_to_bytes(request.META.get("QUERY_STRING", "")).decode()
    except UnicodeDecodeError:
        query = "\0"
    if "\0" in query:
        return problem(400, gettext("De query na het vraagteken is geen leesbare UTF-8-tekst."))
    return None


def is_known(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def with_known_query(names_of: Callable[[str], Collection[str]]) -> Callable[[Operation], Operation]:
    """Decorates every operation: its query has the parameters that the document names, and no others.

    ``names_of``: from an operation's id to those names. Who misspells a filter would else get everything, unfiltered.
    """

    def decorate(operation: Operation) -> Operation:
        identity = operation.__self__.operation_id  # type: ignore[attr-defined]  # what runs an operation is a method of it

        @wraps(operation)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return (request.GET and refuse_query(request, names_of(identity))) or operation(request, *args, **kwargs)

        return guarded

    return decorate


def refuse_query(request: HttpRequest, known: Collection[str]) -> HttpResponse | None:
    """400 that names every parameter (the first ten) that is not ``known``."""
    unknown = [name[:LONGEST_NAME] for name in request.GET if name not in known][:MOST_NAMES]
    sentence = gettext("“%(name)s” is hier geen parameter. Kijk in /api/v1/openapi.json welke er zijn.")
    findings = [finding("query", name, sentence % {"name": name}, "unknown_parameter") for name in unknown]
    return problem(400, summary_of(findings), findings) if findings else None


def with_readable_body(operation: Operation) -> Operation:
    """Decorates every operation: a body is JSON of a bearable size, whatever the operation makes of it."""

    @wraps(operation)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return refuse_body(request) or operation(request, *args, **kwargs)

    return guarded


def refuse_body(request: HttpRequest) -> HttpResponse | None:
    """411, 413, 415 or 400 for a body that cannot be read; None for a good one and for none at all."""
    if request.method not in {"POST", "PUT", "PATCH"}:
        return None
    length = request.META.get("CONTENT_LENGTH") or "0"
    if "CONTENT_LENGTH" not in request.META and "Transfer-Encoding" in request.headers:
        return problem(411)  # WSGI servers hand over nothing of a body that comes in pieces
    if not length.isdecimal() or int(length) > LARGEST_BODY:
        return problem(413)
    kind = (request.content_type or "").lower()
    if kind != "application/json" and (kind or length != "0"):
        return problem(415)
    return None if is_object(request.body) else problem(400, errors=[unreadable()])


def is_object(body: bytes) -> bool:
    """Whether this is a JSON object in UTF-8 of bearable depth, without the numbers that JSON does not have."""
    try:
        value = json.loads(body.decode(), parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and not is_nested_too_deep(value)


def is_nested_too_deep(value: object) -> bool:
    """Whether lists and objects in ``value`` hold one another more than ``MOST_NESTED`` levels deep."""
    level = [value]
    for _ in range(MOST_NESTED + 1):
        level = [
            inner
            for outer in level
            if isinstance(outer, list | dict)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True


def refuse_constant(name: str) -> None:
    raise ValueError(name)


def unreadable() -> dict[str, str]:
    return finding(
        "body",
        "",
        gettext('De inhoud moet een JSON-object in UTF-8 zijn, zoals {"email": "naam@voorbeeld.nl"}.'),
        "json",
    )
