"""The durable side of sending: one transaction a turn writes what became of mails and marks those about to leave."""

import contextlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from subscribers.models import Outgoing, Suppression, normalise_address
from subscribers.outbox import states
from subscribers.outbox.statements import Statement, has_arrays
from subscribers.outbox.states import Lease
from subscribers.smtp import Outcome, Result
from subscribers.suppression.statuses import is_dead_address
from subscribers.suppression.suppressions import suppress_address

from .provider_holds import DomainHolds
from .psycopg_private import prepare_at_once, preparing_cursor

RETRY_MINUTES = (5, 15, 60, 240)  # between tries of a deferred mail; the last one again and again until its deadline


class TurnWriter:
    """For rows of one model under one lease. ``patience``: how long after its making a row is still tried."""

    def __init__(self, model: type[Outgoing], lease: Lease, patience: timedelta, holds: DomainHolds | None) -> None:
        self.model, self.lease, self.patience, self.holds = model, lease, patience, holds

    def write(self, outcomes: Sequence[tuple[Any, Outcome]], asked: Sequence[Any]) -> set[int]:
        """Settle ``outcomes`` of (row, outcome), mark ``asked`` rows in flight; the keys of those still ours."""
        now = timezone.now()
        sent = [(row, outcome) for row, outcome in outcomes if outcome.result == Result.ACCEPTED]
        others = [(row, outcome) for row, outcome in outcomes if outcome.result != Result.ACCEPTED]
        marks = [states.mark_in_flight(self.model, [row.pk for row in asked], now, self.lease)] if asked else []
        ends = [states.settle_sent(self.model, [words_of(*one) for one in sent], now, self.lease)] if sent else []
        if not others and has_arrays() and not (self.holds and self.holds.rows):
            return write_at_once(ends, marks)
        with transaction.atomic():
            for statement in ends:
                execute(statement)
            for row, outcome in sent if self.holds and self.holds.rows else ():
                self.holds.note(domain_of(row), outcome, now)  # type: ignore[union-attr]
            for row, outcome in others:
                self.settle(row, outcome, now)
            return execute(marks[0]) if marks else set()

    def settle(self, row: Any, outcome: Outcome, now: datetime) -> None:
        """Any other end; a provider's patience and a dead address are written in the same transaction."""
        held_until = self.holds.note(domain_of(row), outcome, now) if self.holds else None
        if outcome.result == Result.NOT_SENT:
            states.return_unsent(row, outcome, self.lease)
        elif outcome.result == Result.UNCERTAIN:
            states.settle_uncertain(row, outcome, now, self.lease)
        elif outcome.result == Result.DEFERRED and (next_try_at := self.next_try(row, held_until, now)):
            states.settle_deferred(row, outcome, next_try_at, self.lease)
        elif states.settle_failed(row, outcome, now, self.lease) and names_dead_address(outcome):
            suppress(row.email, outcome)

    def next_try(self, row: Any, held_until: datetime | None, now: datetime) -> datetime | None:
        """When a deferred row is tried again; None when that would be after its deadline."""
        wait = RETRY_MINUTES[min(row.attempts, len(RETRY_MINUTES) - 1)]
        moment = max(now + timedelta(minutes=wait), held_until or now)
        return moment if moment <= row.created_at + self.patience else None


def names_dead_address(outcome: Outcome) -> bool:
    """Not what was only deferred for too long."""
    return outcome.result == Result.REFUSED and is_dead_address(outcome.status)


def words_of(row: Any, outcome: Outcome) -> tuple[int, int | None, str]:
    return row.pk, outcome.code, outcome.text


def write_at_once(ends: list[Statement], marks: list[Statement]) -> set[int]:
    """The usual turn in one statement, so one round trip instead of four; its halves touch different rows."""
    if ends and marks:
        (settle, settled), (mark, marked) = ends[0], marks[0]
        return execute((f"WITH settled AS ({settle}) {mark}", [*settled, *marked]))
    for statement in ends:
        execute(statement)
    return execute(marks[0]) if marks else set()


def execute(statement: Statement) -> set[int]:
    """Run it; the keys of the rows it changed."""
    with connection.wrap_database_errors, cursor_for_turns() as cursor:
        cursor.execute(*statement)
        return {key for (key,) in cursor.fetchall()}


def cursor_for_turns() -> Any:
    """Django's; on PostgreSQL psycopg's own, whose statements the server prepares once for a connection: it needed as
    long to plan the statement of a turn as to run it.
    """
    return preparing_cursor() if has_arrays() else connection.cursor()


def suppress(email: str, outcome: Outcome) -> None:
    """The address cannot be: no newsletter goes there any more. Staff see why, and can undo it."""
    note = f"{outcome.code} {outcome.text}".replace("\0", " ")
    suppress_address(normalise_address(email), Suppression.Reason.HARD_BOUNCE, note)


def domain_of(row: Any) -> str:
    """The mail provider, as far as an address tells."""
    return str(row.email).rpartition("@")[2].casefold()


@contextlib.contextmanager
def connection_for_sending() -> Iterator[None]:
    """``fit_connection`` while mail leaves; afterwards the connection is as it was."""
    fit_connection()
    try:
        yield
    finally:
        if not connection.in_atomic_block:
            usual = "PRAGMA synchronous=NORMAL" if connection.vendor == "sqlite" else "RESET plan_cache_mode"
            with contextlib.suppress(OperationalError, InterfaceError), connection.cursor() as cursor:  # it may be gone
                cursor.execute(usual)


def fit_connection() -> None:
    """Make the connection as it is now fit to send on.

    SQLite in WAL mode may forget its last commits when the power goes: not while mail leaves. PostgreSQL keeps the plan
    of a prepared statement, instead of looking each time whether the numbers in it deserve another.
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous=FULL")
        else:
            cursor.execute("SET plan_cache_mode = force_generic_plan")
            prepare_at_once()
