"""Seats that come free go to who waits: every way of leaving ends in ``give_back``, which promotes the next party."""

from collections.abc import Callable, Iterable

from django.utils import timezone

from events.models import CalendarEntry, Occurrence, Registration
from subscribers.outbox.letters import Letter

from .mail import letters
from .mail.visitors import facts_of, tell

State = Registration.State


def give_back(
    occurrence: Occurrence, parties: Iterable[Registration], write: Callable[[letters.Visit], Letter] | None
) -> None:
    """The seats of ``parties`` go to who is next, and each is told with the letter ``write``. Needs the lock.

    Who let a place lapse (no letter) is told nothing: the address is not proven, and the mail that asked said it.
    """
    left = [release(registration, write) for registration in parties]
    if left:
        promote(occurrence)


def release(registration: Registration, write: Callable[[letters.Visit], Letter] | None) -> Registration:
    """CANCELLED, with a calendar cancellation when there was an invitation."""
    invited = registration.state == State.CONFIRMED
    registration.state, registration.cancelled_at, registration.lapses_at = State.CANCELLED, timezone.now(), None
    registration.sequence += 1 if invited else 0
    if write:
        registration.owed_since = None
    registration.save(update_fields=["state", "cancelled_at", "lapses_at", "sequence", "owed_since"])
    if write:
        method = "CANCEL" if invited else ""
        tell(registration, "cancelled", write, facts_of(registration), method=method, with_link=False)
    return registration


def promote(occurrence: Occurrence) -> list[Registration]:
    """Give free seats to the waiting list in its order; a party is never split and never overtaken. Needs the lock."""
    promoted: list[Registration] = []
    if (
        occurrence.starts_at <= timezone.now()
        or not CalendarEntry.objects.taking_place().filter(occurrence=occurrence).exists()
    ):
        return promoted
    taken = occurrence.registrations.holding().exclude(state=State.WAITLISTED).seats()
    for registration in occurrence.registrations.waiting().select_related("occurrence"):
        if occurrence.capacity is not None and taken + registration.seats > occurrence.capacity:
            break
        taken += registration.seats
        registration.state, registration.confirmed_at = State.CONFIRMED, timezone.now()
        registration.owed_since = None  # this mail says more
        registration.save(update_fields=["state", "confirmed_at", "owed_since"])
        tell(
            registration,
            "promoted",
            lambda visit: letters.confirmed(visit, promoted=True),
            facts_of(registration),
            method="REQUEST",
        )
        promoted.append(registration)
    return promoted
