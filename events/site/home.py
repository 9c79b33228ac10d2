"""The front page: what is coming, soonest first."""

from datetime import timedelta

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.listing.groups import by_day
from events.listing.pages import page_of_rows
from events.listing.pieces import EditionLine, edition_drawing, edition_line
from events.listing.rows import Row
from events.listing.told import listed_rows
from events.models import CalendarEntry, Edition
from events.shell.showing import WEEK, programme_rule
from subscribers.caching.rules import cached

LINES = 40  # read from the ledger
PER_DAY = 8
AT_LEAST = 8  # a quiet week shows what comes after it as well
RAIL = 6
MOST = 60  # upcoming editions looked at
SEASON = timedelta(days=31)  # an edition longer than this is a season, not something to look forward to


@cached(programme_rule())
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    editions, rows = upcoming_editions(), coming_rows()

    def context() -> dict[str, object]:
        return {
            "editions": editions[1:],
            "lead": editions[0] if editions else None,
            "drawing": edition_drawing(editions[0].edition) if editions else "",
            "days": by_day(rows, now=timezone.now(), most=PER_DAY),
        }

    sizes = [(line.edition.pk, line.edition.size) for line in editions]  # type: ignore[attr-defined]
    return page_of_rows(request, "events/site/home.html", rows, context, depends=sizes)


def coming_rows() -> list[Row]:
    """This week's; when that is little, simply what comes first."""
    now = timezone.now()
    coming = CalendarEntry.objects.upcoming(now)
    week = listed_rows(coming.filter(starts_at__lte=now + WEEK)[:LINES])
    return week if len(week) >= AT_LEAST else listed_rows(coming[: AT_LEAST + 4])


def upcoming_editions() -> list[EditionLine]:
    """Soonest first; what runs all season comes after, and one that is cancelled never leads the page."""
    going_on = Count("entries", filter=Q(entries__status=CalendarEntry.Status.CONFIRMED))
    found = Edition.objects.upcoming(timezone.now()).with_names().select_related("image")
    listed = sorted(
        found.annotate(size=going_on)[:MOST], key=lambda edition: (edition.is_cancelled, is_season(edition))
    )
    return [edition_line(edition) for edition in listed[:RAIL]]


def is_season(edition: Edition) -> bool:
    return edition.ends_on - edition.starts_on > SEASON
