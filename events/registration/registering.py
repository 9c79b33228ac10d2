"""Registering, confirming by mail, cancelling: what a visitor does, by whatever door."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from events.models import Registration
from subscribers.access.tokens import use_token
from subscribers.addresses import normalise_address

from .mail import letters
from .mail.links import CONFIRM, by_subject
from .owed import tell_or_owe, welcome
from .seats import lock_occurrence, state_for_newcomer
from .sentences import check_open, check_party, check_visitor
from .waiting_list import give_back

State = Registration.State


@dataclass(frozen=True)
class Registered:
    """What a visitor is told: a state and the seats, under an id of their own."""

    public_id: uuid.UUID
    state: str
    seats: int


def register_attendee(
    occurrence_uid: uuid.UUID, *, name: str, email: str, seats: int, language: str, source: str
) -> Registered:
    """Claim ``seats`` places: confirmed, waitlisted, or pending where the mail must be confirmed first.

    An address that already has a registration here is answered as a new one would be; nothing changes, and the mail
    tells. Raises ``ValidationError`` by field (name, email, seats) or with code gone, closed, not_open, not_here, full.
    """
    name, email = check_visitor(name, email, seats)
    with transaction.atomic():
        occurrence = lock_occurrence(occurrence_uid)
        check_open(occurrence, timezone.now())
        check_party(occurrence, seats)
        state = state_for_newcomer(occurrence, seats)
        mine = occurrence.registrations.holding().filter(email_normalised=normalise_address(email))
        known = mine.select_for_update(of=("self",)).first()
        if known:
            tell_or_owe(known, "registration.repeated")
            return Registered(uuid.uuid4(), state, seats)
        registration = Registration.objects.create(
            occurrence=occurrence,
            name=name,
            email=email,
            email_normalised=normalise_address(email),
            seats=seats,
            language="en" if language == "en" else "nl",
            state=state,
            source=source,
            confirmed_at=timezone.now() if state == State.CONFIRMED else None,
            lapses_at=timezone.now() + timedelta(minutes=settings.PENDING_SEATS_MINUTES)
            if state == State.PENDING
            else None,
        )
        tell_or_owe(registration)
    return Registered(registration.public_id, registration.state, registration.seats)


@transaction.atomic
def confirm_registration(raw: str) -> Registration | None:
    """Turn a pending registration into a place (or a place on the waiting list); None when the link no longer works."""
    token = use_token(raw, CONFIRM)
    registration = by_subject(token.subject) if token else None
    if registration is None:
        return None
    occurrence = lock_occurrence(registration.occurrence.public_id)
    registration.refresh_from_db()
    if registration.state != State.PENDING:
        return None
    ahead = occurrence.registrations.holding().filter(pk__lt=registration.pk).seats()
    sure = occurrence.registrations.holding().filter(state=State.CONFIRMED).seats()
    fits = occurrence.capacity is None or max(ahead, sure) + registration.seats <= occurrence.capacity
    registration.state = State.CONFIRMED if fits else State.WAITLISTED
    registration.confirmed_at, registration.lapses_at = (timezone.now() if fits else None), None
    registration.proven_at = timezone.now()
    registration.save(update_fields=["state", "confirmed_at", "lapses_at", "proven_at"])
    welcome(registration)
    return registration


@transaction.atomic
def cancel_registration(registration: Registration) -> None:
    """Give the seats back, tell the party, and promote who is next; twice is as good as once.

    Who was erased has no seats and is told nothing.
    """
    occurrence = lock_occurrence(registration.occurrence.public_id)
    registration.refresh_from_db()
    if registration.state == State.CANCELLED or registration.erased_at:
        return
    give_back(occurrence, [registration], letters.cancelled)
