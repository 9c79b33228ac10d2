"""Rows of the ledger as lines of lists: those that a process has made of an entry stay true until it is told anew."""

from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple, cast

from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from events.models import CalendarEntry, Occurrence
from events.models.calendar import CalendarEntryQuerySet
from events.models.facts import Facts
from events.models.seats import Seats
from events.shell.crowds_shown import Level, shown_crowds
from events.shell.language import language_now
from events.shell.seats_shown import shown_seats
from subscribers.caching.memory import Lasting
from subscribers.caching.rules import is_recording
from subscribers.caching.store import STORE

from .rows import Row, make_row, seats_words

MOST_VARIANTS = 4  # of one row, by its seats and how busy it is
# As ``listed_rows`` would ask it: the most visited list after every change, from its index alone
HEADS_OF_EDITION = """
    SELECT id, CAST(changed_at AS text), occurrence_id FROM events_calendarentry
    WHERE edition_id = %s ORDER BY starts_at, uid
"""
Head = tuple[int, str, int | None]  # primary key, when it was last told, primary key of its occurrence


class Source(NamedTuple):
    """As much of an entry as a line needs: objects of the model cost three times as much."""

    pk: int
    facts: Facts
    previous: dict[str, Any] | None
    starts_at: datetime
    ends_at: datetime


class Listed:
    """An entry in one language, as it was told last."""

    def __init__(self, entry: Source, language: str) -> None:
        self.row = make_row(entry, language)
        self.starts_at, self.ends_at = entry.starts_at, entry.ends_at
        self.way_in: str = entry.facts["wayIn"]
        self.counts_seats = self.way_in in Occurrence.REGISTERED_HERE
        self.variants: dict[tuple[Seats | None, Level | None], Row] = {(None, None): self.row}

    def as_now(self, seats: Seats | None, crowd: Level | None) -> Row:
        found = self.variants.get((seats, crowd))
        if found is None:
            found = replace(self.said(seats) if seats else self.row, crowd=crowd)
            if len(self.variants) >= MOST_VARIANTS:
                self.variants = {(None, None): self.row}
            self.variants[seats, crowd] = found
        return found

    def said(self, seats: Seats) -> Row:
        words, state = ("", "") if self.row.off else seats_words(self.way_in, seats)
        return replace(self.row, seats=words, seats_state=state, has_waiting_list=seats.has_waiting_list)


def rows_of_edition(edition: int) -> list[Row]:
    """All of them, in the order of feeds."""
    with connection.cursor() as cursor:
        cursor.execute(HEADS_OF_EDITION, [edition])
        return rows_under(cursor.fetchall())


def listed_rows(entries: CalendarEntryQuerySet) -> list[Row]:
    """A row for each of ``entries``, in their order."""
    told_at = Cast("changed_at", TextField())
    return rows_under(list(entries.annotate(told_at=told_at).values_list("pk", "told_at", "occurrence_id")))


def rows_under(heads: list[Head]) -> list[Row]:
    """With the seats of those that are still to come, and how busy it is where something is on. One that has just gone
    is left out."""
    pairs, now = find_listed(heads), timezone.now()
    counted = [occurrence for each, occurrence in pairs if each.counts_seats and occurrence and each.starts_at > now]
    on = [
        (each.row.uid, each.starts_at, each.ends_at) for each, _ in pairs if each.starts_at <= now and not each.row.off
    ]
    seats, crowds = shown_seats(counted), shown_crowds(on, now)
    if not seats and not crowds:
        return [each.row for each, _ in pairs]
    return [each.as_now(seats.get(occurrence or 0), crowds.get(each.row.uid)) for each, occurrence in pairs]


def find_listed(heads: list[Head]) -> list[tuple[Listed, int | None]]:
    """Of each head, with its occurrence; those that this process has not made yet in one query."""
    language = language_now()
    kept = cast(Lasting[Listed], STORE.rows[language])
    found: list[Listed | None] = kept.get_each(heads) if is_recording() else [None] * len(heads)
    missing = {head[0]: n for n, (head, each) in enumerate(zip(heads, found, strict=True)) if each is None}
    for entry in read_entries(list(missing)):
        n = missing[entry.pk]
        found[n] = made = Listed(entry, language)
        if is_recording():
            kept.put(heads[n], made)
    return [(each, head[2]) for each, head in zip(found, heads, strict=True) if each]


def read_entries(keys: list[int]) -> list[Source]:
    rows = CalendarEntry.objects.filter(pk__in=keys).values_list(*Source._fields) if keys else ()
    return [Source(*row) for row in rows]
