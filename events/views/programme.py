"""Lines in the order people look for them: by day and hour, by venue, by track; and what is on right now."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter

from .rows import Row

MEANWHILE = "…"
DENSE = 12


@dataclass(frozen=True)
class Hour:
    """Lines that begin in one hour; ``label`` is "20", "" for what takes all day, "…" for what goes on meanwhile."""

    label: str
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Day:
    """One programme day. ``begun`` marks the group of what began on an earlier day and is still on."""

    day: date
    begun: bool
    hours: list[Hour]
    left_out: int = 0

    @property
    def anchor(self) -> str:
        return f"dag-{self.day:%Y-%m-%d}"

    @property
    def is_dense(self) -> bool:
        """So much that the hours are needed to find the way on a small screen."""
        return self.size > DENSE

    @property
    def size(self) -> int:
        return sum(len(hour.rows) for hour in self.hours) + self.left_out


@dataclass(frozen=True)
class Group:
    """Lines under one name: a venue or a track."""

    name: str
    rows: list[Row]


@dataclass(frozen=True)
class NowAndNext:
    now: list[Row]
    next: list[Row]


def by_day(rows: Iterable[Row], *, today: date | None = None, most: int = 0, apart: bool = False) -> list[Day]:
    """Days in order, hours in order within each; before ``today`` counts as begun; ``most`` lines a day (0 = all).

    ``apart`` puts what is continuous after the hours, so that it does not bury what begins at a time.
    """
    days: dict[date, list[Row]] = {}
    for row in rows:
        days.setdefault(date.min if today and row.day < today else row.day, []).append(row)
    return [make_day(day, days[day], today, most, apart) for day in sorted(days)]


def make_day(day: date, rows: list[Row], today: date | None, most: int, apart: bool) -> Day:
    ordered = sorted(rows, key=lambda row: (apart and row.continuous, not row.all_day, row.starts_at, row.uid))
    shown = ordered[:most] if most else ordered
    hours: list[Hour] = []
    for row in shown:
        label = "" if day == date.min else MEANWHILE if apart and row.continuous else row.hour
        if not hours or hours[-1].label != label:
            hours.append(Hour(label))
        hours[-1].rows.append(row)
    return Day(today or day if day == date.min else day, day == date.min, hours, len(ordered) - len(shown))


def by_venue(rows: Iterable[Row]) -> list[Group]:
    return group(rows, attrgetter("building"))


def by_track(rows: Iterable[Row]) -> list[Group]:
    """Only what has a track; an edition without tracks gives no groups."""
    return group((row for row in rows if row.track), attrgetter("track"))


def group(rows: Iterable[Row], name: Callable[[Row], str]) -> list[Group]:
    named: dict[str, list[Row]] = {}
    for row in rows:
        named.setdefault(name(row), []).append(row)
    return [Group(key, named[key]) for key in sorted(named, key=str.casefold)]


def now_and_next(rows: Iterable[Row], now: datetime, most: int = 5) -> NowAndNext:
    """What has begun and is not over, and the first that follow; what is off is in neither."""
    on = [row for row in rows if not row.off and not row.all_day]
    begun = [row for row in on if row.starts_at <= now < row.ends_at]
    coming = sorted((row for row in on if row.starts_at > now), key=attrgetter("starts_at"))
    return NowAndNext(begun, coming[:most])
