"""Until when a public response of the programme holds, with the same rows: the clock in it."""

from datetime import UTC, datetime, time, timedelta
from typing import Final

from django.db import connection
from django.utils import timezone

from subscribers.caching.rules import Rule

from .shown_tables import SCOPES

WEEK: Final = timedelta(days=7)  # how far the front page looks
# Each by its own index: this is asked after every change
NEXT: Final = """SELECT
    (SELECT MIN(starts_at) FROM events_calendarentry WHERE starts_at > %s),
    (SELECT MIN(ends_at) FROM events_calendarentry WHERE ends_at > %s),
    (SELECT MIN(starts_at) FROM events_calendarentry WHERE starts_at > %s),
    (SELECT MIN(registration_opens_at) FROM events_occurrence WHERE registration_opens_at > %s),
    (SELECT MIN(registration_closes_at) FROM events_occurrence WHERE registration_closes_at > %s)
"""


def next_boundary(now: datetime) -> datetime:
    """The first moment after ``now`` at which a page may say something else: something begins, ends or comes within a
    week; registration opens or closes; the day of the calendar or of an edition is over. Two queries."""
    ops = connection.ops
    at, in_a_week = ops.adapt_datetimefield_value(now), ops.adapt_datetimefield_value(now + WEEK)
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [at, at, in_a_week, at, at])
        begins, ends, week, opens, closes = (aware(moment) for moment in cursor.fetchone())
        cursor.execute("SELECT DISTINCT day_ends_at FROM events_edition")
        hours = {time.min, *(hour_of(row[0]) for row in cursor.fetchall())}
    found = [begins, ends, week and week - WEEK, opens, closes, *ends_of_days(now, hours)]
    return min(moment for moment in found if moment is not None and moment > now)


def aware(found: datetime | str | None) -> datetime | None:
    """A moment as the database gives it: SQLite has it in words, in UTC."""
    return datetime.fromisoformat(found).replace(tzinfo=UTC) if isinstance(found, str) else found


def hour_of(found: time | str) -> time:
    return time.fromisoformat(found) if isinstance(found, str) else found


def ends_of_days(now: datetime, hours: set[time]) -> list[datetime]:
    """Midnight, and the hours at which programme days end, of today and tomorrow."""
    zone, today = timezone.get_default_timezone(), timezone.localdate(now)
    return [datetime.combine(today + timedelta(days=n), hour, zone) for n in (0, 1) for hour in hours]


def programme_rule(*, several: tuple[str, ...] = (), single: tuple[str, ...] = (), keeps_all: bool = False) -> Rule:
    """Of a response that shows the programme as it is now."""
    return Rule(SCOPES, next_boundary, several=several, single=single, keeps_all=keeps_all)


def timeless_rule() -> Rule:
    """Of a list in the API in which nothing depends on the clock."""
    return Rule(SCOPES, lambda _now: None, keeps_all=True)
