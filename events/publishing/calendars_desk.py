"""“Kalenders” in the desk: how often each feed is fetched, by which programs, and how far a change has come."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages

from events.calendar.agents import SUBSCRIBING
from events.calendar.fetches import USUAL_DAYS, ClientFetches, fetches_by_client, scopes_with_fetches
from events.ledger.refusals import refusals_in_words
from events.models import Event, FeedScope
from subscribers.outbox.noting import noting_mail
from subscribers.screens.pages import DeskPage, PagesViewSet
from subscribers.screens.policies import may

from .differences_desk import what_followed
from .telling import tell_calendars

DAYS = 14
BAR_WIDTH, BAR_GAP, HEIGHT = 6, 2, 24
EVERYTHING = "Alles"


@dataclass(frozen=True)
class Bar:
    """A rectangle of a drawing ``HEIGHT`` high, in its units."""

    x: int
    y: float
    height: float


def bars(counts: list[int]) -> list[Bar]:
    """One bar a day, the busiest as high as the drawing; a day without any has none."""
    most = max(counts, default=0)
    heights = [round(HEIGHT * count / most, 1) if most else 0 for count in counts]
    return [
        Bar(number * (BAR_WIDTH + BAR_GAP), round(HEIGHT - height, 1), height)
        for number, height in enumerate(heights)
        if height
    ]


def feed_name(scope: FeedScope) -> str:
    return EVERYTHING if scope.series_id is None and scope.edition_id is None else str(scope.head.get("nl", scope.name))


class CalendarsPage(DeskPage):
    """Who keeps the programme sees how it reaches people; no names are in it. Telling it everything is publishing."""

    header_icon = "resubmit"
    index_label = "Kalenders"
    feed_url_name = ""

    def is_allowed(self, user: AbstractBaseUser) -> bool:
        return may(user, "change", Event)


class FeedsView(CalendarsPage):
    """Every feed with its number of fetches, busiest first; POST brings them up to what is on the site now."""

    page_title = "Kalenders"
    template_name = "events/publishing/fetches.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = scopes_with_fetches(timezone.localdate(), DAYS)
        rows = [(feed_name(scope), reverse(self.feed_url_name, args=[scope.pk]), scope) for scope in found]
        return super().get_context_data(
            rows=rows, days=DAYS, may_tell=may(self.request.user, "publish", Event), **kwargs
        )

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not may(request.user, "publish", Event):
            raise PermissionDenied
        with noting_mail() as notes:
            changes = tell_calendars(by=request.user)  # type: ignore[arg-type]
        messages.success(request, what_followed(changes, notes) or "De agenda’s waren al bij; er is niets veranderd.")
        for sentence in refusals_in_words():
            messages.warning(request, sentence)
        return HttpResponseRedirect(reverse(self.index_url_name))


class FeedView(CalendarsPage):
    """One feed: the programs that fetch it."""

    page_title = "Kalender"
    template_name = "events/publishing/fetches_feed.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.scope = get_object_or_404(FeedScope, pk=self.kwargs["pk"])
        found = fetches_by_client(self.scope, timezone.localdate(), DAYS)
        return super().get_context_data(
            name=feed_name(self.scope), scope=self.scope, rows=[picture(one) for one in found], days=DAYS,
            usual_days=USUAL_DAYS, width=DAYS * (BAR_WIDTH + BAR_GAP) - BAR_GAP, height=HEIGHT, bar_width=BAR_WIDTH,
            **kwargs,
        )  # fmt: skip

    def get_page_subtitle(self) -> str:
        return feed_name(self.scope)

    def own_breadcrumb(self) -> str:
        return feed_name(self.scope)


def picture(one: ClientFetches) -> dict[str, Any]:
    """A row of the table, and the bars with the same in words."""
    return {
        "fetches": one,
        "reached": reached_in_words(one),
        "bars": bars(one.days),
        "in_words": ", ".join(map(str, one.days)),
    }


def reached_in_words(one: ClientFetches) -> str:
    """How many of those who fetch by this program have the last change."""
    if one.client not in SUBSCRIBING:
        return "komt niet vanzelf terug"
    if one.share is None:
        return "nog niet te zeggen"
    percent = int(one.share * 100)  # down, as the share is the least there is
    return {0: "nog niet", 100: "zo goed als allemaal"}.get(percent, f"minstens {percent}%")


class CalendarsViewSet(PagesViewSet):
    """GET changes nothing."""

    name = "kalenders"
    icon = "resubmit"
    menu_label = "Kalenders"
    pages = {"index": ("", FeedsView), "feed": ("<int:pk>/", FeedView)}
