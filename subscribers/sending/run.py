"""One worker's run: a loop over the events of its connection pool, and one database transaction each turn of it.

A turn: what the network said → one commit of outcomes and *in flight* marks → the contents of the marked mails, each
with the next envelope behind it. So every mark is durable before its content leaves, every outcome before the next
content on that connection, and a commit carries as many as were ready.
"""

import logging
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from subscribers.models import OutgoingQuerySet, State
from subscribers.outbox.states import STATE_AFTER, claim, release, renew
from subscribers.outbox.writing import UnwrittenError
from subscribers.smtp import ConnectionPool, Event, MailObject, MailTransaction, Outcome, Result

from .settling import TurnWriter, fit_connection

log = logging.getLogger(__name__)
T = TypeVar("T")
BLOCK = 200  # rows a claim takes at most; who claims the last ones sends them alone while others have none left
ROWS_PER_CONNECTION = 25  # another connection for so many; a handful of mails needs one
TURN_SECONDS = 0.2  # longest wait for the network before looking at controls and clock again
LOOK_AGAIN_SECONDS = 0.5  # after a claim that found nothing, while mails are under way
DRAIN_SECONDS = 60.0  # for answers to what was begun, once nothing more begins
TRIES = (0.1, 0.3, 1.0, 2.0, 4.0, 8.0)  # seconds between tries to reach a database that went away
TRIES_PER_RUN = 2  # of a mail that came back unsent: one bad connection, or one mail that no server stands
MOST_RETURNED = 1000  # mails that came back unsent, before the rest is left for a later run


class Controls(Protocol):
    """What may hold a run back. Asked often, so its answers are cheap or cached."""

    def is_open(self) -> bool:
        """False: begin nothing more, and stop as soon as what is under way has ended."""

    def allow(self, wanted: int) -> int:
        """How many of ``wanted`` mails may begin now; 0 means later."""


class NoControls:
    """Nothing holds it back."""

    def is_open(self) -> bool:
        return True

    def allow(self, wanted: int) -> int:
        return wanted


class Run:
    """``done``: outcomes per state."""

    def __init__(
        self,
        queryset: OutgoingQuerySet,
        compose: Callable[[Any], MailObject],
        pool: ConnectionPool,
        writer: TurnWriter,
        controls: Controls,
        connections: int,
        deadline: float,
    ) -> None:
        self.queryset, self.compose, self.pool, self.writer, self.controls = queryset, compose, pool, writer, controls
        self.connections, self.deadline = connections, deadline
        self.queue: deque[Any] = deque()
        self.returned: Counter[int] = Counter()
        self.backlog: list[Event] = []
        self.permits = 0
        self.claim_at = self.renew_at = 0.0
        self.is_stopping = False
        self.is_dry = self.is_plenty = False  # the last claim found nothing; it found as much as it may take
        self.done = dict.fromkeys(State.values, 0)

    def go(self) -> None:
        """Probe, send, drain, give back."""
        self.probe()
        if not self.is_over():
            self.turn([])  # at once: nothing is under way yet whose answer could wake us
        while not self.is_over():
            self.turn(self.pool.wait(0 if self.backlog else TURN_SECONDS))
        self.drain()
        self.steadily(lambda: release(self.queryset, self.writer.lease))

    def probe(self) -> None:
        """Wait for one relay to answer EHLO; before that nothing is claimed."""
        while not self.pool.is_ready and not self.pool.is_dead and time.monotonic() < self.deadline:
            self.pool.grow(1)
            self.pool.wait(TURN_SECONDS)
        if not self.pool.is_ready:
            self.pool.record_unanswered()

    def is_over(self) -> bool:
        """Nothing is left to do, or nothing can be done."""
        if not self.is_stopping:
            late = time.monotonic() >= self.deadline or len(self.returned) >= MOST_RETURNED
            self.is_stopping = late or not self.steadily(self.controls.is_open) or self.pool.is_dead
        if self.backlog or self.pool.open_transactions():
            return False
        return self.is_stopping or (self.is_dry and not self.queue)

    def turn(self, events: list[Event]) -> None:
        """One commit for all that happened, then the contents that may go, then new envelopes."""
        events, self.backlog = self.backlog + events, []
        self.renew()
        self.give(events)
        self.refill()
        for session in self.pool.free():
            transaction = self.next_transaction()
            if transaction is None:
                break
            self.backlog += self.pool.begin(session, transaction)

    def give(self, events: list[Event]) -> None:
        """Settle what ended; of what was asked for, send what is still ours and hang up on the rest."""
        asked = [event.transaction for event in events if event.outcome is None and is_still_asked(event.transaction)]
        outcomes = [(event.transaction.tag, event.outcome) for event in events if event.outcome]
        if not asked and not outcomes:
            return
        began = time.monotonic()
        marked = self.write(outcomes, asked)
        fresh = time.monotonic() - began < self.writer.lease.length.total_seconds() / 2
        for transaction in asked:
            if fresh and transaction.tag.pk in marked:
                behind = transaction.session.pipelines and self.pool.may_begin(transaction.session)
                self.backlog += self.pool.send_content(transaction, self.next_transaction() if behind else None)
            else:
                self.backlog += self.pool.abort(transaction)

    def write(self, outcomes: list[tuple[Any, Outcome]], asked: list[MailTransaction]) -> set[int]:
        """The database transaction of a turn. If the database goes away nobody knows if it held: nothing leaves."""
        for row, outcome in outcomes:
            self.done[STATE_AFTER[outcome.result]] += 1
            if outcome.result == Result.NOT_SENT:
                self.come_back(row)
        rows = [transaction.tag for transaction in asked]
        try:
            return self.writer.write(outcomes, rows)
        except (OperationalError, InterfaceError) as error:
            if connection.in_atomic_block:
                raise
            log.warning("the database went away while sending: %s", str(error).partition("\n")[0])
            self.steadily(lambda: self.writer.write(outcomes, []))
            return set()

    def come_back(self, row: Any) -> None:
        """It never left: once more in this run, then in a later one."""
        self.returned[row.pk] += 1
        if self.returned[row.pk] < TRIES_PER_RUN:
            self.is_dry, self.claim_at = False, 0.0

    def steadily(self, act: Callable[[], T]) -> T:
        """``act`` on the database, again on a fresh connection when it went away; it must be repeatable."""
        for seconds in TRIES:
            try:
                return act()
            except (OperationalError, InterfaceError):
                if connection.in_atomic_block:
                    raise
                connection.close()
                time.sleep(seconds)
                self.reconnect()
        return act()

    def reconnect(self) -> None:
        try:
            fit_connection()
        except (OperationalError, InterfaceError):
            connection.close()

    def renew(self) -> None:
        """Keep our rows while we live."""
        now = time.monotonic()
        if now >= self.renew_at:
            third = self.writer.lease.length.total_seconds() / 3
            if self.renew_at:
                self.steadily(lambda: renew(self.queryset, timezone.now(), self.writer.lease))
            self.renew_at = now + third

    def refill(self) -> None:
        """Claim the next block before the last is used up, and have as many connections as that is worth."""
        if self.is_stopping:
            return
        now = time.monotonic()
        if len(self.queue) < self.connections and now >= self.claim_at:
            rows = self.claim()
            self.is_dry, self.is_plenty = not rows, len(rows) >= BLOCK
            self.claim_at = now + LOOK_AGAIN_SECONDS if self.is_dry else 0.0
            self.queue.extend(rows)
        if self.queue:
            waiting = len(self.queue) + self.pool.open_transactions()
            worth = self.connections if self.is_plenty else 1 + waiting // ROWS_PER_CONNECTION
            self.pool.grow(min(self.connections, worth))

    def claim(self) -> list[Any]:
        rows = self.writer.holds.past(self.queryset) if self.writer.holds else self.queryset
        if tired := [key for key, times in self.returned.items() if times >= TRIES_PER_RUN]:
            rows = rows.exclude(pk__in=tired)
        return self.steadily(lambda: claim(rows, BLOCK, timezone.now(), self.writer.lease))

    def next_transaction(self) -> MailTransaction | None:
        """The next mail that may begin, composed; None when there is none now."""
        while self.queue and not self.is_stopping and self.may_begin():
            row = self.queue.popleft()
            if self.writer.holds and row.domain in self.writer.holds.held:
                continue  # stays claimed until the run ends, then waits with the others of its provider
            try:
                mail = self.steadily(lambda: self.compose(row))  # noqa: B023  called at once
            except ValueError as error:
                self.give_back(row, Outcome(Result.REFUSED, text=str(error)[:300], reason="bad-address"))
                continue
            except UnwrittenError:
                self.give_back(row, Outcome(Result.DEFERRED, reason="unwritten"))
                continue
            self.permits -= 1
            return MailTransaction(row, mail)
        return None

    def give_back(self, row: Any, outcome: Outcome) -> None:
        """It ended before it began."""
        self.backlog.append(Event(MailTransaction(row, MailObject("", "", b"")), outcome))

    def may_begin(self) -> bool:
        if self.permits <= 0:
            self.permits = self.steadily(lambda: self.controls.allow(self.connections))
        return self.permits > 0

    def drain(self) -> None:
        """Nothing begins any more; what was begun gets its answer, or a last moment for it."""
        self.is_stopping = True
        until = time.monotonic() + DRAIN_SECONDS
        while (self.backlog or self.pool.open_transactions()) and time.monotonic() < until:
            self.turn(self.pool.wait(0 if self.backlog else TURN_SECONDS))
        while events := self.backlog + self.pool.give_up():
            self.backlog = []
            self.turn(events)


def is_still_asked(transaction: MailTransaction) -> bool:
    """Its connection may have been lost since the event."""
    return transaction.session.awaiting_content is transaction
