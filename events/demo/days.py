"""When things are: the demo's calendar, all of it counted from one day. Pure; wall times of the default zone."""

import re
from calendar import SUNDAY, monthcalendar
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

WEEKDAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
NIGHT_ENDS = time(6)
WHEN = re.compile(
    r"^(?:(?P<name>[a-z]{2})\+(?P<weeks>\d+)|\+(?P<days>\d+)|wk(?P<week>-?\d+)\.(?P<weekday>\d)|(?P<october>wintertijd))?"
    r"\s*(?:(?P<start>\d\d:\d\d)(?:-(?P<end>\d\d:\d\d))?)?$"
)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The ``nth`` (from 1; -1 = last) ``weekday`` (0 = Monday) of a month."""
    found = [week[weekday] for week in monthcalendar(year, month) if week[weekday]]
    return date(year, month, found[nth - 1 if nth > 0 else nth])


def yearly(rule: dict[str, int], after: date) -> Iterator[date]:
    """The days of a yearly rule later than ``after``, for ever."""
    year = after.year
    while True:
        day = nth_weekday(year, rule["month"], rule["weekday"], rule["nth"])
        if day > after:
            yield day
        year += 1


def october_change(today: date) -> date:
    """The Saturday before the night in which the clock next goes back, later than ``today``."""
    return next(yearly({"month": 10, "weekday": SUNDAY, "nth": -1}, today + timedelta(days=1))) - timedelta(days=1)


def day_of(found: re.Match[str], base: date, today: date) -> date:
    if found["name"]:
        ahead = (WEEKDAYS.index(found["name"]) - today.weekday() - 1) % 7 + 1
        return today + timedelta(days=ahead, weeks=int(found["weeks"]))
    if found["week"]:
        return today + timedelta(days=int(found["weekday"]) - today.weekday(), weeks=int(found["week"]))
    if found["october"]:
        return october_change(today)
    return base + timedelta(days=int(found["days"] or 0))


def read_moment(at: str, base: date, today: date) -> tuple[datetime, datetime | None]:
    """Begin and end of ``at``: ``20:15-21:00`` on ``base``, ``+1 10:00-11:00`` a day later, ``za+2 14:00-15:00`` the
    third Saturday after today, ``wk-3.2 10:00-17:00`` a weekday of a week counted from this one. Before six in the
    morning belongs to the night of that day; without hours it is the midnight the day begins with.
    """
    found = WHEN.match(at)
    if found is None:
        raise ValueError(f"cannot read the moment {at!r}")
    day = day_of(found, base, today)
    if not found["start"]:
        return wall(day, time()), None
    begins = time.fromisoformat(found["start"])
    day += timedelta(days=begins < NIGHT_ENDS)
    if not found["end"]:
        return wall(day, begins), None
    ends = time.fromisoformat(found["end"])
    return wall(day, begins), wall(day + timedelta(days=ends <= begins), ends)


def wall(day: date, hour: time) -> datetime:
    """The first time the clock says so."""
    return datetime.combine(day, hour, tzinfo=timezone.get_default_timezone())
