"""A feed as a response: conditional, compressed where asked, and counted."""

from datetime import date
from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from events.facets.selection import NOTHING_CHOSEN, read_selection
from subscribers.caching.codings import GZIP
from subscribers.caching.rules import note_answers, note_file
from subscribers.shell.responses.conditional import put_validators, short_response

from .agents import CHECKER, client_of
from .counting import count_fetch
from .etag import Asked, Validators

CALENDAR = "text/calendar; charset=utf-8"
MAX_AGE = 300


def what_is_asked(request: HttpRequest, language: str) -> Asked:
    selection = read_selection(request.GET) if request.META.get("QUERY_STRING") else NOTHING_CHOSEN
    return Asked(request.path, selection, language, timezone.localdate())


def respond_counted(request: HttpRequest, asked: Asked, validators: Validators, body: bytes) -> HttpResponseBase:
    """The answer; somebody's program holds this version now, and neither who nor with which filter is kept.

    A cached one is counted each time it answers.
    """
    response = answer(request, validators, body, filename_of(asked), asked.language)
    counted = partial(count, asked.day, validators)
    if not note_answers(counted):
        counted(request, response)
    return response


def count(day: date, validators: Validators, request: HttpRequest, response: HttpResponseBase) -> None:
    agent = request.META.get("HTTP_USER_AGENT", "")
    if request.method == "GET" and validators.scope is not None and response.status_code != 412 and agent != CHECKER:
        is_full = response.status_code == 200
        count_fetch(validators.scope, client_of(agent), day, validators.version, is_full=is_full)


def filename_of(asked: Asked) -> str:
    """``kennisstad.ics``, ``nacht.ics`` or ``nacht-2030.ics``: what the address says, as one name."""
    return "-".join(asked.path.removeprefix("/en").split("/")[2:]) or "kennisstad.ics"


def answer(
    request: HttpRequest,
    validators: Validators,
    body: bytes,
    filename: str,
    language: str,
    disposition: str = "inline",
) -> HttpResponseBase:
    """RFC 9110 §13: a strong ETag from the bytes, Last-Modified in whole seconds; fit for a shared cache, no cookie.

    Compressed by the cache, with gzip alone: calendar programs were tried with no other.
    """
    note_file((GZIP,) if settings.FEED_GZIP else ())
    response = HttpResponse(body, content_type=CALENDAR)
    headers = response.headers
    headers["Content-Length"] = str(len(body))
    headers["Content-Language"] = language
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Content-Disposition"] = f'{disposition}; filename="{filename}"'
    headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    put_validators(response, validators.etag, validators.changed_at)
    return short_response(request, validators.etag, validators.changed_at, response) or response
