"""Thanking who came, by the scans of the door, and asking how it was."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from datetime import time as clock_time

from django.db.models import Exists, OuterRef

from events.models import Occurrence, Scan, VisitMail
from events.models.registration import RegistrationQuerySet
from events.registration.timed.due import coming, local_moment, unwritten, write

from .counting import came_by_code

THANK_FROM, THANK_TO = clock_time(10), clock_time(10, 30)
NIGHT_ENDS = clock_time(6)  # what ends before it belongs to the evening before
LATEST = timedelta(days=3)  # after it ended: later nobody waits for it
Kind = VisitMail.Kind


def thank_visitors(now: datetime, seconds: float) -> int:
    """The minute tick's share in one half hour of the day, for at most ``seconds``; returns how many mails.

    Scans are summed for it, which is not to be done all day; what a phone sends later is thanked for a day later.
    """
    until, rows, written = time.monotonic() + seconds, unthanked(), 0
    for key in came_lately(now, rows):
        if time.monotonic() >= until:
            break
        written += write(Kind.THANKS, rows, key)
    return written


def unthanked() -> RegistrationQuerySet:
    return unwritten(coming(Kind.THANKS), Kind.THANKS)


def came_lately(now: datetime, rows: RegistrationQuerySet) -> Iterator[int]:
    """Keys of those of ``rows`` of whom somebody was in, at what ended before this morning."""
    if not local_moment(now, 0, THANK_FROM) <= now < local_moment(now, 0, THANK_TO):
        return
    ended = Occurrence.objects.filter(
        Exists(Scan.objects.filter(kind=Scan.Kind.IN, occurrence=OuterRef("pk"))),
        Exists(rows.filter(occurrence=OuterRef("pk"))),
        entry__ends_at__lte=local_moment(now, 0, NIGHT_ENDS),
        entry__ends_at__gt=local_moment(now, 0, NIGHT_ENDS) - LATEST,
    )
    for occurrence in ended.order_by("pk"):
        came = came_by_code(occurrence)
        parties = list(rows.filter(occurrence=occurrence).order_by("pk").values_list("pk", "code"))
        yield from [key for key, code in parties if came.get(code, 0) > 0]
