"""The one table of what the programme is filtered by. A filter is a row here; pages, feeds and API read it.

The order is that of a canonical query, of the form and of the names of feeds: a new row comes last.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Annotated, Any, Literal

from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import StringConstraints

from events.models import Event, Occurrence
from events.models.calendar import CalendarEntryQuerySet
from events.models.facts import Facts, is_free
from events.shell.labels import ACCESS, KINDS, LANGUAGES, WAYS_IN
from events.shell.seats_shown import note_all_seats
from subscribers.shell.schemas import SLUG

from .labels import Days, Labels, Organisers, Terms, Tracks, Venues, Words

FORMAT_VERSION = "1"  # raise it with every change of what ``values`` give: feeds are then filtered anew
LONGEST_VALUE = 80
Present = Mapping[str, set[str]]  # facet → values that occur
Slug = Annotated[str, StringConstraints(max_length=LONGEST_VALUE, pattern=SLUG)]


class Shown(Enum):
    """How the form of a page asks for it. A list needs two options, a box something that it finds."""

    NOT = auto()
    LIST = auto()
    LIST_OF_DAYS = auto()  # where the page has more than one day
    LIST_IN_EDITION = auto()  # within one edition only
    ACCESS_BOXES = auto()
    BOX = auto()


@dataclass(frozen=True)
class ApiParameter:
    """What the API takes for it. ``number`` is its place in the document, where nothing moves once it is published."""

    number: int
    type: Any
    description: str


@dataclass(frozen=True)
class Facet:
    """``values`` are those of one entry (name and value make an ``EntryFacet``).

    ``find`` stands in for them where the answer changes without a publication: such a feed has no last change.
    ``is_closed``: only values with a label are questions, any other is none. ``has_feeds``: its feeds are few enough
    to look at each of them. ``is_offered`` says of what occurs whether there is something to choose.
    """

    name: str
    labels: Labels
    values: Callable[[Facts], Iterable[str]] | None = None
    find: Callable[[CalendarEntryQuerySet], CalendarEntryQuerySet] | None = None
    shown: Shown = Shown.NOT
    question: Promise | str = ""  # above its list
    is_closed: bool = False
    has_feeds: bool = True
    is_offered: Callable[[Present], bool] | None = None
    api: ApiParameter | None = None

    @property
    def parameter(self) -> str:
        """Its name in the query of a URL, as that of an API is: ``wayIn``."""
        first, *rest = self.name.split("_")
        return first + "".join(word.capitalize() for word in rest)

    @property
    def is_momentary(self) -> bool:
        return self.find is not None

    def occurs(self, present: Present) -> bool:
        return self.is_offered(present) if self.is_offered else self.name in present

    def accepts(self, value: str) -> bool:
        return not self.is_closed or value in self.labels.on_page((), "nl")


def spoken_in(facts: Facts) -> Iterable[str]:
    """What is in both is found under either."""
    return ("nl", "en") if facts["language"] == "both" else (facts["language"],)


def venues_of(facts: Facts) -> Iterable[str]:
    """A room is found under its building too."""
    venue = facts["venue"] or {}
    return [slug for slug in (venue.get("slug"), venue.get("parent")) if slug]


def track_of(facts: Facts) -> Iterable[str]:
    track = facts["nl"]["track"]
    return [track[:LONGEST_VALUE]] if track else []


def with_places_left(entries: CalendarEntryQuerySet) -> CalendarEntryQuerySet:
    """Those one can register for now, and get a place at once."""
    note_all_seats()
    has_place = Q(capacity=None) | Q(seats_taken__lt=F("capacity"))
    open_now = Occurrence.objects.open_for_registration(timezone.now()).with_seats_taken().filter(has_place).order_by()
    return entries.filter(occurrence__in=open_now.values("pk"))


def takes_registrations(present: Present) -> bool:
    return bool(set(Occurrence.REGISTERED_HERE) & present.get("way_in", set()))


FACETS = (
    Facet(
        "day",
        Days(),
        values=lambda facts: [facts["day"]],
        shown=Shown.LIST_OF_DAYS,
        question=_("Dag"),
        has_feeds=False,
    ),
    Facet(
        "venue",
        Venues(),
        values=venues_of,
        shown=Shown.LIST,
        question=_("Locatie"),
        api=ApiParameter(1, Slug, "`id` van een locatie; een gebouw telt zijn zalen mee."),
    ),
    Facet(
        "term",
        Terms(),
        values=lambda facts: facts["terms"],
        shown=Shown.LIST,
        question=_("Thema"),
        api=ApiParameter(3, Slug, "`id` van een thema."),
    ),
    Facet(
        "organiser",
        Organisers(),
        values=lambda facts: facts["organisers"],
        api=ApiParameter(2, Slug, "`id` van een organisator."),
    ),
    Facet(
        "kind",
        Words(KINDS),
        values=lambda facts: [facts["kind"]],
        shown=Shown.LIST,
        question=_("Soort"),
        api=ApiParameter(4, Event.Kind, "Soort activiteit."),
    ),
    Facet(
        "language",
        Words({code: LANGUAGES[code] for code in ("nl", "en", "any")}),
        values=spoken_in,
        shown=Shown.LIST,
        question=_("Taal"),
        api=ApiParameter(5, Literal["nl", "en", "any"], "Voertaal; `any`: taal geen bezwaar."),
    ),
    Facet("access", Words(ACCESS, are_all=True), values=lambda facts: facts["access"], shown=Shown.ACCESS_BOXES),
    Facet(
        "way_in",
        Words(WAYS_IN),
        values=lambda facts: [facts["wayIn"]],
        shown=Shown.LIST,
        question=_("Toegang"),
    ),
    Facet(
        "entrance",
        Words({"free": _("Gratis")}, are_all=True),
        values=lambda facts: ["free"] if is_free(facts) else [],
        shown=Shown.BOX,
        is_closed=True,
    ),
    Facet("track", Tracks(), values=track_of, shown=Shown.LIST_IN_EDITION, question=_("Spoor")),
    Facet(
        "highlight",
        Words({"1": _("Uitgelicht")}, are_all=True),
        values=lambda facts: ["1"] if facts["highlight"] else [],
    ),
    Facet(
        "places",
        Words({"left": _("Plaatsen vrij")}, are_all=True),
        find=with_places_left,
        shown=Shown.BOX,
        is_closed=True,
        has_feeds=False,
        is_offered=takes_registrations,
    ),
)
BY_NAME: Mapping[str, Facet] = {facet.name: facet for facet in FACETS}

# Choices that many people make: what each is called, and the values it stands for.
READY_MADE: tuple[tuple[Promise, dict[str, tuple[str, ...]]], ...] = (
    (_("Hoogtepunten in het Engels"), {"language": ("any", "en"), "highlight": ("1",)}),
    (_("Toegankelijk"), {"access": tuple(sorted(ACCESS))}),
    (_("Gratis"), {"entrance": ("free",)}),
    (_("Plaatsen vrij"), {"places": ("left",)}),
)


def facets_of(facts: Facts) -> set[tuple[str, str]]:
    """The properties by which an entry is found, as (name, value)."""
    return {(facet.name, value) for facet in FACETS if facet.values for value in facet.values(facts)}


def api_facets() -> list[tuple[Facet, ApiParameter]]:
    """What the API takes, in the order of its document."""
    return sorted(((facet, facet.api) for facet in FACETS if facet.api), key=lambda pair: pair[1].number)
