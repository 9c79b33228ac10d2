"""What comes back: a series with its editions, and what of it is coming."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.calendar.links import data_links, subscribe_links
from events.ledger.scopes import scope_name
from events.listing.groups import by_day
from events.listing.pages import page_of_rows
from events.listing.pieces import edition_line, series_drawing
from events.listing.rows import Row
from events.listing.told import listed_rows
from events.models import CalendarEntry, Edition, Series
from events.models.calendar import CalendarEntryQuerySet
from events.models.texts import in_language
from events.shell.language import language_now
from events.shell.lookup import find_series
from events.shell.showing import programme_rule
from subscribers.caching.rules import cached

LINES = 12
AT_LEAST = 3  # fewer highlights than this are no programme


@cached(programme_rule())
@require_safe
def series_page(request: HttpRequest, series: str) -> HttpResponse:
    found = find_series(series)
    if found.slug != series:
        return HttpResponsePermanentRedirect(reverse("series", args=[found.slug]))
    rows = listed_rows(coming_entries(found))

    def context() -> dict[str, object]:
        return series_context(found, rows)

    return page_of_rows(request, "events/site/series.html", rows, context, depends=found.slug)


def series_context(found: Series, rows: list[Row]) -> dict[str, object]:
    language, today, now = language_now(), timezone.localdate(), timezone.now()
    editions = [edition_line(edition) for edition in editions_of(found)]
    name = found.name_on(today, language)
    return {
        "series": found,
        "name": name,
        "summary": in_language(found, "summary", language),
        "description": in_language(found, "description", language),
        "former": former_names(found, language),
        "organisers": [(organiser.name_in(language), organiser.url) for organiser in found.organisers.all()],
        "coming": [line for line in editions if not line.edition.is_over(now)][::-1],
        "past": [line for line in editions if line.edition.is_over(now)],
        "days": by_day(rows, apart=True),
        "drawing": series_drawing(found),
        "data": data_links("series-data", [found.slug], ""),
        "scope_name": scope_name(found),
        "subscribe": subscribe_links(settings.SITE_URL, reverse("series-feed", args=[found.slug]), "", name),
    }


def editions_of(series: Series) -> list[Edition]:
    """The visible ones, latest first, each with this very series, whose names are prefetched."""
    editions = list(series.editions.visible())
    for edition in editions:
        edition.series = series
    return editions


def coming_entries(series: Series) -> CalendarEntryQuerySet:
    """A taste of what is coming: what staff put in the light, else what comes first."""
    coming = CalendarEntry.objects.upcoming(timezone.now()).filter(series=series)
    in_the_light = coming.taking_place().with_facet("highlight", "1")
    return (in_the_light if in_the_light[:AT_LEAST].count() >= AT_LEAST else coming)[:LINES]


def former_names(series: Series, language: str) -> list[tuple[str, int]]:
    """(name, last year it was used), latest first."""
    return [(in_language(former, "name", language), former.valid_until.year) for former in series.former_names.all()][
        ::-1
    ]
