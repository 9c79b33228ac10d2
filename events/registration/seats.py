"""Seats: the lock under which they are counted, what a newcomer gets, and letting go what was not confirmed.

Every count happens under the lock of the occurrence's row. On PostgreSQL that is ``FOR UPDATE``; on SQLite the
transaction itself is IMMEDIATE. Capacity is never stored as a number of free seats: it is counted from the
registrations each time.
"""

import uuid
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Occurrence, Registration

from .sentences import full
from .waiting_list import give_back

State = Registration.State


def lock_occurrence(occurrence_uid: uuid.UUID) -> Occurrence:
    """The occurrence with its row locked until the transaction ends; lapsed holds are let go first."""
    occurrence = Occurrence.objects.select_for_update(of=("self",)).filter(public_id=occurrence_uid).first()
    if occurrence is None:
        raise ValidationError(_("Dit moment bestaat niet meer."), code="gone")
    let_lapse(occurrence, timezone.now())
    return occurrence


def let_lapse(occurrence: Occurrence, now: datetime) -> None:
    """Seats that were held for an unconfirmed mail go back; needs the lock."""
    give_back(occurrence, occurrence.registrations.lapsed(now).select_related("occurrence"), None)


def lapse_pending(now: datetime) -> int:
    """The minute tick's share: let go everywhere what was not confirmed in time; returns how many occurrences."""
    uids = list(Registration.objects.lapsed(now).values_list("occurrence__public_id", flat=True).distinct())
    for uid in uids:
        with transaction.atomic():
            lock_occurrence(uid)
    return len(uids)


def state_for_newcomer(occurrence: Occurrence, seats: int) -> str:
    """What a party of ``seats`` that comes now gets. Waiting parties count, so nobody overtakes them."""
    free = occurrence.seats_free(occurrence.registrations.holding().seats())
    if free is not None and seats > free and not occurrence.has_waiting_list:
        raise full()
    if occurrence.must_confirm:
        return State.PENDING
    return State.CONFIRMED if free is None or seats <= free else State.WAITLISTED
