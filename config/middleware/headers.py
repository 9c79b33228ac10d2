"""Language by address, and the headers every answer carries."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from subscribers.shell.responses import content_security_policy as csp

ACCOUNTS = ("/beheer/toegang/", "/en/beheer/toegang/", "/beheer/login/")
Handler = Callable[[HttpRequest], HttpResponse]


def language_of_path(path: str) -> str:
    return "en" if path.startswith("/en/") else settings.LANGUAGE_CODE


class LanguageByAddress:
    """Dutch without prefix, English under /en/; no cookie, no header, so no ``Vary`` either."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of_path(request.path_info)
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class ReadableCookies:
    """A cookie that no text of ours can be (quoting lets a NUL into one, which PostgreSQL refuses) is none."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name in [name for name, value in request.COOKIES.items() if not value.isprintable()]:
            del request.COOKIES[name]
        return self.get_response(request)


class SiteHeaders:
    """Content-Security-Policy and the like; a view that set its own keeps it.

    Pictures come from us alone, and from the hosts of ``MAP_TILES`` and ``MEDIA_URL`` where the operator chose them.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.site_policy = csp.site_policy(settings.MAP_TILES, settings.MEDIA_URL)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        staff = request.path.startswith(("/beheer/", "/en/beheer/"))
        desk = staff and not request.path.startswith(ACCOUNTS)  # Wagtail's pages; those of logging in are ours
        headers = response.headers
        headers.setdefault(csp.HEADER, csp.DESK if desk else self.site_policy)
        if not getattr(response, "xframe_options_exempt", False):
            headers.setdefault("X-Frame-Options", "SAMEORIGIN" if desk else "DENY")
        headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        # Pictures in a mail are shown by webmail of other origins, which obeys this header.
        shared = request.path.startswith("/media/")
        headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if shared else "same-origin")
        if staff:
            headers.setdefault("Cache-Control", "no-store")
        return response
