"""Data over HTTP: strong validators from the bytes, open to everybody's programs."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse

from subscribers.shell.responses.conditional import conditional_response


def data_response(
    request: HttpRequest, body: bytes, content_type: str, changed_at: datetime | None, filename: str = ""
) -> HttpResponse:
    """200 with ``body``, or 304 when the client has it (RFC 9110 §13); no cookie, any origin.

    ``changed_at`` None: when it last changed is not known, only the tag decides.
    """
    response = HttpResponse(body, content_type=content_type)
    response["Cache-Control"] = "public, max-age=300"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    if filename:
        response["Content-Disposition"] = f'inline; filename="{filename}"'
    return conditional_response(request, response, changed_at=changed_at)
