"""Polls of calendar programs are answered before the rest of the site is woken."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from events.models import FeedBody

from . import feeds
from .copies import note_use
from .etag import find_validators
from .responses import respond_counted, what_is_asked


class CachedFeeds:
    """Middleware: a feed that is cached and still true is answered from the cache before the rest of the site is woken.

    A calendar program asks every quarter of an hour whether there is anything new; that answer must cost next to
    nothing. What is not cached goes on to its view, which makes it. The host is checked here as it is there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.endswith(".ics") and request.method in {"GET", "HEAD"} and request.get_host():
            asked = what_is_asked(request, "en" if request.path_info.startswith("/en/") else settings.LANGUAGE_CODE)
            validators = find_validators(asked)
            if validators is not None:
                note_use(asked)
                try:
                    return respond_counted(request, asked, validators, lambda: feeds.find_body(validators))
                except FeedBody.DoesNotExist:
                    pass  # thrown away between two reads; what is true now is as good
        return self.get_response(request)
