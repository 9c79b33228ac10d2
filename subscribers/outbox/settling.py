"""The durable side of sending: one transaction a turn writes what became of mails and marks those about to leave.

Raw SQL, because it runs a few hundred times a second; the same words on SQLite and PostgreSQL.
"""

import contextlib
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from subscribers.models import HELD_STATES, Message, Outgoing, State, Suppression, normalise_address
from subscribers.smtp import Outcome, Result
from subscribers.suppression.statuses import is_dead_address
from subscribers.suppression.suppressions import suppress_address

from .holds import DomainHolds
from .outcomes import STATE_AFTER

RETRY_MINUTES = (5, 15, 60, 240)  # between tries of a deferred mail; the last one again and again until its deadline
OURS = (*HELD_STATES, State.UNCERTAIN)  # uncertain and still ours: reaped while we were stopped, and we do know


class Ledger:
    """Rows of one model, held under one lease token. ``patience``: how long after its making a row is still tried."""

    def __init__(
        self, model: type[Outgoing], token: uuid.UUID, lease: timedelta, patience: timedelta, holds: DomainHolds | None
    ) -> None:
        self.model, self.token, self.lease, self.patience, self.holds = model, token, lease, patience, holds
        self.table = connection.ops.quote_name(model._meta.db_table)
        self.adapted_token = model._meta.get_field("lease_token").get_db_prep_value(token, connection)
        self.has_arrays = connection.vendor == "postgresql"
        self.emptied = ", content = %s" if model is Message else ""  # it held links with secrets in them

    def turn(self, outcomes: Sequence[tuple[Any, Outcome]], asked: Sequence[Any]) -> set[int]:
        """Write ``outcomes`` of (row, outcome), mark ``asked`` rows in flight; the keys of those still ours."""
        now = timezone.now()
        sent = [(row, outcome) for row, outcome in outcomes if outcome.result == Result.ACCEPTED]
        others = [(row, outcome) for row, outcome in outcomes if outcome.result != Result.ACCEPTED]
        keys = [row.pk for row in asked]
        if not others and self.has_arrays and not (self.holds and self.holds.rows):
            return self.turn_at_once(sent, keys, now)
        with transaction.atomic():
            if sent:
                self.run(*self.settle_sent(sent, now))
            for row, outcome in sent if self.holds and self.holds.rows else ():
                self.holds.note(domain_of(row), outcome, now)  # type: ignore[union-attr]
            for row, outcome in others:
                self.settle(row, outcome, now)
            return self.run(*self.mark(keys, now)) if keys else set()

    def turn_at_once(self, sent: Sequence[tuple[Any, Outcome]], keys: Sequence[int], now: datetime) -> set[int]:
        """The usual turn in one statement, so one round trip instead of four; its halves touch different rows."""
        if not sent or not keys:
            statement = self.mark(keys, now) if keys else self.settle_sent(sent, now) if sent else None
            marked = self.run(*statement) if statement else set()
            return marked if keys else set()
        settle, settled = self.settle_sent(sent, now)
        mark, marked_params = self.mark(keys, now)
        return self.run(f"WITH settled AS ({settle}) {mark}", [*settled, *marked_params])

    def run(self, sql: str, params: list[Any]) -> set[int]:
        with connection.wrap_database_errors, self.cursor() as cursor:
            cursor.execute(sql, params)
            return {key for (key,) in cursor.fetchall()}

    def cursor(self) -> Any:
        """Django's; on PostgreSQL psycopg's own, whose statements the server prepares once for a connection: it
        needed as long to plan the statement of a turn as to run it.
        """
        if not self.has_arrays:
            return connection.cursor()
        connection.ensure_connection()
        return psycopg.Cursor(connection.connection)

    def mark(self, keys: Sequence[int], now: datetime) -> tuple[str, list[Any]]:
        """claimed → in flight, for rows that are still ours: not paused, cancelled, withdrawn or reaped meanwhile."""
        among, params = ("= ANY(%s::bigint[])", [array_of(keys)]) if self.has_arrays else in_list(keys)
        sql = (
            f"UPDATE {self.table} SET state = 'in_flight', attempts = attempts + 1, lease_until = %s "  # noqa: S608
            f"WHERE id {among} AND lease_token = %s AND state = 'claimed' RETURNING id"
        )
        return sql, [self.moment(now + self.lease), *params, self.adapted_token]

    def settle_sent(self, sent: Sequence[tuple[Any, Outcome]], now: datetime) -> tuple[str, list[Any]]:
        """The usual end, all of a turn in one statement: each with the words of its server (a queue id)."""
        values, params = self.values([(row.pk, outcome.code, outcome.text) for row, outcome in sent])
        states = ", ".join(f"'{state.value}'" for state in OURS)
        sql = (
            f"UPDATE {self.table} SET state = 'sent', reason = '', smtp_code = v.column2, smtp_text = v.column3, "  # noqa: S608
            f"settled_at = %s, next_try_at = NULL, lease_token = NULL, lease_until = NULL{self.emptied} "
            f"FROM {values} WHERE {self.table}.id = v.column1 "
            f"AND {self.table}.lease_token = %s AND {self.table}.state IN ({states}) RETURNING {self.table}.id"
        )
        now_and_empty = [self.moment(now)] + ([b""] if self.emptied else [])
        return sql, [*now_and_empty, *params, self.adapted_token]

    def values(self, rows: Sequence[tuple[int, int | None, str]]) -> tuple[str, list[Any]]:
        """A table ``v`` of keys, codes and texts. As arrays where there are such: then the statement is the same
        whatever the number of rows, and taken apart once; binding them one by one took longer than all the rest."""
        keys, codes, texts = zip(*rows, strict=True)
        if self.has_arrays:
            sql = "unnest(%s::bigint[], %s::int[], %s::text[]) AS v (column1, column2, column3)"
            return sql, [array_of(keys), array_of(codes), list(texts)]
        return f"(VALUES {', '.join(['(%s, %s, %s)'] * len(rows))}) AS v", [item for row in rows for item in row]

    def settle(self, row: Any, outcome: Outcome, now: datetime) -> None:
        """Any other end; a provider's patience and a dead address are written in the same transaction."""
        held_until = self.holds.note(domain_of(row), outcome, now) if self.holds else None
        ours = self.model._default_manager.filter(pk=row.pk, lease_token=self.token, state__in=OURS)
        is_dead = outcome.result == Result.REFUSED and is_dead_address(outcome.status)
        if ours.update(**self.changes(row, outcome, held_until, now)) and is_dead:
            suppress(row.email, outcome)

    def changes(self, row: Any, outcome: Outcome, held_until: datetime | None, now: datetime) -> dict[str, Any]:
        """Columns and their new values. Deferred past its deadline is failed."""
        state, next_try_at = STATE_AFTER[outcome.result], None
        if state == State.DEFERRED:
            wait = RETRY_MINUTES[min(row.attempts, len(RETRY_MINUTES) - 1)]
            next_try_at = max(now + timedelta(minutes=wait), held_until or now)
            if next_try_at > row.created_at + self.patience:
                state, next_try_at = State.FAILED, None
        return {
            "state": state,
            "reason": outcome.reason,
            "smtp_code": outcome.code,
            "smtp_text": outcome.text.replace("\0", " "),
            "attempts": row.attempts + (state != State.PENDING),
            "next_try_at": next_try_at,
            "settled_at": None if state in (State.DEFERRED, State.PENDING) else now,
            "lease_token": None,
            "lease_until": None,
        }

    def moment(self, value: datetime) -> Any:
        return connection.ops.adapt_datetimefield_value(value)


def array_of(numbers: Sequence[int | None]) -> str:
    """PostgreSQL's own notation of an array of numbers."""
    return "{" + ",".join("NULL" if number is None else str(number) for number in numbers) + "}"


def in_list(keys: Sequence[int]) -> tuple[str, list[Any]]:
    return f"IN ({', '.join(['%s'] * len(keys))})", list(keys)


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
            connection.connection.prepare_threshold = 0  # from the first time on; Django's own cursors never prepare
