"""A response of what is cached: 304, or 200 in a coding that the client takes; never anything of who asks."""

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_http_date_safe

from subscribers.shell.django_private import checked_headers, put_headers
from subscribers.shell.responses.conditional import entity_tag, short_response

from . import codings
from .codings import Coding
from .rules import Recording, Start
from .store import Made

OTHER_CONDITIONS = ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
CONDITIONS = ("HTTP_IF_NONE_MATCH", *OTHER_CONDITIONS)
Ready = tuple[str, list[tuple[str, str]], bytes]
FRESH = "public, max-age=2"  # in a browser or a CDN, for a view that says nothing else
MEANWHILE_SECONDS = 10  # a CDN may answer with what it has while it asks anew
OF_A_BODY = ("content-type", "content-length", "content-encoding", "content-disposition")


def make(response: HttpResponse, start: Start, recorded: Recording, before: Made | None) -> Made | None:
    """What may be cached of a response; None where it is anything but the same 200 for everybody.

    ``before`` is what was there: the same bytes have not changed since.
    """
    control = response.headers.get("Cache-Control", "")
    if response.status_code != 200 or response.streaming or response.cookies or "Cookie" in response.get("Vary", ""):
        return None
    if "no-store" in control or "private" in control:
        return None
    body, own = response.content, response.headers
    etag = own["ETag"].strip('"') if "ETag" in own else entity_tag(body)
    changed_at = parse_http_date_safe(own.get("Last-Modified", ""))
    if changed_at is None and recorded.is_dated:
        own["Last-Modified"] = (
            before.last_modified if before and before.etag == etag else http_date(start.now.timestamp())
        )
    own["Cache-Control"] = f"{control or FRESH}, stale-while-revalidate={MEANWHILE_SECONDS}"
    allowed = codings.BEST_FIRST if recorded.codings is None else recorded.codings
    compressible = recorded.codings is not None or codings.is_compressible(body, own.get("Content-Type", ""))
    chosen = allowed if compressible else ()
    if chosen:
        patch_vary_headers(response, ["Accept-Encoding"])
    return Made(
        body=body,
        headers=tuple(pair for pair in response.items() if pair[0].lower() not in {"etag", "content-length"}),
        etag=etag,
        last_modified=own.get("Last-Modified", ""),
        changed_at=changed_at,
        versions=start.versions,
        made_at=start.now,
        until=start.until,
        shown=tuple(recorded.shown),
        codings=chosen,
        answers=tuple(recorded.answers),
    )


def answer(request: HttpRequest, made: Made) -> HttpResponse:
    response = choose_answer(request, made)
    for told in made.answers:
        told(request, response)
    return response


def choose_answer(request: HttpRequest, made: Made) -> HttpResponse:
    """RFC 9110 §13: ``If-None-Match`` before ``If-Modified-Since``, which counts where the last change is known."""
    asked = request.META.get("HTTP_IF_NONE_MATCH", "")
    coding = choose_coding(request.META, made, asked)
    tag = made.etag + coding.suffix if coding else made.etag
    if asked == f'"{tag}"':
        return short(made, tag)
    if any(name in request.META for name in CONDITIONS):
        response = short_response(request, tag, None if made.changed_at is None else moment(made.changed_at))
        if response is not None:
            return short(made, tag) if response.status_code == 304 else response
    return full(made, tag, coding)


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds).astimezone()


def choose_coding(environ: Mapping[str, str], made: Made, asked: str) -> Coding | None:
    """The one whose tag the client has, where it still takes it, so that a better one alone is no news."""
    header = environ.get("HTTP_ACCEPT_ENCODING", "")
    if not header or not made.codings:
        return None
    if made.etag in asked:
        names = codings.accepted(header)
        for coding in made.codings:
            if coding.name in names and f'"{made.etag}{coding.suffix}"' in asked:
                return coding
    return codings.choose(made, header)


def ready(environ: Mapping[str, str], made: Made) -> Ready | None:
    """Status, headers and body for a request without other conditions than a tag that is right, as ``choose_answer``
    answered the same before; None for any other."""
    asked = environ.get("HTTP_IF_NONE_MATCH", "")
    coding = choose_coding(environ, made, asked)
    tag = made.etag + coding.suffix if coding else made.etag
    checked = (made.checked_short if asked else made.checked).get(tag)
    if checked is None or (asked and asked != f'"{tag}"') or any(name in environ for name in OTHER_CONDITIONS):
        return None
    if asked:
        return "304 Not Modified", list(checked.items()), b""
    return "200 OK", list(checked.items()), codings.coded(made, coding) if coding else made.body


def full(made: Made, tag: str, coding: Coding | None) -> HttpResponse:
    body = codings.coded(made, coding) if coding else made.body
    response = HttpResponse(body)
    checked = made.checked.get(tag)
    if checked is None:
        own = {"Content-Length": str(len(body)), **({"Content-Encoding": coding.name} if coding else {})}
        made.checked[tag] = checked = checked_headers([*made.headers, *own.items(), ("ETag", f'"{tag}"')])
    put_headers(response, checked)
    return response


def short(made: Made, tag: str) -> HttpResponse:
    response = HttpResponse(status=304)
    checked = made.checked_short.get(tag)
    if checked is None:
        told = [pair for pair in made.headers if pair[0].lower() not in OF_A_BODY]
        made.checked_short[tag] = checked = checked_headers([*told, ("ETag", f'"{tag}"')])
    put_headers(response, checked)
    return response
