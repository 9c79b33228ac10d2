"""How large a request may be: what is larger than any of ours is refused before anything reads it.

The web server bounds the headers together (``--http1-buffer-size`` in the Procfile, 431 above it).
"""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext

LONGEST_ADDRESS: Final = 8_000  # characters of path and query; RFC 9110 §4.1 asks for as much of every server
LARGEST_FORM: Final = 64 * 1024  # bytes; the longest that a page of ours sends is about two thousand

Handler = Callable[[HttpRequest], HttpResponse]


class BoundedRequests:
    """414 for a long address, 413 for a large body, with a sentence."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/api/"):  # has the same bounds, and answers in its own way
            return self.get_response(request)
        if is_too_long(request):
            return refuse(request, 414)
        if (length := request.META.get("CONTENT_LENGTH")) and not fits(length, largest_body(request.path_info)):
            return refuse(request, 413)
        return self.get_response(request)


def is_too_long(request: HttpRequest) -> bool:
    return len(request.path_info) + len(request.META.get("QUERY_STRING", "")) > LONGEST_ADDRESS


def fits(length: str, largest: int) -> bool:
    return len(length) < 12 and length.isascii() and length.isdecimal() and int(length) <= largest


def largest_body(path: str) -> int:
    """Bytes: a picture with its form in the desk, many events together of a mail provider, a form or JSON elsewhere."""
    if path.startswith("/beheer/"):
        return settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE if path.startswith("/webhooks/") else LARGEST_FORM


def refuse(request: HttpRequest, status: int) -> HttpResponse:
    with translation.override("en" if request.path_info.startswith("/en/") else settings.LANGUAGE_CODE):
        sentence = gettext("Dit adres is te lang.") if status == 414 else gettext("Wat u verstuurde is te groot.")
    return HttpResponse(sentence + "\n", status=status, content_type="text/plain; charset=utf-8")
