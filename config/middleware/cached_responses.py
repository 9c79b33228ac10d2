"""What is public and cached is answered before the rest of the site is woken."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone, translation

from config.api.requests import reader_language
from config.middleware.headers import language_of_path
from config.middleware.sizes import is_too_long
from events.opendata import caching as programme
from newsletter.archive import caching as issues
from subscribers.caching import store
from subscribers.caching.answering import CONDITIONS, answer, make
from subscribers.caching.memory import Bounded
from subscribers.caching.rules import Rule, Start, recording
from subscribers.caching.store import STORE, Key, Made
from subscribers.caching.versions import VERSIONS

API = "api/v1/"
API_RULES = {**programme.API_RULES, **issues.API_RULES}  # by the first part of the path after it
NEVER = ("/static/", "/media/", "/beheer/")  # not worth looking up
OWN = ("HTTP_AUTHORIZATION", "HTTP_ACCEPT_CRS")  # by which the API answers somebody, or refuses, otherwise
HIDDEN = (*CONDITIONS, "HTTP_ACCEPT_ENCODING", "HTTP_COOKIE", "HTTP_RANGE")  # a cached response knows nothing of them
MOST_PATHS, LONGEST_PATH, MOST_HOSTS = 10_000, 300, 100

RULES: Bounded[Rule] = Bounded(MOST_PATHS)  # by path
HOSTS: Bounded[bool] = Bounded(MOST_HOSTS)  # that ``get_host`` took
Handler = Callable[[HttpRequest], HttpResponse]


class CachedResponses:
    """Middleware, outside all that a cached response needs no more: its headers are final, and are cached with it.

    A view says by a rule (``subscribers.caching.rules``) that its response is the same for everybody. It is made of a
    request that holds nothing but path, language and the canonical query, and everybody gets what was made so.
    """

    def __init__(self, get_response: Handler) -> None:
        if settings.DEBUG:
            raise MiddlewareNotUsed  # whoever edits a template wants to see it
        self.get_response = get_response
        self.rules = RULES

    def __call__(self, request: HttpRequest) -> HttpResponse:
        rule = self.rule_of(request)
        if rule is None or is_too_long(request):
            return self.get_response(request)
        query = rule.canonical(request.META.get("QUERY_STRING", ""))
        if query is None:
            return self.get_response(request)
        request.get_host()  # refuses a foreign one, as the rest of the site does
        if not settings.USE_X_FORWARDED_HOST:
            HOSTS.put(request.META.get("HTTP_HOST", ""), value=True)
        key = (request.path_info, query, language_of(request), request.is_secure())
        made = STORE.get(key)
        if made is not None and made.is_true(timezone.now()):
            return answer(request, made)
        with STORE.turn(key) as turn:
            for seconds in (store.WAIT_SECONDS, store.PATIENCE_SECONDS):
                is_mine, again = turn.take(seconds), STORE.get(key)
                if again is not None and again.is_true(timezone.now()):
                    return answer(request, again)
                if is_mine:
                    break
                if again is not None and again.was_true_lately():
                    return answer(request, again)
            return self.made_anew(request, rule, key, again)

    def made_anew(self, request: HttpRequest, rule: Rule, key: Key, before: Made | None) -> HttpResponse:
        believed, now = VERSIONS.now()[1], timezone.now()
        versions = {scope: believed.get(scope, 0) for scope in rule.scopes}
        start = Start(now, versions, STORE.until(rule, versions, now))
        with plain(request, key[1]), recording(start) as recorded:
            response = self.get_response(request)
        made = make(response, start, recorded, before)
        if made is None:
            return response
        STORE.put(key, made)
        return answer(request, made)

    def rule_of(self, request: HttpRequest) -> Rule | None:
        """The rule of the view under this path; None for all that is not public, or asked otherwise."""
        path = request.path_info
        if request.method not in {"GET", "HEAD"} or path.startswith(NEVER) or any(name in request.META for name in OWN):
            return None
        rule = self.rules.get(path)
        if rule is None and len(path) <= LONGEST_PATH:
            rule = find_rule(path)
            if rule is not None:
                self.rules.put(path, rule)
        return rule


def find_rule(path: str) -> Rule | None:
    with translation.override(language_of_path(path)):
        try:
            match = resolve(path)
        except Resolver404:
            return None
    if match.route.startswith(API):
        return API_RULES.get(match.route.removeprefix(API).partition("/")[0])
    return getattr(match.func, "cache_rule", None)


def language_of(request: HttpRequest) -> str:
    return reader_language(request) if request.path_info.startswith("/api/") else language_of_path(request.path_info)


@contextmanager
def plain(request: HttpRequest, query: str) -> Iterator[None]:
    """The request as anybody's: a GET of path and canonical query. What was taken off is back afterwards."""
    hidden = {name: request.META.pop(name) for name in HIDDEN if name in request.META}
    hidden["QUERY_STRING"], method = request.META.get("QUERY_STRING", ""), request.method
    request.META["QUERY_STRING"], request.method = query, "GET"
    try:
        yield
    finally:
        request.META.update(hidden)
        request.method = method
