"""A whole evening at a glance: who was expected, who is in, who left, and how full it was through the night."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db.models import Sum

from events.models import CalendarEntry, Evening, Registration, Scan

from .evenings import entries_on
from .scans.sums import Count, count_people, find_conflicts

STEP: Final = timedelta(minutes=15)
WIDTH: Final = 544  # of the drawing, in its units
HEIGHT: Final = 120


@dataclass(frozen=True)
class Place:
    """One occurrence of the night."""

    entry: CalendarEntry
    registered: int  # seats with a place
    count: Count
    begun: bool

    @property
    def missing(self) -> int | None:
        """Of those with a place who has not come so far; None before it begins."""
        return max(0, self.registered - self.count.came) if self.begun else None


@dataclass(frozen=True)
class Night:
    places: list[Place]
    curve: list[tuple[datetime, int]]  # people inside at the end of each step, from the first scan to the last
    conflicts: int  # codes with more people in than seats, or fewer than none

    @property
    def total(self) -> Count:
        counts = [place.count for place in self.places]
        sums = (sum(getattr(one, name) for one in counts) for name in ("came", "walked_in", "left"))
        return Count(*sums)

    @property
    def registered(self) -> int:
        return sum(place.registered for place in self.places)

    @property
    def missing(self) -> int:
        return sum(place.missing or 0 for place in self.places)

    @property
    def points(self) -> str:
        """Of a line in a drawing ``WIDTH`` by ``HEIGHT``; the fullest moment as high as the drawing."""
        most = max((people for _, people in self.curve), default=0)
        if len(self.curve) < 2 or most <= 0:
            return ""
        across = WIDTH / (len(self.curve) - 1)
        heights = (max(0, people) * HEIGHT / most for _, people in self.curve)
        return " ".join(f"{n * across:.1f},{HEIGHT - high:.1f}" for n, high in enumerate(heights))

    @property
    def last(self) -> tuple[datetime, int] | None:
        return self.curve[-1] if self.curve else None

    @property
    def fullest(self) -> tuple[datetime, int] | None:
        return max(self.curve, key=lambda step: step[1], default=None)


def look_at_night(evening: Evening, now: datetime) -> Night:
    """In three queries, whatever the number of scans or occurrences, one for the curve and three for conflicts."""
    entries = entries_on(evening.day)
    keys = [entry.occurrence_id for entry in entries]
    has_place = Registration.objects.filter(occurrence__in=keys, state=Registration.State.CONFIRMED)
    registered = dict(has_place.order_by().values_list("occurrence").annotate(n=Sum("seats")))
    counts = count_people([key for key in keys if key])
    places = [
        Place(
            entry,
            registered.get(entry.occurrence_id, 0),
            counts.get(entry.occurrence_id or 0, Count()),
            entry.starts_at <= now,
        )
        for entry in entries
    ]
    curve = curve_of(evening)
    conflicts = find_conflicts(evening, [key for key in keys if key]) if curve else []
    return Night(places, curve, len(conflicts))


def curve_of(evening: Evening) -> list[tuple[datetime, int]]:
    """People inside at the end of each ``STEP``; steps in which nothing happened repeat the one before."""
    scans = Scan.objects.counted().filter(evening=evening, people__gt=0).order_by("happened_at")
    changes: dict[int, int] = {}
    for kind, people, at in scans.values_list("kind", "people", "happened_at"):
        step = int(at.timestamp() // STEP.total_seconds())
        changes[step] = changes.get(step, 0) + (-people if kind == Scan.Kind.OUT else people)
    if not changes:
        return []
    inside, found = 0, []
    for step in range(min(changes), max(changes) + 1):
        inside += changes.get(step, 0)
        found.append((datetime.fromtimestamp((step + 1) * STEP.total_seconds(), UTC), inside))
    return found
