"""The filter form of a programme: what there is to choose, what is chosen, and how to take it back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from events.models import EntryFacet
from events.models.calendar import CalendarEntryQuerySet

from .choices import Choice, ready_made
from .labels import Label
from .selection import Selection
from .table import FACETS, Facet, Present, Shown

All = Mapping[str, Mapping[str, Label]]  # facet → value → label


@dataclass(frozen=True)
class Option:
    value: str
    label: Label
    chosen: bool


@dataclass(frozen=True)
class Check:
    """A box to tick; ``name`` is the parameter in the address."""

    name: str
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Field:
    """One question of the form; ``name`` is the parameter in the address."""

    name: str
    label: str
    options: list[Option]

    @property
    def has_more_chosen(self) -> bool:
        """A filter may stand in the address more than once: the list then shows all that is chosen, and keeps it."""
        return sum(option.chosen for option in self.options) > 1


@dataclass(frozen=True)
class Chip:
    """One thing chosen, with the address of the page without it."""

    label: Label
    address: str


@dataclass(frozen=True)
class Filters:
    fields: list[Field]
    access: list[Check]
    entry: list[Check]
    ready: list[Choice]
    chips: list[Chip]
    search: str
    kept: list[tuple[str, str]]  # other parameters of the page, sent along as hidden fields


def build_filters(
    entries: CalendarEntryQuerySet,
    selection: Selection,
    query: QueryDict,
    language: str,
    *,
    keep: Iterable[str] = (),
    in_edition: bool = False,
    days: bool = False,
) -> Filters:
    """What ``entries`` offers to choose from, in four queries; ``keep`` names parameters that are not filters."""
    present = facet_values(entries)
    labels = {facet.name: facet.labels.on_page(present.get(facet.name, set()), language) for facet in FACETS}
    lists = {Shown.LIST, *([Shown.LIST_IN_EDITION] if in_edition else []), *([Shown.LIST_OF_DAYS] if days else [])}
    fields = [make_field(facet, present, labels, selection) for facet in FACETS if facet.shown in lists]
    kept = [(name, str(query[name])) for name in keep if query.get(name)]
    return Filters(
        [field for field in fields if len(field.options) > 1 or has_chosen(field)],
        access_boxes(present, labels, selection),
        other_boxes(present, labels, selection),
        ready_made(entries, present, selection, tuple(kept)),
        chips(selection, labels, kept),
        selection.search,
        kept,
    )


def access_boxes(present: Present, labels: All, selection: Selection) -> list[Check]:
    """The values that occur."""
    return [
        check
        for facet in FACETS
        if facet.shown == Shown.ACCESS_BOXES
        for check in boxes(facet, labels, selection)
        if check.value in present.get(facet.name, ())
    ]


def other_boxes(present: Present, labels: All, selection: Selection) -> list[Check]:
    """Where there is something to choose, or something was chosen."""
    return [
        check
        for facet in FACETS
        if facet.shown == Shown.BOX
        for check in boxes(facet, labels, selection)
        if check.chosen or facet.occurs(present)
    ]


def boxes(facet: Facet, labels: All, selection: Selection) -> list[Check]:
    return [
        Check(facet.parameter, value, label.text, selection.has(facet.name, value))
        for value, label in labels[facet.name].items()
    ]


def facet_values(entries: CalendarEntryQuerySet) -> dict[str, set[str]]:
    """Which values occur, by facet name; one query."""
    found: dict[str, set[str]] = {}
    pairs = EntryFacet.objects.filter(entry__in=entries.order_by().values("pk")).values_list("name", "value").distinct()
    for name, value in pairs:
        found.setdefault(name, set()).add(value)
    return found


def make_field(facet: Facet, present: Present, labels: All, selection: Selection) -> Field:
    """What occurs, and what was chosen without occurring."""
    name = facet.name
    options = [
        Option(value, label, selection.has(name, value))
        for value, label in labels[name].items()
        if value in present.get(name, ())
    ]
    known = {option.value for option in options}
    strangers = [Option(value, Label(value), True) for value in selection.facets.get(name, ()) if value not in known]
    return Field(facet.parameter, str(facet.question), options + strangers)


def has_chosen(field: Field) -> bool:
    return any(option.chosen for option in field.options)


def chips(selection: Selection, labels: All, kept: list[tuple[str, str]]) -> list[Chip]:
    """Everything chosen, each with the way back."""
    pairs = [(facet.name, value) for facet in FACETS for value in selection.facets.get(facet.name, ())]
    made = [Chip(labels[name].get(value, Label(value)), without(selection, kept, name, value)) for name, value in pairs]
    if selection.search:
        made.append(Chip(Label(f"“{selection.search}”"), without(selection, kept, "q", selection.search)))
    return made


def without(selection: Selection, kept: list[tuple[str, str]], name: str, value: str) -> str:
    """The query of the page with one choice less; ``?`` alone when nothing is left."""
    pairs = [
        (facet.parameter, one)
        for facet in FACETS
        for one in selection.facets.get(facet.name, ())
        if (facet.name, one) != (name, value)
    ]
    pairs += [("q", selection.search)] if selection.search and name != "q" else []
    return "?" + urlencode(pairs + kept)
