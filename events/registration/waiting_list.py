"""Seats that come free go to who waits. ``promote`` is the only way in which they do, whatever freed them.

It is called under the lock of the occurrence: whenever that is taken (``seats.lock_occurrence``), when a party leaves,
at the end of every publication (capacity, way in, restored, put back) and by the tick, as a net. So whoever finds the
lock free finds nobody waiting who would fit.

The order: first come, first served; a party is never split, and who does not fit stops the line. Where staff say so,
from some hours before the start parties that do not fit are passed over (``Occurrence.passes_over``): seats would stay
empty, and nobody is left behind for longer than that. ``sentences.queue_rule`` tells it to who waits.
"""

from django.utils import timezone

from events.models import CalendarEntry, Occurrence, Registration

from . import states
from .mail.visitors import facts_of, tell
from .words import Happened, standing_of

State = Registration.State


def give_back(occurrence: Occurrence, registration: Registration) -> None:
    """The seats of a party that does not come go to who is next; the party is told. Needs the lock."""
    standing = standing_of(registration)
    states.cancel(registration)
    tell(registration, Happened.CANCELLED, facts_of(registration), standing=standing)
    promote(occurrence)


def promote(occurrence: Occurrence) -> None:
    """Let go what was not confirmed in time, and give free seats to the waiting list in its order. Needs the lock.

    Who lapses is told nothing: the address is not proven, and the mail that asked said it.
    """
    now = timezone.now()
    for party in occurrence.registrations.lapsed(now):
        states.lapse(party, now)
    fitting = [party for party in line_up(occurrence)[0] if party.state == State.WAITLISTED]
    if not fitting or not is_to_come(occurrence):
        return
    for party in fitting:
        states.promote(party)
        tell(party, Happened.PROMOTED, facts_of(party))


def line_up(occurrence: Occurrence) -> tuple[list[Registration], int | None]:
    """Who of those without a place can have one beside all who have, in their order; and the seats then left for who
    comes after them (None = no bound). Needs the lock.

    Seats are kept for who still has to confirm only where there are any. A party larger than the whole room, which
    staff made smaller, stops nobody.
    """
    line = list(occurrence.registrations.in_line().select_related("occurrence"))
    room = occurrence.room
    if room is None:
        return line, None
    fitting: list[Registration] = []
    free = room - occurrence.registrations.holding().filter(state=State.CONFIRMED).seats()
    passes_over = occurrence.passes_over(timezone.now())
    for party in line:
        if party.seats > room:
            continue
        if party.seats <= free:
            free -= party.seats
            fitting.append(party)
        elif not passes_over:
            return fitting, 0
    return fitting, max(0, free)


def ahead_of(registration: Registration) -> tuple[int, int]:
    """(parties, seats) that are in the line before this one."""
    line = list(registration.occurrence.registrations.in_line().values_list("pk", "seats"))
    before = line[: [pk for pk, _ in line].index(registration.pk)]
    return len(before), sum(seats for _, seats in before)


def is_to_come(occurrence: Occurrence) -> bool:
    """Whether one can still get a place: it has not begun, and the public was told that it takes place."""
    has_begun = occurrence.starts_at <= timezone.now()
    return not has_begun and CalendarEntry.objects.taking_place().filter(occurrence=occurrence).exists()
