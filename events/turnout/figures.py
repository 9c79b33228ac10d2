"""What was counted, put together: by edition, by how long before one registered, and as a forecast."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from events.forecast import EVENINGS, Evening, Forecast, Risk
from events.models import Event, Occurrence, Turnout, VisitOpinion

from .counting import LEADS

STEPS = (0.05, 0.1, 0.15, 0.2, 0.25)  # of the capacity: how many more places are looked at


@dataclass(frozen=True)
class Sum:
    """People and seats of some occurrences together."""

    name: str
    moments: int
    seats: int
    came: int
    walked_in: int = 0
    cancelled_late: int = 0
    waiting: int = 0

    @property
    def stayed_away(self) -> int:
        return self.seats - self.came

    @property
    def share(self) -> float | None:
        return self.came / self.seats if self.seats else None


def counted() -> QuerySet[Turnout]:
    return Turnout.objects.select_related("occurrence__event__edition__series").order_by("-occurrence__starts_at")


def sum_up(name: str, rows: Sequence[Turnout]) -> Sum:
    columns = ("seats", "came", "walked_in", "cancelled_late", "waiting")
    return Sum(name, len(rows), *(sum(getattr(row, column) for row in rows) for column in columns))


def name_of(event: Event) -> str:
    return str(event.edition) if event.edition else event.title


def by_edition(rows: Iterable[Turnout]) -> list[Sum]:
    """Of each edition, and of each event outside one; the latest first."""
    groups: dict[tuple[bool, int], list[Turnout]] = {}
    for row in rows:
        event = row.occurrence.event
        groups.setdefault((event.edition_id is None, event.edition_id or event.pk), []).append(row)
    return [sum_up(name_of(some[0].occurrence.event), some) for some in groups.values()]


def by_lead(rows: Iterable[Turnout]) -> list[Sum]:
    """By how long before it began they registered; those that nobody belongs to are left out."""
    seats, came = dict.fromkeys(LEADS, 0), dict.fromkeys(LEADS, 0)
    for row in rows:
        for first, (asked, there) in row.by_lead.items():
            seats[int(first)] += asked
            came[int(first)] += there
    return [Sum(words, 0, seats[first], came[first]) for first, words in LEADS.items() if seats[first]]


@dataclass(frozen=True)
class Opinions:
    """How visitors found it. ``is_few``: fewer than a number that tells nothing of one person."""

    name: str
    good: int
    fair: int
    poor: int

    @property
    def is_few(self) -> bool:
        return self.good + self.fair + self.poor < settings.CLICK_THRESHOLD


def opinions() -> list[Opinions]:
    """Of each edition, and of each event outside one; the latest first. Two queries."""
    asked = VisitOpinion.objects.select_related("occurrence__event__edition__series")
    asked = asked.prefetch_related("occurrence__event__edition__series__former_names")
    sums: dict[tuple[bool, int], Counter[str]] = {}
    names: dict[tuple[bool, int], str] = {}
    for row in asked.order_by("-occurrence__starts_at", "pk"):
        event = row.occurrence.event
        group = event.edition_id is None, event.edition_id or event.pk
        names.setdefault(group, name_of(event))
        sums.setdefault(group, Counter())[row.answer] += row.count
    return [Opinions(names[group], *(said[one] for one in VisitOpinion.Answer.values)) for group, said in sums.items()]


def earlier(occurrence: Occurrence) -> list[Turnout]:
    """What was counted of the same series, or of the same event where it is in none; soonest first."""
    edition = occurrence.event.edition
    rows = (
        counted()
        .filter(seats__gt=0, occurrence__starts_at__lt=occurrence.starts_at)
        .order_by("occurrence__starts_at", "pk")
    )
    if edition:
        return list(rows.filter(occurrence__event__edition__series=edition.series_id))
    return list(rows.filter(occurrence__event=occurrence.event_id))


def forecasts(rows: Sequence[Turnout]) -> list[Forecast]:
    """By moment and by evening: rooms of one night share its weather, and nights have rooms that differ. Nothing where
    there were fewer evenings than a forecast wants, however many rooms they had."""
    evenings = [
        Evening(sum(row.seats for row in some), sum(row.came for row in some))
        for _, some in ((day, list(of_day)) for day, of_day in groupby(rows, day_of))
    ]
    if len(evenings) < EVENINGS:
        return []
    moments = [Evening(row.seats, row.came) for row in rows]
    ways = [moments] if moments == evenings else [moments, evenings]
    return [one for one in map(Forecast, ways) if one.is_enough]


def day_of(row: Turnout) -> object:
    return timezone.localdate(row.occurrence.starts_at)


def risks(found: Sequence[Forecast], room: int, most: int | None) -> list[Risk]:
    """Of giving away more places than ``room``, up to ``most`` people in all: of the forecasts the most careful."""
    steps = sorted({max(1, round(room * step)) for step in STEPS})
    allowed = [extra for extra in steps if most is None or room + extra <= most]
    return [max((one.risk(room, extra) for one in found), key=lambda risk: risk.full) for extra in allowed if found]


def band(found: Sequence[Forecast], room: int) -> tuple[int, int]:
    """Between how many come in nine of ten evenings with as many seats as there are places."""
    bands = [one.band(room) for one in found]
    return min(low for low, _ in bands), max(high for _, high in bands)
