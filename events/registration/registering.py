"""Registering, confirming by mail, cancelling: what a visitor does, by whatever door."""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from events.models import Registration
from subscribers.access.tokens import find_token, use_token
from subscribers.outbox.budget import claim_mail

from .choosing import find_party
from .mail.links import CONFIRM, by_subject
from .mail.owed import REPEATED, remind, tell_or_owe, welcome
from .proof import must_prove
from .seats import lock_occurrence, lock_registration, state_for_newcomer
from .sentences import check_open, check_party, check_visitor
from .states import begin, confirm, note_asked
from .waiting_list import give_back, is_to_come, line_up

State = Registration.State


@dataclass(frozen=True)
class Registered:
    """What a visitor is told: a state and the seats, under an id of their own."""

    public_id: uuid.UUID
    state: str
    seats: int


def register_attendee(
    occurrence_uid: uuid.UUID, *, name: str, email: str, seats: int, language: str, source: str, network: str = ""
) -> Registered:
    """Claim ``seats`` places: confirmed, waitlisted, or pending where the mail must be confirmed first.

    An address that already has a registration here, or at another of the same choice, is answered as a new one would
    be; nothing changes, and the mail tells. ``network``: whence it was asked (``network_of``), "" for what staff
    enter; never stored.
    Raises ``ValidationError`` by field (name, email, seats) or with code gone, closed, not_open, not_here, full.
    """
    name, email = check_visitor(name, email, seats)
    with transaction.atomic():
        occurrence = lock_occurrence(occurrence_uid)
        check_open(occurrence, timezone.now())
        check_party(occurrence, seats)
        known = find_party(occurrence, email)
        # The last lock: under it no second registration of the address is made elsewhere while these are counted.
        has_room = source == "desk" or claim_mail(email, REPEATED if known else "")
        proof = occurrence.must_confirm if source == "desk" else must_prove(occurrence, email, seats, network)
        state = state_for_newcomer(occurrence, seats, must_prove=proof)
        if known:
            note_asked(known)
            tell_or_owe(known, remind, has_room=has_room)
            return Registered(uuid.uuid4(), state, seats)
        registration = begin(occurrence, state, name=name, email=email, seats=seats, language=language, source=source)
        tell_or_owe(registration, welcome, has_room=has_room)
    return Registered(registration.public_id, registration.state, registration.seats)


@transaction.atomic
def confirm_registration(raw: str) -> Registration | None:
    """Turn a pending registration into a place, or a place on the waiting list; None when the link does not work.

    One that has lapsed comes back as it is, for its page to say so.
    """
    token = find_token(raw, CONFIRM)
    registration = by_subject(token.subject) if token else None
    if registration is None:
        return None
    occurrence = lock_registration(registration)[0]
    if registration.state == State.LAPSED:
        return registration
    if registration.state != State.PENDING or registration.erased_at or not is_to_come(occurrence):
        return None
    if use_token(raw, CONFIRM) is None:
        return None
    confirm(registration, fits=registration in line_up(occurrence).fitting)
    welcome(registration)
    return registration


@transaction.atomic
def cancel_registration(registration: Registration) -> None:
    """Give the seats back, tell the party, and promote who is next; twice is as good as once.

    Who was erased has no seats and is told nothing.
    """
    occurrence = lock_registration(registration)[0]
    if registration.is_holding:
        give_back(occurrence, registration)
