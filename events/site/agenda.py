"""Everything that is coming, by day and hour, with filters that are the address."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from events.calendar.links import data_links, subscribe_links
from events.facets.filters import build_filters
from events.facets.selection import PARAMETERS, SEARCH, read_selection, select_entries
from events.listing.groups import by_day
from events.listing.pages import page_of_rows
from events.listing.rows import Row
from events.listing.told import listed_rows
from events.models import CalendarEntry
from events.models.calendar import CalendarEntryQuerySet
from events.shell.language import language_now
from events.shell.showing import programme_rule
from subscribers.caching.rules import cached

PAGE = 60  # lines; a day is never cut in two


@cached(programme_rule(several=PARAMETERS, single=("vanaf", SEARCH)))
@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    selection = read_selection(request.GET)
    coming = CalendarEntry.objects.upcoming(timezone.now())
    chosen = select_entries(coming, selection)
    first = from_date(request)
    rows, following = one_page(chosen, first)
    count, filters = chosen.count(), build_filters(coming, selection, request.GET, language_now())

    def context() -> dict[str, object]:
        return {
            "filters": filters,
            "first": first,
            "count": count,
            "days": by_day(rows, now=None if first else timezone.now()),
            "following": following,
            "data": data_links("agenda-data", [], selection.query),
            "star_next": request.get_full_path(),
            "subscribe": subscribe_links(settings.SITE_URL, reverse("feed"), selection.query, settings.SITE_NAME),
            "is_filtered": not selection.is_empty,
            "is_understood": selection.is_whole and is_day(request.GET.get("vanaf", "")),
        }

    return page_of_rows(request, "events/site/agenda.html", rows, context, depends=(count, filters, following))


def is_day(text: str) -> bool:
    """Whether it is a day, or nothing at all."""
    return not text or read_day(text) is not None


def read_day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def from_date(request: HttpRequest) -> date | None:
    """``vanaf`` in the address, when it is a date to come; anything else is as good as nothing."""
    asked = read_day(request.GET.get("vanaf", ""))
    return asked if asked and timezone.localdate() < asked < timezone.localdate() + timedelta(days=3650) else None


def one_page(chosen: CalendarEntryQuerySet, first: date | None) -> tuple[list[Row], date | None]:
    """Whole programme days from ``first`` on, about a page of them, and the day the next page begins with."""
    if first:
        chosen = chosen.filter(starts_at__gte=midnight(first))
    rows = [row for row in listed_rows(chosen[: PAGE + 1]) if not first or row.day >= first]
    if len(rows) <= PAGE:
        return rows, None
    last = rows[-1].day
    whole = [row for row in rows if row.day < last]
    if whole:
        return whole, last
    following = last + timedelta(days=1)
    return [row for row in listed_rows(one_day(chosen, following)) if row.day == last], following


def one_day(chosen: CalendarEntryQuerySet, following: date) -> CalendarEntryQuerySet:
    """What begins before noon of the day after: a programme day never ends later."""
    return chosen.filter(starts_at__lt=midnight(following) + timedelta(hours=12))


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())
