"""Seats that come free go to who waits: every way of leaving ends in ``promote``, under the lock of the occurrence."""

from django.utils import timezone

from events.models import CalendarEntry, Occurrence, Registration

from . import states
from .mail import letters
from .mail.visitors import facts_of, tell

State = Registration.State


def give_back(occurrence: Occurrence, registration: Registration) -> None:
    """The seats of a party that does not come go to who is next; the party is told. Needs the lock."""
    method = "CANCEL" if states.cancel(registration) else ""
    tell(registration, "cancelled", letters.cancelled, facts_of(registration), method=method, with_link=False)
    promote(occurrence)


def let_lapse(occurrence: Occurrence) -> None:
    """The same for parties that were not confirmed in time. Needs the lock.

    They are told nothing: their addresses are not proven, and the mail that asked said it.
    """
    now = timezone.now()
    lapsed = [party for party in occurrence.registrations.lapsed(now) if states.lapse(party, now)]
    if lapsed:
        promote(occurrence)


def promote(occurrence: Occurrence) -> None:
    """Give free seats to the waiting list in its order. Needs the lock."""
    if not is_to_come(occurrence):
        return
    for registration in who_fits(occurrence):
        if registration.state == State.WAITLISTED:
            states.promote(registration)
            tell(
                registration,
                "promoted",
                lambda visit: letters.confirmed(visit, promoted=True),
                facts_of(registration),
                method="REQUEST",
            )


def who_fits(occurrence: Occurrence) -> list[Registration]:
    """Of those without a place yet, who can have one beside all who have: in their order, up to the first who cannot.

    So a party is never split and never overtaken, and seats are kept for who still has to confirm only where there are
    any. A party larger than the whole capacity, which staff made smaller, blocks nobody.
    """
    line = list(occurrence.registrations.in_line().select_related("occurrence"))
    if occurrence.capacity is None:
        return line
    fitting: list[Registration] = []
    free = occurrence.capacity - occurrence.registrations.holding().filter(state=State.CONFIRMED).seats()
    for registration in line:
        if registration.seats > occurrence.capacity:
            continue
        if registration.seats > free:
            break
        free -= registration.seats
        fitting.append(registration)
    return fitting


def is_to_come(occurrence: Occurrence) -> bool:
    """Whether one can still get a place: it has not begun, and the public was told that it takes place."""
    has_begun = occurrence.starts_at <= timezone.now()
    return not has_begun and CalendarEntry.objects.taking_place().filter(occurrence=occurrence).exists()
