"""Seats: the lock under which they are counted, what a newcomer gets, and letting go what was not confirmed.

Every count happens under the lock of the occurrence's row. On PostgreSQL that is ``FOR NO KEY UPDATE``; on
SQLite the transaction itself is IMMEDIATE. Capacity is never stored as a number of free seats: it is counted from the
registrations each time.
"""

import uuid
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Occurrence, Registration

from .sentences import full
from .waiting_list import let_lapse

State = Registration.State


def lock_occurrence(occurrence_uid: uuid.UUID) -> Occurrence:
    """The occurrence with its row locked until the transaction ends; lapsed holds are let go first."""
    occurrence = (
        Occurrence.objects.select_for_update(of=("self",), no_key=True).filter(public_id=occurrence_uid).first()
    )
    if occurrence is None:
        raise ValidationError(_("Dit moment bestaat niet meer."), code="gone")
    let_lapse(occurrence)
    return occurrence


def lapse_pending(now: datetime) -> int:
    """The minute tick's share: let go everywhere what was not confirmed in time; returns how many occurrences."""
    uids = list(Registration.objects.lapsed(now).values_list("occurrence__public_id", flat=True).distinct())
    for uid in uids:
        with transaction.atomic():
            lock_occurrence(uid)
    return len(uids)


def state_for_newcomer(occurrence: Occurrence, seats: int, *, must_prove: bool) -> str:
    """What a party of ``seats`` that comes now gets. Waiting parties count, so nobody overtakes them. Needs the lock.

    Who must prove the address is pending, also where it is full: with the mail answered they have a place or wait.
    """
    free = occurrence.seats_free(occurrence.registrations.holding().seats())
    if free is not None and seats > free and not occurrence.has_waiting_list:
        raise full(free)
    if must_prove:
        return State.PENDING
    return State.CONFIRMED if free is None or seats <= free else State.WAITLISTED
