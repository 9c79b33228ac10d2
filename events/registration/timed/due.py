"""Who is due which mail of the clock, and writing it: once for a party and the day that its visit is on.

Looked up by what the public was told, and looked at again under the lock of the row: what was called off, moved to
another day or given up since hears nothing, and what was moved to another day is reminded of that one when it comes.
Days and hours are those of a clock in town, also in the nights in which it is changed.
"""

import time
from datetime import date, datetime, timedelta
from datetime import time as clock_time

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from events.models import CalendarEntry, Registration, VisitMail
from events.models.registration import RegistrationQuerySet
from events.registration.mail.visitors import facts_of, tell
from events.registration.states import note_mailed
from events.registration.words import Happened

Kind = VisitMail.Kind
State = Registration.State
REMIND_FROM = clock_time(10)  # the day before
KNOWS = timedelta(hours=24)  # who got a place since has just read about it
CALL_FROM = timedelta(hours=1)  # before it begins
AT_ONCE = 500  # read together
HAPPENED = {Kind.REMINDER: Happened.REMINDED, Kind.CALL: Happened.CALLED, Kind.THANKS: Happened.THANKED}


def write_due(now: datetime, seconds: float) -> int:
    """The minute tick's share, for at most ``seconds``; returns how many mails. What is left waits for the next."""
    until = time.monotonic() + seconds
    return write_each(Kind.REMINDER, reminded(now), until) + write_each(Kind.CALL, called(now), until)


def local_moment(now: datetime, days: int, hour: clock_time) -> datetime:
    """That hour on the day of ``now``, or so many days later."""
    day = timezone.localdate(now) + timedelta(days=days)
    return datetime.combine(day, hour, tzinfo=timezone.get_default_timezone())


def reminded(now: datetime) -> RegistrationQuerySet:
    """Those who come tomorrow, from the hour on at which people are reminded."""
    if now < local_moment(now, 0, REMIND_FROM):
        return Registration.objects.none()
    begins, ends = (local_moment(now, days, clock_time()) for days in (1, 2))
    rows = coming(Kind.REMINDER).exclude(confirmed_at__gt=now - KNOWS)
    rows = rows.filter(occurrence__entry__starts_at__gte=begins, occurrence__entry__starts_at__lt=ends)
    return unwritten(rows, Kind.REMINDER, timezone.localdate(begins))


def called(now: datetime) -> RegistrationQuerySet:
    """Those whose visit begins within the hour; a whole day begins at midnight, and nobody is called then."""
    rows = coming(Kind.CALL).exclude(confirmed_at__gt=now - CALL_FROM).filter(occurrence__all_day=False)
    rows = rows.filter(occurrence__entry__starts_at__gt=now, occurrence__entry__starts_at__lte=now + CALL_FROM)
    return unwritten(rows, Kind.CALL, timezone.localdate(now), timezone.localdate(now + CALL_FROM))


def unwritten(rows: RegistrationQuerySet, kind: VisitMail.Kind, *days: date) -> RegistrationQuerySet:
    """Of those to whom it was not written yet, about a visit on any of ``days``; where none is given, on any day."""
    written = VisitMail.objects.filter(registration=OuterRef("pk"), kind=kind)
    return rows.filter(~Exists(written.filter(day__in=days) if days else written))


def coming(kind: VisitMail.Kind) -> RegistrationQuerySet:
    """Those with a place and an address, at what takes place, where staff want this mail."""
    rows = Registration.objects.holding().exclude(email="").filter(state=State.CONFIRMED, leaves_at=None)
    return rows.filter(wanted(kind), occurrence__entry__status=CalendarEntry.Status.CONFIRMED)


def wanted(kind: VisitMail.Kind) -> Q:
    """By the moment itself, else by its edition; outside an edition as an edition begins."""
    switch = VisitMail.SWITCHES[kind]
    by_edition = Q(occurrence__event__edition=None) if switch.default else Q(pk__in=[])
    by_edition |= Q(**{f"occurrence__event__edition__{switch.field}": True})
    return Q(occurrence__visit_mails__in=switch.choices) | Q(occurrence__visit_mails="") & by_edition


def write_each(kind: VisitMail.Kind, rows: RegistrationQuerySet, until: float) -> int:
    """To each of ``rows``, until the monotonic clock says ``until``."""
    written = 0
    for key in list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        if time.monotonic() >= until:
            break
        written += write(kind, rows, key)
    return written


@transaction.atomic
def write(kind: VisitMail.Kind, rows: RegistrationQuerySet, key: int) -> bool:
    """Under the lock of the row; False when it is none of ``rows`` any more."""
    party = rows.filter(pk=key).select_for_update(of=("self",)).select_related("occurrence__entry").first()
    if party is None:
        return False
    day = timezone.localdate(party.occurrence.entry.starts_at)
    if not VisitMail.objects.get_or_create(registration=party, kind=kind, day=day)[1]:
        return False
    note_mailed(party)
    tell(party, HAPPENED[kind], facts_of(party))
    return True
