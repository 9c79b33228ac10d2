"""Everything below /api/ answers like an API: problems instead of pages, its own headers, ETags, no redirects."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from subscribers.shell.responses.conditional import conditional_response

from .headers import all_methods, put_headers, tell_methods
from .problems import CONTENT_TYPE, problem
from .requests import reader_language, refuse_address

Handler = Callable[[HttpRequest], HttpResponse]
KEPT = ("Retry-After", "WWW-Authenticate")


class ProblemResponses:
    """Outside everything that answers pages: sessions, redirects to a slash, the site's error pages."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != "/api" and not request.path_info.startswith("/api/"):
            return self.get_response(request)
        with translation.override(reader_language(request)):
            response = refuse_address(request) or self.answer(request)
            response = as_problem(response)
            put_headers(request, response)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """The language of the reader, inside the middleware that takes it from the address."""
        if request.path_info.startswith("/api/"):
            translation.activate(reader_language(request))

    def answer(self, request: HttpRequest) -> HttpResponse:
        """GET in place of HEAD (the server leaves out the body), 304 where nothing changed."""
        asked = request.method
        request.method = "GET" if asked == "HEAD" else asked
        response = self.get_response(request)
        request.method = asked
        if asked == "OPTIONS":
            return tell_methods(response)
        if asked in {"GET", "HEAD"} and response.status_code == 200:
            response = conditional_response(request, response)
        return response


def as_problem(response: HttpResponse) -> HttpResponse:
    """An error in whatever form as a problem; what says how to go on is kept."""
    if response.status_code < 400 or response.headers.get("Content-Type") == CONTENT_TYPE:
        return response
    answer = problem(response.status_code)
    if response.status_code == 405:
        answer["Allow"] = ", ".join(all_methods(response))
    for name in KEPT:
        if name in response.headers:
            answer[name] = response[name]
    return answer
