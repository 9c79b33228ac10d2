"""Seats on cached responses: as old as ``VERSIONS_SECONDS`` at most, and never what a decision is made by.

No writer counts anything for it: what is believed of seats is compared with what a response shows.
"""

from collections.abc import Mapping

from django.db.models import Q
from django.utils import timezone

from events.models import Occurrence
from events.models.occurrence import OccurrenceQuerySet, Seats
from subscribers.caching.rules import is_recording, note
from subscribers.caching.versions import Belief


class SeatsBelief(Belief[Mapping[int, Seats]]):
    """Seats by occurrence, of all that are to come and have a number of them. One query."""

    def ask(self) -> Mapping[int, Seats]:
        coming = Q(starts_at__gt=timezone.now()) | Q(entry__starts_at__gt=timezone.now())
        return Occurrence.objects.filter(coming, capacity__isnull=False).seats()


SEATS = SeatsBelief()


class SeatsShown:
    """Those that a response shows. What is not believed, as it has begun, is asked for at each new tick."""

    def __init__(self, shown: Mapping[int, Seats]) -> None:
        self.shown = shown
        self.tick = 0

    def is_true(self) -> bool:
        tick, believed = SEATS.now()
        if tick == self.tick:
            return True
        missing = [pk for pk in self.shown if pk not in believed]
        now = {**believed, **Occurrence.objects.filter(pk__in=missing).seats()} if missing else believed
        if any(now.get(pk) != seats for pk, seats in self.shown.items()):
            return False
        self.tick = tick
        return True


class AllSeatsShown:
    """A response says which occurrences have seats: it depends on all of them."""

    def __init__(self) -> None:
        self.tick, self.seats = SEATS.now()

    def is_true(self) -> bool:
        tick, believed = SEATS.now()
        if tick != self.tick and believed != self.seats:
            return False
        self.tick = tick
        return True


def shown_seats(occurrences: OccurrenceQuerySet) -> dict[int, Seats]:
    """Of each, by primary key, for a response: one query, and the response is made anew when they change."""
    found = occurrences.seats()
    note(SeatsShown(found))
    return found


def note_all_seats() -> None:
    """To be called before they are read. No query outside a response."""
    if is_recording():
        note(AllSeatsShown())
