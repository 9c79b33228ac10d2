"""Seats: the locks under which they are counted, and what a newcomer gets.

Every count happens under the lock of the occurrence's row. On PostgreSQL that is ``FOR NO KEY UPDATE``; on
SQLite the transaction itself is IMMEDIATE. Capacity is never stored as a number of free seats: it is counted from the
registrations each time.

Locks come in one order, and several of a kind by primary key: occurrences, choice, event, entry, registrations,
the mail budget of an address. A publication takes those of all its occurrences before it changes or reads anything, so
a registration is either seen by it or sees it.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from events.models import ChoiceGroup, Occurrence, Registration
from events.models.event import EventQuerySet
from events.models.occurrence import OccurrenceQuerySet

from .sentences import full
from .states import lock_row
from .waiting_list import line_up, promote

State = Registration.State


def lock_occurrence(occurrence_uid: uuid.UUID) -> Occurrence:
    """The occurrence with its row locked until the transaction ends; seats that are free have gone to who waits."""
    return lock_each(occurrence_uid)[0]


def lock_each(*uids: uuid.UUID) -> list[Occurrence]:
    """The same for several, in the order asked for; with each the choice that it belongs to is locked."""
    found = {row.public_id: row for row in locking(Occurrence.objects.filter(public_id__in=uids))}
    if set(uids) - set(found):
        raise ValidationError(_("Dit moment bestaat niet meer."), code="gone")
    choices = {row.choice_id for row in found.values() if row.choice_id}
    if choices:
        list(ChoiceGroup.objects.filter(pk__in=choices).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    for row in found.values():
        promote(row)
    return [found[uid] for uid in uids]


def lock_registration(registration: Registration, *others: uuid.UUID) -> list[Occurrence]:
    """Its occurrence and ``others``, locked, and ``registration`` read again, locked as well.

    One that moved meanwhile is followed.
    """
    while True:
        held = Occurrence.objects.values_list("public_id", flat=True).get(registrations=registration)
        with transaction.atomic():
            locked = lock_each(held, *others)
            lock_row(registration)
            if registration.occurrence_id == locked[0].pk:
                return locked
            transaction.set_rollback(True)  # lets go of the locks: several are only taken in order


def lock_occurrences(events: EventQuerySet | Iterable[int] | None) -> None:
    """Those of ``events`` (None = all), before a publication changes or reads anything about them."""
    rows = Occurrence.objects.all() if events is None else Occurrence.objects.filter(event__in=events)
    list(locking(rows).values_list("pk"))


def locking(rows: OccurrenceQuerySet) -> OccurrenceQuerySet:
    return rows.order_by("pk").select_for_update(of=("self",), no_key=True)


def give_free_seats(events: EventQuerySet | None) -> None:
    """What a publication is followed by: whatever it did to seats, free ones go to who waits. Needs the locks."""
    waiting = Registration.objects.waiting().values("occurrence")
    rows = Occurrence.objects.filter(pk__in=waiting).order_by("pk")
    for occurrence in rows if events is None else rows.filter(event__in=events):
        promote(occurrence)


def lapse_pending(now: datetime) -> int:
    """The minute tick's share: let go everywhere what was not confirmed in time; returns how many occurrences."""
    return tend(Registration.objects.lapsed(now).values_list("occurrence__public_id", flat=True).distinct())


def promote_waiting(now: datetime) -> int:
    """The minute tick's net: occurrences where somebody waits and would fit; returns how many."""
    return tend(Occurrence.objects.with_room_for_waiting(now).values_list("public_id", flat=True))


def tend(occurrences: Iterable[uuid.UUID]) -> int:
    uids = list(occurrences)
    for uid in uids:
        with transaction.atomic():
            lock_occurrence(uid)
    return len(uids)


def state_for_newcomer(occurrence: Occurrence, seats: int, *, must_prove: bool) -> str:
    """What a party of ``seats`` that comes now gets, as last of the line. Needs the lock.

    Who must prove the address is pending, also where it is full: with the mail answered they have a place or wait.
    """
    free = line_up(occurrence).free
    if free is not None and seats > free and not occurrence.has_waiting_list:
        raise full(free)
    if must_prove:
        return State.PENDING
    return State.CONFIRMED if free is None or seats <= free else State.WAITLISTED
