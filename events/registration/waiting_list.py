"""Seats that come free go to who waits. ``promote`` is the only way in which they do, whatever freed them.

It is called under the lock of the occurrence: whenever that is taken (``seats.lock_occurrence``), when a party leaves,
at the end of every publication (capacity, way in, restored, put back) and by the tick, as a net. So whoever finds the
lock free finds nobody waiting who would fit.

The order: first come, first served; a party is never split, and who does not fit stops the line. Where staff say so,
from some hours before the start parties that do not fit are passed over (``Occurrence.passes_over``): seats would stay
empty, and nobody is left behind for longer than that. ``sentences.queue_rule`` tells it to who waits.
"""

from typing import NamedTuple

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
    fitting = [party for party in line_up(occurrence).fitting if party.state == State.WAITLISTED]
    if not fitting or not is_to_come(occurrence):
        return
    for party in fitting:
        states.promote(party)
        tell(party, Happened.PROMOTED, facts_of(party))


class Line(NamedTuple):
    """``fitting``: who of those without a place can have one beside all who have, in their order. ``free``: the seats
    then left for who comes after them (None = no bound). ``kept``: whose seats nobody else gets meanwhile, by key."""

    fitting: list[Registration]
    free: int | None
    kept: set[int]


def line_up(occurrence: Occurrence) -> Line:
    """Everybody without a place, first come first. Needs the lock.

    Of who still has to confirm seats are kept only where there are any, and no more than ``most_kept`` of the room;
    who comes beyond that stops nobody. Nor does a party larger than the whole room, which staff made smaller.
    """
    line = list(occurrence.registrations.in_line().select_related("occurrence"))
    room, keeping = occurrence.room, occurrence.most_kept
    if room is None or keeping is None:
        return Line(line, None, {party.pk for party in line})
    fitting: list[Registration] = []
    kept: set[int] = set()
    free = room - occurrence.registrations.holding().filter(state=State.CONFIRMED).seats()
    passes_over = occurrence.passes_over(timezone.now())
    for party in line:
        if party.seats > room:
            continue
        keeps = party.seats
        if party.state == State.PENDING:
            keeps = min(keeps, keeping)
            keeping -= keeps
        if party.seats <= free:
            fitting.append(party)
            kept |= {party.pk} if keeps == party.seats else set()
        elif keeps == party.seats:
            if not passes_over:
                return Line(fitting, 0, kept)
            continue
        free -= keeps
    return Line(fitting, max(0, free), kept)


def ahead_of(registration: Registration) -> tuple[int, int]:
    """(parties, seats) that are in the line before this one."""
    line = list(registration.occurrence.registrations.in_line().values_list("pk", "seats"))
    before = line[: [pk for pk, _ in line].index(registration.pk)]
    return len(before), sum(seats for _, seats in before)


def is_to_come(occurrence: Occurrence) -> bool:
    """Whether one can still get a place: it has not begun, and the public was told that it takes place."""
    has_begun = occurrence.starts_at <= timezone.now()
    return not has_begun and CalendarEntry.objects.taking_place().filter(occurrence=occurrence).exists()
