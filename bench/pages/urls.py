"""Everything of ours, an empty view, and a view that returns the bytes of the large feed from memory."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from config.urls import urlpatterns as ours
from events.calendar import feeds
from events.facets.selection import Selection
from events.models import FeedScope

KEPT: dict[str, bytes] = {}


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def from_memory(request: HttpRequest) -> HttpResponse:
    """As many bytes as the feed of 2,000 occurrences."""
    if "body" not in KEPT:
        asked = feeds.Asked("/agenda/bench/two-thousand.ics", Selection(), "nl", timezone.localdate())
        KEPT["body"] = feeds.make_feed(asked, FeedScope.objects.get(edition__slug="two-thousand"))[1]
    return HttpResponse(KEPT["body"], content_type="text/calendar")


urlpatterns = [path("bench/empty", empty), path("bench/memory", from_memory), *ours]
