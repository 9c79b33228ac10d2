"""The programme in other formats than pages and calendars; same selection, same facts."""

import hashlib
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.calendar.feeds import entries_of
from events.exports import Header, atom, csv_table, json_feed, schedule_json
from events.exports.conference import Conference
from events.facets.selection import PARAMETERS, SEARCH, read_selection, select_entries
from events.models import CalendarEntry, FeedScope
from events.shell.identity import surroundings
from events.shell.language import language_now
from events.shell.lookup import find_edition, find_series
from events.shell.responses import data_response
from events.shell.showing import programme_rule
from subscribers.caching.rules import cached
from subscribers.plaintext import one_line

CHOSEN = programme_rule(several=PARAMETERS, single=(SEARCH,))
TYPES = {"atom": "application/atom+xml", "json": "application/feed+json", "csv": "text/csv"}


@cached(CHOSEN)
@require_safe
def everything(request: HttpRequest, form: str) -> HttpResponseBase:
    """All that is coming and what was in the last month, as ``form`` atom, json or csv."""
    return in_form(request, form, FeedScope(), "all", settings.SITE_NAME, reverse("agenda"))


@cached(CHOSEN)
@require_safe
def of_series(request: HttpRequest, series: str, form: str) -> HttpResponseBase:
    """Every edition of a series, as its calendar has them."""
    found = find_series(series)
    name = found.name_on(timezone.localdate(), language_now())
    return in_form(
        request, form, FeedScope(series=found), f"series-{found.pk}", name, reverse("series", args=[found.slug])
    )


@cached(CHOSEN)
@require_safe
def of_edition(request: HttpRequest, series: str, edition: str, form: str) -> HttpResponseBase:
    found = find_edition(find_series(series), edition)
    page = reverse("edition", args=[found.series.slug, found.slug])
    return in_form(request, form, FeedScope(edition=found), f"edition-{found.pk}", found.name_in(language_now()), page)


@cached(programme_rule())
@require_safe
def schedule(request: HttpRequest, series: str, edition: str) -> HttpResponseBase:
    """The whole edition as conference apps read it."""
    found = find_edition(find_series(series), edition)
    entries = list(entries_of(FeedScope(edition=found), timezone.localdate()).in_order().without_vevents())
    changed_at = newest(entries)
    conference = Conference(
        acronym=f"{found.series.slug}-{found.slug}",
        title=found.name_in(language_now()),
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        url=settings.SITE_URL + reverse("edition", args=[found.series.slug, found.slug]),
        day_ends_at=found.day_ends_at,
        zone=surroundings()["zone"],
        version=f"{changed_at:%Y-%m-%d %H:%M:%S}",
    )
    return data_response(request, schedule_json(conference, entries, language_now()), "application/json", changed_at)


def in_form(request: HttpRequest, form: str, scope: FeedScope, key: str, title: str, page: str) -> HttpResponseBase:
    """What the calendar of ``scope`` has on this day, filtered as it would be; every filter is a feed of its own."""
    selection, language = read_selection(request.GET), language_now()
    entries = list(select_entries(entries_of(scope, timezone.localdate()), selection).in_order().without_vevents())
    changed_at, query = newest(entries), f"?{selection.query}" if selection.query else ""
    header = Header(
        ident=f"urn:x-kennisstad:{settings.UID_DOMAIN}:{key}{part_of(query)}",
        title=one_line(title),
        author=settings.SITE_NAME,
        language=language,
        address=f"{settings.SITE_URL}{request.path}{query}",
        page=f"{settings.SITE_URL}{page}{query}",
        updated=changed_at,
    )
    makers = {
        "atom": lambda: atom(header, entries),
        "json": lambda: json_feed(header, entries),
        "csv": lambda: csv_table(entries, language),
    }
    # Without a last change that we know of, only the tag can tell that it is the same; see ``Selection.is_momentary``.
    modified = None if selection.is_momentary else changed_at
    return data_response(request, makers[form](), f"{TYPES[form]}; charset=utf-8", modified, filename=f"{key}.{form}")


def part_of(query: str) -> str:
    return f":{hashlib.sha256(query.encode()).hexdigest()[:12]}" if query else ""


def newest(entries: list[CalendarEntry]) -> datetime:
    return max((entry.changed_at for entry in entries), default=datetime(2020, 1, 1, tzinfo=UTC))
