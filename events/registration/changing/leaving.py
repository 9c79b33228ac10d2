"""Signing off, and undoing it for a while: until then nobody gets the seats, and nothing is mailed.

That it holds is decided by the clock under the lock (``seats.waiting_list.promote``); the tick only looks.
"""

from django.conf import settings
from django.db import transaction

from events.models import Registration
from events.registration import states
from events.registration.seats.locks import lock_registration
from events.registration.seats.waiting_list import give_back, promote

State = Registration.State


@transaction.atomic
def leave(registration: Registration) -> None:
    """By its owner. Who still has to confirm has nothing to undo. Twice is as good as once."""
    occurrence = lock_registration(registration)[0]
    if not registration.is_holding or registration.is_leaving:
        return
    if registration.state == State.PENDING or not settings.CANCEL_UNDO_MINUTES:
        give_back(occurrence, registration)
    else:
        states.leave(registration)


@transaction.atomic
def come_after_all(registration: Registration) -> bool:
    """Undo it: all is as it was, also the place in line, which may be a place by now. False when it was too late."""
    occurrence = lock_registration(registration)[0]
    if registration.is_leaving:
        states.stay(registration)
        promote(occurrence)
    return registration.is_holding
