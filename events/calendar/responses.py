"""A feed as a response: conditional, compressed where asked, and counted."""

import gzip
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from events.facets.selection import NOTHING_CHOSEN, read_selection
from subscribers.shell.conditional import put_validators, short_response

from .agents import CHECKER, client_of
from .counting import count_fetch
from .etag import Asked, Validators
from .memory import BODY_CACHE

CALENDAR = "text/calendar; charset=utf-8"
MAX_AGE = 300


def what_is_asked(request: HttpRequest, language: str) -> Asked:
    selection = read_selection(request.GET) if request.META.get("QUERY_STRING") else NOTHING_CHOSEN
    return Asked(request.path, selection, language, timezone.localdate())


def respond_counted(
    request: HttpRequest, asked: Asked, validators: Validators, body: Callable[[], bytes]
) -> HttpResponseBase:
    """The answer; somebody's program holds this version now, and neither who nor with which filter is kept."""
    response = answer(request, validators, body, filename_of(asked), asked.language)
    agent = request.META.get("HTTP_USER_AGENT", "")
    if request.method == "GET" and validators.scope is not None and response.status_code != 412 and agent != CHECKER:
        is_full = response.status_code == 200
        count_fetch(validators.scope, client_of(agent), asked.day, validators.version, is_full=is_full)
    return response


def filename_of(asked: Asked) -> str:
    """``kennisstad.ics``, ``nacht.ics`` or ``nacht-2030.ics``: what the address says, as one name."""
    return "-".join(asked.path.removeprefix("/en").split("/")[2:]) or "kennisstad.ics"


def answer(
    request: HttpRequest,
    validators: Validators,
    body: Callable[[], bytes],
    filename: str,
    language: str,
    disposition: str = "inline",
) -> HttpResponseBase:
    """RFC 9110 §13: a strong ETag from the bytes, Last-Modified in whole seconds; fit for a shared cache, no cookie.

    Compressed when asked, under a tag of its own: a strong tag belongs to one sequence of bytes (§8.8.3.3).
    """
    zipped = settings.FEED_GZIP and "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    tag = f"{validators.etag}-gz" if zipped else validators.etag
    response = short_response(request, tag, validators.changed_at)  # a poll pays for no full one; see docs/decisions.md
    if response is None:
        content = compressed(validators, body) if zipped else body()
        response = HttpResponse(content, content_type=CALENDAR)
        response.headers["Content-Length"] = str(len(content))
        response.headers["Content-Language"] = language
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Content-Disposition"] = f'{disposition}; filename="{filename}"'
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
    elif response.status_code != 304:
        return response
    put_validators(response, tag, validators.changed_at)
    headers = response.headers
    headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if settings.FEED_GZIP:
        headers["Vary"] = "Accept-Encoding"
    return response


def compressed(validators: Validators, body: Callable[[], bytes]) -> bytes:
    """The gzip form, without a clock in it, cached beside the plain one where that is kept."""
    key = f"{validators.etag}-gz"
    cached = BODY_CACHE.get(key) if validators.is_kept else None
    if cached is None:
        cached = gzip.compress(body(), compresslevel=6, mtime=0)
        if validators.is_kept:
            BODY_CACHE.put(key, cached)
    return cached
