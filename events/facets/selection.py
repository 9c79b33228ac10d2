"""Filters that are addresses: the same query selects on a page, in a feed and in the API.

Values that are unknown simply match nothing of their kind; parameters that are unknown are ignored (A3). Places left
is the one filter that changes without a publication: it asks the registrations, and knows one value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q
from django.http import QueryDict
from django.utils import timezone

from events.models import EntryFacet, Occurrence
from events.models.calendar import CalendarEntryQuerySet
from subscribers.plaintext import one_line

FACETS = (
    "day",
    "venue",
    "term",
    "organiser",
    "kind",
    "language",
    "access",
    "way_in",
    "entrance",
    "track",
    "highlight",
    "places",
)
ANSWERED = {"entrance": ("free",), "places": ("left",)}  # questions with fixed answers; any other value is no question
# What the address says, in the words of its reader; the facet names are the code's.
PARAMETERS = {name: name for name in FACETS} | {"way_in": "wayIn"}
LONGEST_VALUE = 80
MOST_VALUES = 20


@dataclass(frozen=True)
class Selection:
    """Chosen values per facet and a search text; ``query`` is their canonical address.

    ``is_whole`` is False when something that was asked could not be understood, and was left out.
    """

    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    search: str = ""
    is_whole: bool = field(default=True, compare=False)

    @property
    def query(self) -> str:
        """The canonical query string without ``?``: sorted, so equal selections have equal addresses."""
        pairs = [(PARAMETERS[name], value) for name in FACETS for value in self.facets.get(name, ())]
        return urlencode(pairs + ([("q", self.search)] if self.search else []))

    @property
    def is_momentary(self) -> bool:
        """Whether the answer changes with every registration, not only with what is published."""
        return "places" in self.facets

    @property
    def is_empty(self) -> bool:
        return not self.facets and not self.search

    def has(self, name: str, value: str) -> bool:
        return value in self.facets.get(name, ())


NOTHING_CHOSEN = Selection()


def read_selection(query: QueryDict) -> Selection:
    """The selection in a query; empty and over-long values are left out, repeated ones count once."""
    facets, is_whole = {}, True
    for name in FACETS:
        asked = {value for value in query.getlist(PARAMETERS[name]) if value}
        values = [value for value in asked if clean_value(value) in ANSWERED.get(name, (clean_value(value),))]
        if chosen := tuple(sorted({clean_value(value) for value in values} - {""})[:MOST_VALUES]):
            facets[name] = chosen
        is_whole = is_whole and len(asked) <= MOST_VALUES and all(map(clean_value, asked)) and len(values) == len(asked)
    search = query.get("q", "")
    return Selection(facets, clean_value(search), is_whole and bool(clean_value(search) or not search.strip()))


def clean_value(value: str) -> str:
    """On one line, without what nobody can see; too long is nothing."""
    return one_line(value) if len(value) <= LONGEST_VALUE else ""


def select_entries(entries: CalendarEntryQuerySet, selection: Selection) -> CalendarEntryQuerySet:
    """Entries that have one of the chosen values for each chosen facet, and the search text in a title or place."""
    for name, values in selection.facets.items():
        if name == "places":
            entries = with_places_left(entries)
            continue
        entries = entries.filter(Exists(EntryFacet.objects.filter(entry=OuterRef("pk"), name=name, value__in=values)))
    for word in selection.search.split()[:8]:
        found = Q()
        for language in ("nl", "en"):
            for text in ("title", "summary", "place"):
                found |= Q(**{f"facts__{language}__{text}__icontains": word})
        entries = entries.filter(found)
    return entries


def with_places_left(entries: CalendarEntryQuerySet) -> CalendarEntryQuerySet:
    """Those one can register for now, and get a place at once."""
    has_place = Q(capacity=None) | Q(seats_taken__lt=F("capacity"))
    open_now = Occurrence.objects.open_for_registration(timezone.now()).with_seats_taken().filter(has_place).order_by()
    return entries.filter(occurrence__in=open_now.values("pk"))
