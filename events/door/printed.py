"""The list of a door on paper: who comes to what, by surname, with a box for each person and the day it is shredded.

No mail address and no answer to a question is on it: paper lies about.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from events.models import CalendarEntry, DoorKey, Occurrence, Registration

from .evenings import entries_behind
from .phone.names import surnames

SHRED_AFTER: Final = timedelta(days=2)  # after the evening: whoever has it may first compare it with the phones
MOST_BOXES: Final = 12  # a larger party is a number to write down
State = Registration.State


@dataclass(frozen=True)
class Sheet:
    """One moment: ``coming`` by surname, ``waiting`` as they stand in line."""

    entry: CalendarEntry
    coming: list[Registration]
    waiting: list[Registration]

    @property
    def seats(self) -> int:
        return sum(party.seats for party in self.coming)

    @property
    def lines(self) -> list[tuple[Registration, range]]:
        """Each party with its boxes; none for one that has its number written down."""
        return [(one, range(one.seats if one.seats <= MOST_BOXES else 0)) for one in self.coming]


def sheets_of(key: DoorKey) -> list[Sheet]:
    """Of what one registers for behind this door, soonest first. Two queries."""
    entries = [entry for entry in entries_behind(key) if entry.occurrence]
    rows = Registration.objects.filter(occurrence__in=[entry.occurrence_id for entry in entries], erased_at=None)
    parties: dict[tuple[int, str], list[Registration]] = defaultdict(list)
    for one in rows.filter(state__in=(State.CONFIRMED, State.WAITLISTED), leaves_at=None).order_by(
        "in_line_since", "pk"
    ):
        parties[one.occurrence_id, one.state].append(one)
    sheets = [
        Sheet(
            entry,
            sorted(parties[entry.occurrence_id or 0, State.CONFIRMED], key=by_surname),
            parties[entry.occurrence_id or 0, State.WAITLISTED],
        )
        for entry in entries
    ]
    return [one for one in sheets if one.coming or one.waiting or is_registered_for(one.entry)]


def is_registered_for(entry: CalendarEntry) -> bool:
    return entry.facts["wayIn"] in Occurrence.REGISTERED_HERE


def by_surname(party: Registration) -> tuple[str, str, int]:
    """The last word of the name first, as one looks for it: *de Wit* stands with the W."""
    words = surnames(party.name)
    return words[-1] if words else "", party.name, party.pk


def shred_by(key: DoorKey) -> date:
    return key.evening.day + SHRED_AFTER
