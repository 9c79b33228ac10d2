"""VTIMEZONE from the rules of a zone, in the one form that every client reads (D2).

Yearly rules from an onset in 1970, not the lists of RDATE that the library would write: ical.js 2.2.1 reads the first
value of such a list only. Where a zone has no yearly rule (the clock of Casablanca follows the moon) every change of
the clock stands by itself. A rule that ends, ends in UNTIL, and what comes after it follows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 2020, 2037  # rules are read from these; what holds in the first is taken to hold from 1970
EPOCH_YEAR = 1970
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Shift:
    """One change of the clock. ``local`` is the wall time at which it comes, by the clock as it was before."""

    local: datetime
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool

    @property
    def rule(self) -> tuple[object, ...]:
        """Equal for shifts of different years that are one rule; the day of it is looked at apart."""
        return (
            self.before,
            self.after,
            self.name,
            self.is_summer,
            self.local.month,
            self.local.weekday(),
            self.local.time(),
        )


@lru_cache(maxsize=8)
def vtimezone(zone: ZoneInfo) -> str:
    """The whole component with CRLF line ends; equal for equal rules."""
    shifts = list(shifts_of(zone))
    parts = sorted(runs_of(shifts)) if shifts else [standing(zone)]
    lines = [f"BEGIN:VTIMEZONE\nTZID:{zone.key}\nX-LIC-LOCATION:{zone.key}\n", *(text for _, text in parts)]
    return "".join([*lines, "END:VTIMEZONE\n"]).replace("\n", "\r\n")


def shifts_of(zone: ZoneInfo) -> Iterator[Shift]:
    """Every change of the clock in the years that are looked at, found to the minute."""
    day, end = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)
    while day < end:
        following = day + timedelta(days=1)
        if day.astimezone(zone).utcoffset() != following.astimezone(zone).utcoffset():
            yield shift_between(day, following, zone)
        day = following


def shift_between(early: datetime, late: datetime, zone: ZoneInfo) -> Shift:
    before = offset(early, zone)
    while late - early > timedelta(minutes=1):
        middle = (early + (late - early) / 2).replace(second=0, microsecond=0)
        early, late = (middle, late) if offset(middle, zone) == before else (early, middle)
    new = late.astimezone(zone)
    local = (late + before).replace(tzinfo=None)
    return Shift(local, before, offset(late, zone), new.tzname() or "", bool(new.dst()))


def offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def runs_of(shifts: list[Shift]) -> Iterator[tuple[datetime, str]]:
    """(onset, component) for each rule, and for each shift that follows none."""
    by_rule = sorted(shifts, key=lambda shift: (repr(shift.rule), shift.local))
    for _, group in groupby(by_rule, key=lambda shift: shift.rule):
        for run in unbroken(list(group)):
            place = place_in_month([shift.local.date() for shift in run])
            if place is None or len(run) == 1:
                yield from ((shift.local, component(shift, shift.local)) for shift in run)
            else:
                yield ruled(run, place)


def unbroken(shifts: list[Shift]) -> list[list[Shift]]:
    """Shifts of one rule cut where a year is missed."""
    runs: list[list[Shift]] = []
    for shift in shifts:
        if runs and shift.local.year - runs[-1][-1].local.year == 1:
            runs[-1].append(shift)
        else:
            runs.append([shift])
    return runs


def place_in_month(days: list[date]) -> int | None:
    """-1 when each is the last such weekday of its month, n when each is the nth; None when they are neither."""
    if all((day + timedelta(days=7)).month != day.month for day in days):
        return -1
    places = {(day.day - 1) // 7 + 1 for day in days}
    return places.pop() if len(places) == 1 else None


def ruled(run: list[Shift], place: int) -> tuple[datetime, str]:
    """One rule: back to 1970 when it holds from the beginning, with an end when it does not hold to the last year."""
    first, last = run[0], run[-1]
    onset = first.local
    if first.local.year == FIRST_YEAR:
        day = nth_day(EPOCH_YEAR, first.local.month, place, first.local.weekday())
        onset = datetime.combine(day, first.local.time())
    until = "" if last.local.year == LAST_YEAR else f";UNTIL={last.local - last.before:%Y%m%dT%H%M%SZ}"
    day_of_week = f"{place}{DAYS[first.local.weekday()]}"
    return onset, component(first, onset, f"RRULE:FREQ=YEARLY;BYDAY={day_of_week};BYMONTH={onset.month}{until}\n")


def nth_day(year: int, month: int, place: int, weekday: int) -> date:
    days = [day for number in range(31) if (day := date(year, month, 1) + timedelta(days=number)).month == month]
    such = [day for day in days if day.weekday() == weekday]
    return such[place if place < 0 else place - 1]


def component(shift: Shift, onset: datetime, rule: str = "") -> str:
    kind = "DAYLIGHT" if shift.is_summer else "STANDARD"
    return (
        f"BEGIN:{kind}\nDTSTART:{onset:%Y%m%dT%H%M%S}\n{rule}TZNAME:{shift.name}\n"
        f"TZOFFSETFROM:{written(shift.before)}\nTZOFFSETTO:{written(shift.after)}\nEND:{kind}\n"
    )


def standing(zone: ZoneInfo) -> tuple[datetime, str]:
    """A zone whose clock never changes."""
    moment = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    here, onset = offset(moment, zone), datetime(EPOCH_YEAR, 1, 1)  # noqa: DTZ001 - a wall time
    name = moment.astimezone(zone).tzname() or ""
    return onset, component(Shift(onset, here, here, name, is_summer=False), onset)


def written(length: timedelta) -> str:
    """RFC 5545 §3.3.14"""
    minutes = abs(int(length.total_seconds())) // 60
    return f"{'-' if length < timedelta(0) else '+'}{minutes // 60:02}{minutes % 60:02}"
