"""The filter form of a programme: what there is to choose, what is chosen, and how to take it back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from events.models import EntryFacet, Occurrence, Term, Venue
from events.models.calendar import CalendarEntryQuerySet
from events.models.texts import in_language
from events.shell.dutch import lang_of
from events.shell.labels import ACCESS, ANSWERS, KINDS, LANGUAGE_CHOICES, WAYS_IN

from .choices import Choice, ready_made
from .selection import FACETS, PARAMETERS, Selection


@dataclass(frozen=True)
class Label:
    """``group`` is the heading it stands under; ``lang`` and ``group_lang`` as in ``dutch.lang_of``."""

    text: str
    group: str = ""
    lang: str = ""
    group_lang: str = ""


@dataclass(frozen=True)
class Option:
    value: str
    label: "Label"
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
    values = facet_values(entries)
    labels = all_labels(values, language)
    fields = [make_field(name, question, values, labels, selection) for name, question in questions(in_edition, days)]
    access = [
        Check("access", sign, str(label), selection.has("access", sign))
        for sign, label in ACCESS.items()
        if sign in values.get("access", ())
    ]
    kept = [(name, str(query[name])) for name in keep if query.get(name)]
    return Filters(
        [field for field in fields if len(field.options) > 1 or has_chosen(field)],
        access,
        entry_checks(values, selection),
        ready_made(entries, values, selection, tuple(kept)),
        chips(selection, labels, kept),
        selection.search,
        kept,
    )


def entry_checks(values: Mapping[str, set[str]], selection: Selection) -> list[Check]:
    """Without paying, and with a place left: where there is something to choose."""
    bookable = set(Occurrence.REGISTERED_HERE) & values.get("way_in", set())
    offered = [("entrance", "free", "entrance" in values), ("places", "left", bool(bookable))]
    return [
        Check(name, value, str(ANSWERS[name][value]), selection.has(name, value))
        for name, value, some in offered
        if some or selection.has(name, value)
    ]


def questions(in_edition: bool, days: bool) -> list[tuple[str, str]]:
    return [
        *([("day", _("Dag"))] if days else []),
        ("venue", _("Locatie")),
        ("term", _("Thema")),
        ("kind", _("Soort")),
        ("language", _("Taal")),
        ("way_in", _("Toegang")),
        *([("track", _("Spoor"))] if in_edition else []),
    ]


def facet_values(entries: CalendarEntryQuerySet) -> dict[str, set[str]]:
    """Which values occur, by facet name; one query."""
    found: dict[str, set[str]] = {}
    pairs = EntryFacet.objects.filter(entry__in=entries.order_by().values("pk")).values_list("name", "value").distinct()
    for name, value in pairs:
        found.setdefault(name, set()).add(value)
    return found


Labels = Mapping[str, Mapping[str, Label]]  # facet → value → label


def all_labels(values: Mapping[str, set[str]], language: str) -> Labels:
    """Labels of every value that can be shown, in the order of the form."""
    venues = Venue.objects.filter(slug__in=values.get("venue", ())).select_related("parent").order_by("name")
    terms = (
        Term.objects.filter(slug__in=values.get("term", ()))
        .select_related("scheme")
        .order_by("-scheme__valid_from", "position")
    )
    return {
        "venue": {
            v.slug: Label(venue_label(v, language))
            for v in sorted(venues, key=lambda v: venue_label(v, language).casefold())
        },
        "term": {term.slug: term_label(term, language) for term in terms},
        "kind": plain(KINDS, values.get("kind", set())),
        "language": plain(LANGUAGE_CHOICES, values.get("language", set())),
        "way_in": plain(WAYS_IN, values.get("way_in", set())),
        "track": {value: Label(value, lang=other_than("nl", language)) for value in sorted(values.get("track", ()))},
        "day": {value: Label(day_label(value)) for value in sorted(values.get("day", ()))},
        "access": plain(ACCESS, set(ACCESS)),
        "organiser": {},
        "highlight": {"1": Label(_("Uitgelicht"))},
        **{name: {value: Label(str(label)) for value, label in ANSWERS[name].items()} for name in ANSWERS},
    }


def plain(words: Mapping[str, Promise], present: set[str]) -> dict[str, Label]:
    return {value: Label(str(label)) for value, label in words.items() if value in present}


def term_label(term: Term, language: str) -> Label:
    scheme = in_language(term.scheme, "name", language)
    return Label(
        term.name_in(language), scheme, lang_of(term, "name", language), lang_of(term.scheme, "name", language)
    )


def other_than(spoken: str, language: str) -> str:
    """For a ``lang`` attribute: only what the page is not in."""
    return spoken if spoken != language else ""


def venue_label(venue: Venue, language: str) -> str:
    own = in_language(venue, "name", language)
    return f"{in_language(venue.parent, 'name', language)}, {own}" if venue.parent else own


def day_label(value: str) -> str:
    try:
        return date_format(date.fromisoformat(value), "l j F")
    except ValueError:
        return value


def make_field(name: str, question: str, values: Mapping[str, set[str]], labels: Labels, selection: Selection) -> Field:
    known = labels[name]
    options = [
        Option(value, label, selection.has(name, value))
        for value, label in known.items()
        if value in values.get(name, ())
    ]
    strangers = [
        Option(value, Label(value), True)
        for value in selection.facets.get(name, ())
        if value not in {o.value for o in options}
    ]
    return Field(PARAMETERS[name], question, options + strangers)


def has_chosen(field: Field) -> bool:
    return any(option.chosen for option in field.options)


def chips(selection: Selection, labels: Labels, kept: list[tuple[str, str]]) -> list[Chip]:
    """Everything chosen, each with the way back."""
    pairs = [(name, value) for name in FACETS for value in selection.facets.get(name, ())]
    made = [Chip(labels[name].get(value, Label(value)), without(selection, kept, name, value)) for name, value in pairs]
    if selection.search:
        made.append(Chip(Label(f"“{selection.search}”"), without(selection, kept, "q", selection.search)))
    return made


def without(selection: Selection, kept: list[tuple[str, str]], name: str, value: str) -> str:
    """The query of the page with one choice less; ``?`` alone when nothing is left."""
    pairs = [(PARAMETERS[n], v) for n in FACETS for v in selection.facets.get(n, ()) if (n, v) != (name, value)]
    pairs += [("q", selection.search)] if selection.search and name != "q" else []
    return "?" + urlencode(pairs + kept)
