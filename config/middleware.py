"""Language by address, and the headers every answer carries."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

Handler = Callable[[HttpRequest], HttpResponse]

PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data:{pictures}; frame-src 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'self'; object-src 'none'"
)
# Wagtail's desk sets style attributes and inline scripts of its own; it stays on our origin all the same.
DESK_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; script-src 'self' 'unsafe-inline'; "
    "style-src 'self' 'unsafe-inline'; "
    "frame-src 'self'; frame-ancestors 'self'; base-uri 'self'; form-action 'self'; object-src 'none'"
)


class LanguageByAddress:
    """Dutch without prefix, English under /en/; no cookie, no header, so no ``Vary`` either."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = "en" if request.path_info.startswith("/en/") else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class SiteHeaders:
    """Content-Security-Policy and the like; a view that set its own keeps it.

    Pictures come from us alone, and from the hosts of ``MAP_TILES`` and ``MEDIA_URL`` where the operator chose them.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        parts = [urlsplit(address) for address in (settings.MAP_TILES, settings.MEDIA_URL)]
        pictures = sorted({f" {part.scheme}://{part.netloc}" for part in parts if part.netloc and part.scheme})
        self.page_policy = PAGE_POLICY.format(pictures="".join(pictures))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        desk = request.path.startswith("/beheer/")
        headers = response.headers
        headers.setdefault("Content-Security-Policy", DESK_POLICY if desk else self.page_policy)
        headers.setdefault("X-Frame-Options", "SAMEORIGIN" if desk else "DENY")
        headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        # Pictures in a mail are shown by webmail of other origins, which obeys this header.
        shared = request.path.startswith("/media/")
        headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if shared else "same-origin")
        if desk:
            headers.setdefault("Cache-Control", "no-store")
        return response
