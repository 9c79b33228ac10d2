"""Seats on cached responses: as old as ``VERSIONS_SECONDS`` at most, and never what a decision is made by.

No writer counts anything for it: what is believed of seats is compared with what a response shows.
"""

from collections.abc import Iterable, Mapping

from django.db.models import Q
from django.utils import timezone

from events.models import Occurrence
from events.models.seats import Seats
from subscribers.caching.rules import is_recording, note
from subscribers.caching.versions import Belief


class SeatsBelief(Belief[Mapping[int, Seats]]):
    """Seats by occurrence, of all that are to come and that we give away. One query."""

    def ask(self) -> Mapping[int, Seats]:
        coming = Q(starts_at__gt=timezone.now()) | Q(entry__starts_at__gt=timezone.now())
        ours = Q(capacity__isnull=False) | Q(way_in__in=Occurrence.REGISTERED_HERE)
        return Occurrence.objects.filter(coming, ours).seats()


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
        now = with_missing(believed, self.shown)
        if any(now.get(pk) != seats for pk, seats in self.shown.items()):
            return False
        self.tick = tick
        return True

    def is_known(self) -> bool:
        return SEATS.known_tick() == self.tick


def with_missing(believed: Mapping[int, Seats], occurrences: Iterable[int]) -> Mapping[int, Seats]:
    """What is believed, and what is so now of those that nothing is believed of. A query for these."""
    missing = [pk for pk in occurrences if pk not in believed]
    return {**believed, **Occurrence.objects.filter(pk__in=missing).seats()} if missing else believed


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

    def is_known(self) -> bool:
        return SEATS.known_tick() is not None


def shown_seats(occurrences: Iterable[int]) -> dict[int, Seats]:
    """Of each, by primary key, for a page: as they are, or in a response that will be cached as they are believed to
    be; that one is made anew when they change. A query at most."""
    wanted = list(occurrences)
    if not wanted:
        return {}
    if not is_recording():
        return Occurrence.objects.filter(pk__in=wanted).seats()
    believed = with_missing(SEATS.now()[1], wanted)
    found = {pk: believed[pk] for pk in wanted if pk in believed}
    note(SeatsShown(found))
    return found


def note_all_seats() -> None:
    """To be called before they are read. No query outside a response."""
    if is_recording():
        note(AllSeatsShown())
