"""How large a request may be: what is larger than any of ours is refused before anything reads it.

The web server bounds the headers together (``--http1-buffer-size`` in the Procfile, 431 above it), and speaks HTTP/1
alone, as fronts do with us: HTTP/2 has bounds of its own, 16 MB of headers among them.
"""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext

LONGEST_ADDRESS: Final = 8_000  # characters of path and query; RFC 9110 §4.1 asks for as much of every server
DESK: Final = "/beheer/"
LARGEST_FORM: Final = 64 * 1024  # bytes; the longest that a page of ours sends is about two thousand
DOOR_SCANS: Final = "/d/scans"
LARGEST_BATCH: Final = 512 * 1024  # bytes; five hundred scans of a phone are two thirds of it

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
        if not fits(length_of(request), largest_body(request.path_info)):
            return refuse(request, 413)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Once it is known who asks, and before anything reads the body: only who is logged in has pictures to send."""
        in_desk = request.path_info.startswith(DESK)
        if in_desk and not fits(length_of(request), LARGEST_FORM) and not request.user.is_authenticated:
            return refuse(request, 413)
        return None


def is_too_long(request: HttpRequest) -> bool:
    return len(request.path_info) + len(request.META.get("QUERY_STRING", "")) > LONGEST_ADDRESS


def length_of(request: HttpRequest) -> str:
    """Bytes of the body, as it was sent."""
    return request.META.get("CONTENT_LENGTH") or "0"


def fits(length: str, largest: int) -> bool:
    return len(length) < 12 and length.isascii() and length.isdecimal() and int(length) <= largest


def largest_body(path: str) -> int:
    """Bytes: a picture with its form in the desk, many events together of a mail provider, a form or JSON elsewhere."""
    if path.startswith(DESK):
        return settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if path == DOOR_SCANS:
        return LARGEST_BATCH
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE if path.startswith("/webhooks/") else LARGEST_FORM


def refuse(request: HttpRequest, status: int) -> HttpResponse:
    with translation.override("en" if request.path_info.startswith("/en/") else settings.LANGUAGE_CODE):
        sentence = gettext("Dit adres is te lang.") if status == 414 else gettext("Wat u verstuurde is te groot.")
    return HttpResponse(sentence + "\n", status=status, content_type="text/plain; charset=utf-8")
