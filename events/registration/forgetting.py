"""Forgetting visitors when their time is over, as ``/privacy/`` promises; idempotent, and safe to stop anywhere."""

import time
import uuid
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from events.models import Announcement, CalendarAnswer, Change, Programme, Registration, VisitMail
from events.models.texts import new_ticket_code
from subscribers.models import OPEN_STATES, LinkToken, Message
from subscribers.outbox.states import skip
from subscribers.subscriptions.history import forget_in_history

from .announcing.sending import PREFIX as ANNOUNCED
from .mail.links import about

KEPT = timedelta(days=90)  # after the visit; any three months are at least as long
UNCONFIRMED_KEPT = timedelta(days=14)  # nobody ever said that the address is theirs
STAFF_KEPT = timedelta(days=730)
BATCH = 200
NAMELESS = "gewist"
BLANKED = (
    "public_id", "name", "email", "email_normalised", "code", "language", "sequence", "answers", "created_at",
    "happenings", "in_line_since", "more_wanted", "leaves_at", "erase_asked_at",
    "lapses_at", "proven_at", "owed_since", "confirmed_at", "cancelled_at", "handed_over_at", "erased_at",
)  # fmt: skip


def forget_due(now: datetime, seconds: float) -> tuple[dict[str, int], bool]:
    """Everything that is due, for at most ``seconds``: (how many of each, whether all of it is done)."""
    until, done = time.monotonic() + seconds, {"visitors": 0, "names": forget_staff(now)}
    while count := forget_batch(long_over(now), now):
        done["visitors"] += count
        if time.monotonic() >= until:
            return done, False
    return done, True


def long_over(now: datetime) -> QuerySet[Registration]:
    """Registrations that still say whose they were, for what ended ``KEPT`` ago, or that lapsed unconfirmed."""
    ended = Coalesce("occurrence__ends_at", "occurrence__starts_at")
    lapsed = Q(state=Registration.State.LAPSED, lapses_at__lt=now - UNCONFIRMED_KEPT)
    return Registration.objects.filter(erased_at=None).annotate(ended=ended).filter(Q(ended__lt=now - KEPT) | lapsed)


@transaction.atomic
def forget_batch(rows: QuerySet[Registration], now: datetime) -> int:
    """Erase at most ``BATCH`` of ``rows``; returns how many. What another worker is erasing is passed by."""
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    taken = list(rows.order_by("pk")[:BATCH])
    erase_registrations(taken, now)
    return len(taken)


def erase_registrations(registrations: list[Registration], now: datetime) -> None:
    """What stays is a count: seats, state, the way it came and the day; scans count people, and lead to nobody.

    Identity and code are drawn anew, so that neither a mail nor a calendar that somebody kept leads to the row.
    Needs locks.
    """
    if not registrations:
        return
    subjects = [about(one) for one in registrations]
    forget_in_history(Registration, [one.pk for one in registrations], [one.email for one in registrations])
    LinkToken.objects.filter(subject__in=subjects).delete()
    skip(Message.objects.filter(about__in=subjects, kind__startswith=ANNOUNCED), "erased", now)
    Message.objects.filter(about__in=subjects).exclude(state__in=OPEN_STATES).delete()
    Programme.registrations.through._default_manager.filter(registration__in=registrations).delete()
    for model in (CalendarAnswer, VisitMail):
        model._default_manager.filter(registration__in=registrations).delete()
    for one in registrations:
        blank(one, now)
    Registration.objects.bulk_update(registrations, BLANKED, batch_size=50)


def blank(one: Registration, now: datetime) -> None:
    one.public_id, one.code = uuid.uuid4(), new_ticket_code()
    one.name, one.email, one.email_normalised = NAMELESS, "", f"#{one.pk}"  # one party per address: each its own
    one.language, one.sequence, one.answers, one.lapses_at, one.handed_over_at = "nl", 0, {}, None, None
    one.proven_at = one.owed_since = None
    one.happenings = one.more_wanted = 0
    one.leaves_at = one.erase_asked_at = None
    one.created_at, one.in_line_since = day_of(one.created_at), day_of(one.in_line_since)
    one.confirmed_at, one.cancelled_at = (day_of(at) if at else None for at in (one.confirmed_at, one.cancelled_at))
    one.erased_at = now


def day_of(moment: datetime) -> datetime:
    """Local noon of that day: when exactly somebody registered may tell who it was."""
    return timezone.localtime(moment).replace(hour=12, minute=0, second=0, microsecond=0)


def kept_until(registration: Registration) -> date:
    """The day on which nothing of it says any more whose it was."""
    if registration.state == Registration.State.LAPSED and registration.lapses_at:
        return timezone.localdate(registration.lapses_at + UNCONFIRMED_KEPT)
    occurrence = registration.occurrence
    return timezone.localdate((occurrence.ends_at or occurrence.starts_at) + KEPT)


def forget_asked(now: datetime) -> int:
    """Erase those whose owner asked for it and whose last mail has gone; returns how many."""
    asked = Registration.objects.filter(erased_at=None, erase_asked_at__isnull=False)
    subjects = {about(one): one.pk for one in asked.order_by("erase_asked_at")[:BATCH]}
    if not subjects:
        return 0
    waiting = Message.objects.filter(about__in=subjects, state__in=OPEN_STATES).exclude(kind__startswith=ANNOUNCED)
    for subject in set(waiting.values_list("about", flat=True)):
        del subjects[subject]
    return forget_batch(Registration.objects.filter(pk__in=subjects.values()), now) if subjects else 0


def forget_staff(now: datetime) -> int:
    """Who of the staff changed the programme, or wrote to visitors, is kept two years; what it was stays."""
    since = now - STAFF_KEPT
    wrote = Announcement.objects.filter(created_at__lt=since).exclude(by=None).update(by=None)
    return wrote + Change.objects.filter(at__lt=since).exclude(by=None).update(by=None)
