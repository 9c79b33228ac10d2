"""The headers of an API answer: version, language, policy, who may read and keep it."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from subscribers.shell.responses import content_security_policy as csp

VERSION = "1.5.0"
EXPOSED = "API-Version, Content-Crs, Content-Language, ETag, Link, Retry-After"
DUTCH_ONLY = ("/openapi.json", "/docs")
PUBLIC = "public, max-age=60"


def put_headers(request: HttpRequest, response: HttpResponse) -> None:
    headers = response.headers
    headers["API-Version"] = VERSION
    headers["Content-Language"] = "nl" if request.path_info.endswith(DUTCH_ONLY) else get_language() or "nl"
    if response.content:
        headers["Content-Length"] = str(len(response.content))
    else:
        headers.pop("Content-Type", None)
    headers["Referrer-Policy"] = "no-referrer"
    if not headers.get("Content-Type", "").startswith("text/html"):  # the one page that describes the API is a page
        csp.set_policy(response, csp.API)
    if links := getattr(request, "page_links", ""):
        headers.setdefault("Link", links)
    patch_vary_headers(response, ["Accept-Language"])
    headers.setdefault("Cache-Control", PUBLIC if is_shareable(request, response) else "no-store")
    if is_open(request, response):
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Access-Control-Expose-Headers"] = EXPOSED
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"


def is_open(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether scripts of any site may read it: what anyone may read, without a key."""
    asked_openly = request.method in {"GET", "HEAD"} and "Authorization" not in request.headers
    return asked_openly and response.status_code not in {401, 403}


def is_shareable(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a cache between us and the reader may keep it for a minute."""
    return is_open(request, response) and response.status_code in {200, 304}


def all_methods(refusal: HttpResponse) -> list[str]:
    """Every method of an address: what reads answers HEAD as well, and OPTIONS always works."""
    named = {name.strip() for name in refusal.headers.get("Allow", "").split(",") if name.strip()}
    return sorted({*named, "OPTIONS"} | ({"HEAD"} if "GET" in named else set()))


def tell_methods(response: HttpResponse) -> HttpResponse:
    """The answer to OPTIONS, out of the refusal that names the methods; a preflight succeeds for reading only."""
    methods = all_methods(response)
    answer = HttpResponse(status=204)
    answer["Allow"] = ", ".join(methods)
    if "GET" in methods:
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        answer["Access-Control-Allow-Headers"] = "Accept-Language, Accept-Crs, If-None-Match"
        answer["Access-Control-Max-Age"] = "86400"
    return answer
