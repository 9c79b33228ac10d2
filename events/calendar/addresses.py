"""Every address at which this installation gives a calendar, for those that look at all of them."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from events.facets.table import BY_NAME, FACETS, READY_MADE
from events.models import CalendarEntry, Edition, EntryFacet, Series

Row = tuple[str, tuple[object, ...]]  # name of the address, its arguments


def feed_addresses() -> list[str]:
    """Paths of the feeds of everything, each series and each edition the public knows, in every language."""
    told = CalendarEntry.objects.exclude(edition=None).values("edition")
    editions = Edition.objects.filter(is_public=True) | Edition.objects.filter(pk__in=told)
    rows: list[Row] = [("feed", ())]
    rows += [("series-feed", (slug,)) for slug in Series.objects.order_by("slug").values_list("slug", flat=True)]
    pairs = editions.order_by("series__slug", "slug").values_list("series__slug", "slug")
    return in_every_language(rows + [("edition-feed", pair) for pair in pairs])


def facet_addresses() -> list[str]:
    """Paths with query of the feed of everything: each value of each facet that occurs (but the days), and the
    ready-made choices, in every language."""
    names = [facet.name for facet in FACETS if facet.has_feeds]
    values = EntryFacet.objects.filter(name__in=names).order_by("name", "value").values_list("name", "value").distinct()
    feeds = in_every_language([("feed", ())])
    queries = [urlencode({BY_NAME[name].parameter: value}) for name, value in values]
    queries += [
        urlencode([(BY_NAME[name].parameter, value) for name, chosen in choice.items() for value in chosen])
        for _, choice in READY_MADE
    ]
    return [f"{feed}?{query}" for query in dict.fromkeys(queries) for feed in feeds]


def occurrence_addresses(most: int) -> list[str]:
    """Paths of at most ``most`` single occurrences, spread over the programme, the cancelled ones first."""
    entries = CalendarEntry.objects.in_order()
    cancelled = list(entries.exclude(status=CalendarEntry.Status.CONFIRMED).values_list("uid", flat=True)[: most // 3])
    others = list(entries.taking_place().values_list("uid", flat=True))
    spread = others[:: max(1, len(others) // max(1, most - len(cancelled)))]
    return in_every_language([("occurrence-ics", (uid,)) for uid in [*cancelled, *spread][:most]])


def in_every_language(rows: list[Row]) -> list[str]:
    return [address(name, args, code) for name, args in rows for code, _ in settings.LANGUAGES]


def address(name: str, args: tuple[object, ...], language: str) -> str:
    with translation.override(language):
        return reverse(name, args=args)
