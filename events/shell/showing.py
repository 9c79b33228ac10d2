"""Until when a public response of the programme holds, with the same rows: the clock in it."""

from datetime import datetime, time, timedelta
from typing import Final

from django.db.models import Min, Q
from django.utils import timezone

from events.models import CalendarEntry, Edition, Occurrence
from subscribers.caching.rules import Rule

from .shown_tables import PROGRAMME

WEEK: Final = timedelta(days=7)  # how far the front page looks


def next_boundary(now: datetime) -> datetime:
    """The first moment after ``now`` at which a page may say something else: something begins, ends or comes within a
    week; registration opens or closes; the day of the calendar or of an edition is over. Three queries."""
    entries = CalendarEntry.objects.order_by().aggregate(
        begins=Min("starts_at", filter=Q(starts_at__gt=now)),
        ends=Min("ends_at", filter=Q(ends_at__gt=now)),
        in_a_week=Min("starts_at", filter=Q(starts_at__gt=now + WEEK)),
    )
    windows = Occurrence.objects.order_by().aggregate(
        opens=Min("registration_opens_at", filter=Q(registration_opens_at__gt=now)),
        closes=Min("registration_closes_at", filter=Q(registration_closes_at__gt=now)),
    )
    week = entries.pop("in_a_week")
    found = [*entries.values(), *windows.values(), week - WEEK if week else None, *ends_of_days(now)]
    return min(moment for moment in found if moment is not None and moment > now)


def ends_of_days(now: datetime) -> list[datetime]:
    """Midnight, and the hours at which programme days end, of today and tomorrow."""
    zone, today = timezone.get_default_timezone(), timezone.localdate(now)
    hours = {time.min, *Edition.objects.order_by().values_list("day_ends_at", flat=True).distinct()}
    return [datetime.combine(today + timedelta(days=n), hour, zone) for n in (0, 1) for hour in hours]


def programme_rule(*, several: tuple[str, ...] = (), single: tuple[str, ...] = (), keeps_all: bool = False) -> Rule:
    """Of a response that shows the programme as it is now."""
    return Rule((PROGRAMME,), next_boundary, several=several, single=single, keeps_all=keeps_all)


def timeless_rule() -> Rule:
    """Of a list in the API in which nothing depends on the clock."""
    return Rule((PROGRAMME,), lambda _now: None, keeps_all=True)
