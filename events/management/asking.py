"""Two ways to ask for a calendar: our own service without a network, and any server over HTTP. Both answer alike."""

import io
from collections.abc import Mapping
from email.message import Message
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
)

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest

from events.calendar.agents import CHECKER
from events.icallint import Response

TIMEOUT = 20  # seconds
LARGEST = 20_000_000  # bytes


class OurService:
    """Asks the service itself, with all that stands before a view; ``address`` is a path, with query.

    Answers are not closed: that would say that a web request is over, and end the connection this process works on.
    """

    def __init__(self) -> None:
        self.handler = BaseHandler()
        self.handler.load_middleware()

    def get(self, address: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> Response:
        response = self.handler.get_response(WSGIRequest(environment(address, method, headers or {})))
        answered = {name.lower(): str(value) for name, value in response.items()}
        if response.cookies:
            answered["set-cookie"] = response.cookies.output(header="")
        # A web server sends no body with the answer to HEAD, whatever the view gave it.
        body = b"" if method == "HEAD" else response.getvalue()
        return Response(response.status_code, answered, body)


def environment(address: str, method: str, headers: Mapping[str, str]) -> dict[str, Any]:
    """What a WSGI server would hand on (PEP 3333)."""
    path, _, query = address.partition("?")
    site = urlsplit(settings.SITE_URL)
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": site.hostname,
        "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": site.netloc,
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_USER_AGENT": CHECKER,
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": io.BytesIO(),
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
    }


class Following(HTTPRedirectHandler):
    """Follows redirects as a client does, and remembers each address."""

    def __init__(self) -> None:
        self.addresses: list[str] = []

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        if urlsplit(newurl).scheme not in ("http", "https"):
            return None
        self.addresses.append(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class FarServer:
    """Asks a server over HTTP. Raises OSError when nothing answers."""

    def get(self, address: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> Response:
        following = Following()
        opener = OpenerDirector()
        for handler in (HTTPHandler(), HTTPSHandler(), HTTPDefaultErrorHandler(), HTTPErrorProcessor(), following):
            opener.add_handler(handler)
        said = {"User-Agent": CHECKER, **(headers or {})}
        request = Request(address, method=method, headers=said)  # noqa: S310 - http and https are all that get here
        try:
            response = opener.open(request, timeout=TIMEOUT)
            status = response.status
        except HTTPError as problem:
            response, status = problem, problem.code
        with response:
            return Response(status, lowered(response.headers), response.read(LARGEST), (address, *following.addresses))


def lowered(headers: Message) -> dict[str, str]:
    """Header names in small letters; one that comes twice is one with a comma (RFC 9110 §5.3)."""
    found: dict[str, str] = {}
    for name, value in headers.items():
        found[name.lower()] = f"{found[name.lower()]}, {value}" if name.lower() in found else value
    return found
