"""What is cached and known to be true is answered before Django makes a request of it.

Starting and ending a request, and making its objects, is half of what a cached response costs. Nothing is decided here:
what ``CachedResponses`` did not answer in the same way before, or would ask the database for, goes on to it. So each
response passes there once in ``VERSIONS_SECONDS``, and the rest of the second is answered from memory.
"""

from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone

from config.middleware.cached_responses import HOSTS, OWN, RULES, language_of
from config.middleware.sizes import is_too_long
from subscribers.access.networks import came_by_https
from subscribers.caching.answering import Ready, ready
from subscribers.caching.store import STORE

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]


class CachedFirst:
    """A WSGI application before ``application``."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        found = find(environ)
        if found is None:
            return self.application(environ, start_response)
        status, headers, body = found
        start_response(status, headers)
        return [body]


def find(environ: Environ) -> Ready | None:
    """The response, if it is there and the way that the request came is one that ``CachedResponses`` answered by."""
    path = environ.get("PATH_INFO", "")
    rule = RULES.get(path)
    if rule is None or environ.get("REQUEST_METHOD") != "GET" or environ.get("SCRIPT_NAME") or not path.isascii():
        return None
    if any(name in environ for name in OWN) or not HOSTS.get(environ.get("HTTP_HOST")):
        return None
    request = cast(HttpRequest, SimpleNamespace(path_info=path, META=environ))
    query = None if is_too_long(request) else rule.canonical(environ.get("QUERY_STRING", ""))
    if query is None:
        return None
    is_secure = environ.get("wsgi.url_scheme") == "https" or came_by_https(request)
    made = STORE.get((path, query, language_of(request), is_secure))
    if made is None or made.answers or not made.is_known() or not made.is_true(timezone.now()):
        return None
    return ready(environ, made)
