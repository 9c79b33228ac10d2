"""Seats that come free go to who waits. ``promote`` is the only way in which they do, whatever freed them.

It is called under the lock of the occurrence: whenever that is taken (``seats.lock_occurrence``), when a party leaves,
at the end of every publication (capacity, way in, restored, put back) and by the tick, as a net. So whoever finds the
lock free finds nobody waiting who would fit. In which order they go: ``line``.
"""

from collections.abc import Sequence

from django.utils import timezone

from events.models import Occurrence, Registration
from events.models.facts import Facts
from events.registration import states
from events.registration.mail.visitors import facts_of, tell
from events.registration.words import Happened, standing_of

from .line import Count, InLine, count_seats, is_to_come, line_up

State = Registration.State


def give_back(occurrence: Occurrence, registration: Registration, reason: str = "") -> None:
    """The seats of a party that does not come go to who is next; the party is told, and why. Needs the lock."""
    end(registration, Happened.CANCELLED, facts_of(registration), reason=reason)
    promote(occurrence)


def end(registration: Registration, happened: Happened, facts: Facts, *, reason: str = "") -> None:
    """It holds nothing any more, and is told what happened and how it stood until now. Needs a lock on the row."""
    standing = standing_of(registration)
    states.cancel(registration)
    tell(registration, happened, facts, standing=standing, reason=reason)


def promote(occurrence: Occurrence, count: Count | None = None) -> bool:
    """Let go what was not confirmed in time and who signed off; free seats go to the waiting list in its order.

    Needs the lock. Whether anything changed, and so ``count`` (what is so far) with it. One statement where nothing is
    to be done. Who lapses is told nothing: the address is not proven, and the mail that asked said it.
    """
    count = count or count_seats(occurrence)
    if has_changed := let_go(count) | end_for(occurrence, count.leaving):
        count = count_seats(occurrence)
    fitting = [party.pk for party in line_up(occurrence, count).fitting if party.state != State.PENDING]
    if not fitting or not is_to_come(occurrence, count) or not occurrence.promotes(timezone.now()):
        return has_changed
    give_places(occurrence, fitting)
    return True


def let_go(count: Count) -> bool:
    now = timezone.now()
    over: list[InLine] = [party for party in count.line if party.has_lapsed(now)]
    for party in over:
        states.lapse(party.pk, now)
    return bool(over)


def end_for(occurrence: Occurrence, keys: Sequence[int]) -> bool:
    """Signing off holds, for those of ``keys`` who have not undone it meanwhile. What was called off said so itself."""
    if not keys:
        return False
    is_off, facts = occurrence.entry.facts["status"] == "cancelled", occurrence.entry.facts
    for party in occurrence.registrations.select_related("occurrence").filter(pk__in=keys).order_by("pk"):
        states.lock_row(party)
        if is_off:
            states.cancel(party)
        else:
            end(party, Happened.CANCELLED, facts)
    return True


def give_places(occurrence: Occurrence, keys: Sequence[int]) -> None:
    """In the order of ``keys``."""
    parties = occurrence.registrations.select_related("occurrence").in_bulk(keys)
    for key in keys:
        states.promote(parties[key])
        tell(parties[key], Happened.PROMOTED, facts_of(parties[key]))
