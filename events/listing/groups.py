"""Lines in the order people look for them: by day and hour, by venue, by track; and what is on right now.

Which day a line counts to is a fact of its entry (``ledger.facts.programme_day``: a night may go on until six).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from .rows import Row

MEANWHILE = "…"
DENSE = 12


@dataclass(frozen=True)
class Hour:
    """Lines that begin in one hour; ``label`` is "20", "" for what takes all day, "…" for what goes on meanwhile."""

    label: str
    rows: list[Row] = field(default_factory=list)

    @property
    def is_clock(self) -> bool:
        return self.label not in ("", MEANWHILE)

    @property
    def name(self) -> str:
        if self.is_clock:
            return f"{self.label}:00"
        return _("Doorlopend") if self.label else _("Hele dag")


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
    """Lines under one name: a venue or a track; ``lang`` of the name where it is not the page's, else ""."""

    name: str
    rows: list[Row]
    lang: str = ""


@dataclass(frozen=True)
class NowAndNext:
    now: list[Row]
    next: list[Row]


def by_day(rows: Iterable[Row], *, now: datetime | None = None, most: int = 0, apart: bool = False) -> list[Day]:
    """Days in order, hours in order within each; ``most`` lines a day (0 = all).

    What began by ``now`` on an earlier day stands in a group in front; what is still to begin after midnight keeps
    its programme day. ``apart`` puts what is continuous after the hours, so that it does not bury what begins at a
    time.
    """
    today = localdate(now) if now else None
    days: dict[date, list[Row]] = {}
    for row in rows:
        begun = today and now and row.day < today and row.begins <= now
        days.setdefault(date.min if begun else row.day, []).append(row)
    return [make_day(day, days[day], today, most, apart) for day in sorted(days)]


def make_day(day: date, rows: list[Row], today: date | None, most: int, apart: bool) -> Day:
    ordered = sorted(rows, key=lambda row: (apart and row.continuous, not row.all_day, row.begins, row.uid))
    shown = ordered[:most] if most else ordered
    hours: list[Hour] = []
    for row in shown:
        label = "" if day == date.min else MEANWHILE if apart and row.continuous else row.hour
        if not hours or hours[-1].label != label:
            hours.append(Hour(label))
        hours[-1].rows.append(row)
    return Day(today or day if day == date.min else day, day == date.min, hours, len(ordered) - len(shown))


def by_venue(rows: Iterable[Row]) -> list[Group]:
    return group(rows, attrgetter("building"), attrgetter("place_lang"))


def by_track(rows: Iterable[Row]) -> list[Group]:
    """Only what has a track; an edition without tracks gives no groups."""
    return group((row for row in rows if row.track), attrgetter("track"), attrgetter("track_lang"))


def group(rows: Iterable[Row], name: Callable[[Row], str], lang: Callable[[Row], str]) -> list[Group]:
    named: dict[str, list[Row]] = {}
    for row in rows:
        named.setdefault(name(row), []).append(row)
    return [Group(key, named[key], lang(named[key][0])) for key in sorted(named, key=str.casefold)]


def now_and_next(rows: Iterable[Row], now: datetime, most: int = 5) -> NowAndNext:
    """What has begun and is not over, and the first that follow on the same programme day; what is off is in neither.

    A programme day lasts as long as it has something to come, so past midnight too; before its first there is nothing.
    """
    on = [row for row in rows if not row.off and not row.all_day]
    begun = [row for row in on if row.begins <= now]
    today = max((row.day for row in begun), default=None)
    coming = sorted((row for row in on if row.begins > now and row.day == today), key=attrgetter("begins"))
    return NowAndNext([row for row in begun if now < row.ends], coming[:most])
