"""What is chosen of the facets, as a query: the same one selects on a page, in a feed and in an export.

Values that are unknown simply match nothing of their kind; parameters that are unknown are ignored (A3).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict

from events.models import EntryFacet
from events.models.calendar import CalendarEntryQuerySet
from events.models.facts import LANGUAGES
from subscribers.plaintext import one_line

from .table import BY_NAME, FACETS, LONGEST_VALUE

MOST_VALUES = 20
SEARCH = "q"
PARAMETERS = tuple(facet.parameter for facet in FACETS)  # each may come several times


@dataclass(frozen=True)
class Selection:
    """Chosen values per facet and a search text.

    ``is_whole`` is False when something that was asked could not be understood, and was left out.
    """

    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    search: str = ""
    is_whole: bool = field(default=True, compare=False)

    @property
    def query(self) -> str:
        """The canonical query string without ``?``: sorted, so equal selections have equal URLs."""
        pairs = [(facet.parameter, value) for facet in FACETS for value in self.facets.get(facet.name, ())]
        return urlencode(pairs + ([(SEARCH, self.search)] if self.search else []))

    @property
    def is_momentary(self) -> bool:
        """Whether the answer changes with every registration, not only with what is published."""
        return any(BY_NAME[name].is_momentary for name in self.facets)

    @property
    def is_empty(self) -> bool:
        return not self.facets and not self.search

    def has(self, name: str, value: str) -> bool:
        return value in self.facets.get(name, ())


NOTHING_CHOSEN = Selection()


def read_selection(query: QueryDict) -> Selection:
    """The selection in a query; empty and over-long values are left out, repeated ones count once."""
    facets, is_whole = {}, True
    for facet in FACETS:
        asked = {value for value in query.getlist(facet.parameter) if value}
        values = [value for value in asked if facet.accepts(clean_value(value))]
        if chosen := tuple(sorted({clean_value(value) for value in values} - {""})[:MOST_VALUES]):
            facets[facet.name] = chosen
        is_whole = is_whole and len(asked) <= MOST_VALUES and all(map(clean_value, asked)) and len(values) == len(asked)
    search = query.get(SEARCH, "")
    return Selection(facets, clean_value(search), is_whole and bool(clean_value(search) or not search.strip()))


def clean_value(value: str) -> str:
    """On one line, without what nobody can see; too long is nothing."""
    return one_line(value) if len(value) <= LONGEST_VALUE else ""


def select_entries(entries: CalendarEntryQuerySet, selection: Selection) -> CalendarEntryQuerySet:
    """Entries that have one of the chosen values for each chosen facet, and the search text in a title or place."""
    for name, values in selection.facets.items():
        if find := BY_NAME[name].find:
            entries = find(entries)
        else:
            rows = EntryFacet.objects.filter(entry=OuterRef("pk"), name=name, value__in=values)
            entries = entries.filter(Exists(rows))
    for word in selection.search.split()[:8]:
        found = Q()
        for language in LANGUAGES:
            for text in ("title", "summary", "place"):
                found |= Q(**{f"facts__{language}__{text}__icontains": word})
        entries = entries.filter(found)
    return entries
