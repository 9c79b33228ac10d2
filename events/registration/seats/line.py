"""Who is in line for seats, and what is left for who comes after them: one statement reads it, the rest is arithmetic.

The order: first come, first served; a party is never split, and who does not fit stops the line. Where staff say so,
from some hours before the start parties that do not fit are passed over (``Occurrence.passes_over``): seats would stay
empty, and nobody is left behind for longer than that. ``sentences.queue_rule`` tells it to who waits.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, NamedTuple

from django.db import connection
from django.db.models import Model, QuerySet
from django.utils import timezone

from events.models import CalendarEntry, Event, Occurrence, Registration
from events.models.registration import HOLDING_STATES, IN_LINE
from subscribers.outbox.django_private import sql_of
from subscribers.outbox.statements import Statement

State = Registration.State
NOBODY: Statement = ("NULL", [])


class InLine(NamedTuple):
    """A party that has no place yet: it waits, or its mail is under way; or one that has, and waits for more.

    ``seats``: what it asks; ``has``: what it has.
    """

    pk: int
    seats: int
    state: str
    lapses_at: datetime | None
    has: int = 0

    def has_lapsed(self, now: datetime) -> bool:
        return self.state == State.PENDING and self.lapses_at is not None and self.lapses_at <= now


@dataclass(frozen=True)
class Count:
    """What an occurrence is decided by: seats that are given, who is in line, and what the public was told of it.

    ``known``: the party asked after; ``told_at``: since when its facts are as they are; ``leaving``: who signed off
    long enough ago for it to hold now, by key.
    """

    given: int
    line: tuple[InLine, ...]
    takes_place: bool
    is_live: bool
    told_at: datetime | None
    known: int | None
    leaving: tuple[int, ...] = ()

    @property
    def may_register(self) -> bool:
        return self.takes_place and self.is_live

    def in_time(self, key: int) -> "Count":
        """The same, with the time of that party not over: whether it was is decided once, when the lock was taken."""
        line = tuple(one._replace(lapses_at=None) if one.pk == key else one for one in self.line)
        return replace(self, line=line)


def count_seats(occurrence: Occurrence, known: Statement = NOBODY) -> Count:
    """As it is now, under the lock or for a page; ``known``, a query of one key, is looked up as well. One statement.

    The lock must be held before: what a statement sees was there when it began. Raw SQL: while others wait for the
    lock, Django would need longer to write it than the database to answer it.
    """
    sql, params = known
    with connection.cursor() as cursor:
        cursor.execute(READ.format(known=sql), [*params, occurrence.pk])
        found = cursor.fetchall()
    given, known_pk, status, told_at, is_live = found[0][:5]
    parties = [row for row in found if row[5] is not None]
    line = tuple(InLine(row[5], row[6], row[7], aware(row[8]), row[9]) for row in parties if row[10] is None)
    leaving = tuple(row[5] for row in parties if row[10] is not None and is_past(row[10]))
    return Count(given, line, status == CalendarEntry.Status.CONFIRMED, is_live, aware(told_at), known_pk, leaving)


def first_of(parties: QuerySet[Registration]) -> Statement:
    """``known`` for ``count_seats``."""
    return sql_of(parties.values("pk")[:1])


def aware(moment: datetime | None) -> datetime | None:
    """SQLite keeps UTC without saying so."""
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def is_past(moment: datetime) -> bool:
    at = aware(moment)
    return at is not None and at <= timezone.now()


def table(model: type[Model]) -> str:
    return model._meta.db_table


def names(states: Iterable[str]) -> str:
    return ", ".join(f"'{state}'" for state in states)


READ: Final = f"""
    SELECT (SELECT coalesce(sum(given.seats), 0) FROM {table(Registration)} given
            WHERE given.occurrence_id = here.id AND given.erased_at IS NULL
                AND given.state = '{State.CONFIRMED.value}'),
        ({{known}}), entry.status, entry.changed_at, event.live, line.id,
        CASE WHEN line.state = '{State.CONFIRMED.value}' THEN line.more_wanted ELSE line.seats END, line.state,
        line.lapses_at, CASE WHEN line.state = '{State.CONFIRMED.value}' THEN line.seats ELSE 0 END, line.leaves_at
    FROM {table(Occurrence)} here
    JOIN {table(Event)} event ON event.id = here.event_id
    LEFT JOIN {table(CalendarEntry)} entry ON entry.occurrence_id = here.id
    LEFT JOIN {table(Registration)} line ON line.occurrence_id = here.id AND line.erased_at IS NULL
        AND (line.state IN ({names(IN_LINE)}) OR line.more_wanted > 0
            OR (line.leaves_at IS NOT NULL AND line.state IN ({names(HOLDING_STATES)})))
    WHERE here.id = %s
    ORDER BY line.in_line_since, line.id
"""  # noqa: S608  our own names


class Line(NamedTuple):
    """``fitting``: who of those without a place can have one beside all who have, in their order. ``free``: the seats
    then left for who comes after them (None = no bound). ``kept``: whose seats nobody else gets meanwhile, by key."""

    fitting: list[InLine]
    free: int | None
    kept: set[int]

    def fits(self, key: int) -> bool:
        return any(party.pk == key for party in self.fitting)


def line_up(occurrence: Occurrence, count: Count | None = None) -> Line:
    """Everybody without a place for all, first come first. Needs the lock.

    Of who still has to confirm seats are kept only where there are any, and no more than ``most_kept`` of the room;
    who comes beyond that stops nobody. Nor does a party larger than the whole room, which staff made smaller.
    """
    count = count or count_seats(occurrence)
    now, room, keeping = timezone.now(), occurrence.room, occurrence.most_kept
    line = [party for party in count.line if not party.has_lapsed(now)]
    if room is None or keeping is None:
        return Line(line, None, {party.pk for party in line})
    fitting: list[InLine] = []
    kept: set[int] = set()
    free = room - count.given
    passes_over = occurrence.passes_over(now)
    for party in line:
        if party.has + party.seats > room:
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
    rows = registration.occurrence.registrations.in_line()
    line = [(one.pk, one.asked) for one in rows]  # type: ignore[attr-defined]
    before = line[: [pk for pk, _ in line].index(registration.pk)]
    return len(before), sum(seats for _, seats in before)


def is_to_come(occurrence: Occurrence, count: Count) -> bool:
    """Whether one can still get a place: it has not begun, and the public was told that it takes place."""
    return occurrence.starts_at > timezone.now() and count.takes_place
