"""Conditional GET (RFC 9110 §13): strong validators from the bytes, and 304 for who has them."""

import hashlib
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date


def entity_tag(body: bytes) -> str:
    """A strong entity tag without quotes: equal if and only if the bytes are (§8.8.3)."""
    return hashlib.sha256(body).hexdigest()[:32]


def conditional_response(request: HttpRequest, full: HttpResponse, changed_at: datetime | None = None) -> HttpResponse:
    """``full`` with its validators, or in its place 304 or 412. See ``short_response``."""
    tag = entity_tag(full.content)
    put_validators(full, tag, changed_at)
    return short_response(request, tag, changed_at, full) or full


def short_response(
    request: HttpRequest, tag: str, changed_at: datetime | None, full: HttpResponse | None = None
) -> HttpResponse | None:
    """304 when the client has what ``tag`` and ``changed_at`` stand for, 412 when it wanted something else, or None.

    ``changed_at`` None: when it last changed is not known, the tag alone decides. A 304 takes over from ``full`` the
    headers it must have (§15.4.5); without ``full``, which need not be made then, the caller puts them on it.
    """
    return get_conditional_response(request, etag=f'"{tag}"', last_modified=whole_seconds(changed_at), response=full)


def put_validators(response: HttpResponse, tag: str, changed_at: datetime | None) -> None:
    response.headers["ETag"] = f'"{tag}"'
    if modified := whole_seconds(changed_at):
        response.headers["Last-Modified"] = http_date(modified)


def whole_seconds(moment: datetime | None) -> int | None:
    """Since 1970; HTTP knows no smaller ones."""
    return int(moment.timestamp()) if moment else None
