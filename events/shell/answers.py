"""Data over HTTP: strong validators from the bytes, open to everybody's programs."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from events.calendar.feeds import tag_of


def data_answer(
    request: HttpRequest, body: bytes, content_type: str, changed_at: datetime | None, filename: str = ""
) -> HttpResponseBase:
    """200 with ``body``, or 304 when the client has it (RFC 9110 §13); no cookie, any origin.

    ``changed_at`` None: when it last changed is not known, only the tag decides.
    """
    etag = f'"{tag_of(body)}"'
    modified = int(changed_at.timestamp()) if changed_at else None
    response = HttpResponse(body, content_type=content_type)
    response["ETag"] = etag
    if modified:
        response["Last-Modified"] = http_date(modified)
    response["Cache-Control"] = "public, max-age=300"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    if filename:
        response["Content-Disposition"] = f'inline; filename="{filename}"'
    return get_conditional_response(request, etag=etag, last_modified=modified, response=response) or response
