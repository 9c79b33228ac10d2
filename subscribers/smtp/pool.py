"""All connections of one process, over one or more relays, driven by one selector."""

import selectors
import time
from collections.abc import Iterable

from .outcome import Outcome
from .pooled_relay import PooledRelay
from .session import Session
from .transaction import Event, MailTransaction

QUIT_SECONDS = 0.5
RELAY_FAILURES = ("no-connection", "lost-after-content")
TIMEOUT_CHECK_SECONDS = 0.5  # between looks for servers that answer too slowly


class ConnectionPool:
    """Opens connections as they are needed, spreads them over the relays by weight, and minds their circuit breakers.

    ``wait`` gives events. One without an outcome asks for the content of its mail: ``send_content``, or ``abort``.
    Every mail that was begun ends in one event with an outcome.
    """

    def __init__(self, relays: Iterable[PooledRelay]) -> None:
        self.relays = list(relays)
        self.selector = selectors.DefaultSelector()
        self.sessions: dict[Session, PooledRelay] = {}
        self.interests: dict[Session, int] = {}
        self.now = self.timeouts_checked_at = time.monotonic()

    # --- connections ----------------------------------------------------------------------------
    def grow(self, wanted: int) -> None:
        """Have ``wanted`` connections, as far as the relays allow."""
        self.now = time.monotonic()
        while len(self.sessions) < wanted and (pooled := self.choose_relay()):
            try:
                session = pooled.open(self.now)
            except OSError as error:
                pooled.breaker.record_failure(f"{pooled.relay.name}: {error}", self.now)
                continue
            self.sessions[session] = pooled
            self.watch(session)

    def choose_relay(self) -> PooledRelay | None:
        """The relay that is furthest below its share."""
        counts = {id(pooled): 0 for pooled in self.relays}
        for pooled in self.sessions.values():
            counts[id(pooled)] += 1
        usable = [pooled for pooled in self.relays if pooled.breaker.allows(counts[id(pooled)], self.now)]
        return min(usable, key=lambda pooled: (counts[id(pooled)] + 1) / pooled.relay.weight, default=None)

    @property
    def is_ready(self) -> bool:
        """At least one session is open."""
        return any(session.extensions is not None and not session.connection.ended for session in self.sessions)

    @property
    def is_dead(self) -> bool:
        """No connection that may be used, and no relay to open one to now."""
        return self.choose_relay() is None and not any(map(self.may_begin, self.sessions))

    def record_unanswered(self) -> None:
        """A relay that never said a word has failed, also for a caller who cannot wait until the timeout."""
        for session, pooled in self.sessions.items():
            if session.extensions is None:
                pooled.breaker.record_failure("the mail server did not answer in time", self.now)

    def may_begin(self, session: Session) -> bool:
        """The circuit breaker of its relay is not open."""
        return self.sessions[session].breaker.open_until <= self.now

    def free(self) -> list[Session]:
        """Sessions that could take an envelope now."""
        return [session for session in self.sessions if session.is_free and self.may_begin(session)]

    def open_transactions(self) -> int:
        """How many mails were begun and have no outcome yet."""
        return sum((s.current is not None) + (s.following is not None) for s in self.sessions)

    # --- mails ----------------------------------------------------------------------------------
    def begin(self, session: Session, transaction: MailTransaction) -> list[Event]:
        """Offer an envelope on a session that is free."""
        session.now = self.now
        return self.record(self.sessions[session], session.begin(transaction))

    def send_content(self, transaction: MailTransaction, following: MailTransaction | None) -> list[Event]:
        """Write the content that was asked for; ``following``: the mail whose envelope goes behind it."""
        session: Session = transaction.session
        session.now = self.now
        return self.record(self.sessions[session], session.send_content(following))

    def abort(self, transaction: MailTransaction) -> list[Event]:
        """Hang up instead of sending the content: the only way left not to send it."""
        session: Session = transaction.session
        del self.sessions[session]
        self.unwatch(session)
        session.connection.ended = "taken back"
        return session.lose()

    def wait(self, seconds: float) -> list[Event]:
        """Let the network work for at most ``seconds``; what happened."""
        if any(session.connection.ended for session in self.sessions):
            seconds = 0
        asked_at = time.monotonic()
        ready = self.selector.select(seconds)
        self.now = time.monotonic()
        events: list[Event] = []
        for key, _ in ready:
            events += self.serve(key.data)
        events += self.serve_the_rest(asked_at)
        return events

    def serve(self, session: Session) -> list[Event]:
        """One session that has something to do."""
        if session not in self.sessions:
            return []
        events = self.record(self.sessions[session], session.handle(self.now))
        if session.connection.ended:
            return events + self.lose(session)
        self.watch(session)
        return events

    def serve_the_rest(self, asked_at: float) -> list[Event]:
        """Sessions that ended while we wrote, changed what they wait for, or wait too long.

        Too long is judged by when we began to listen, ``asked_at``: a process that was stopped while it listened (or
        whose machine slept) finds nothing at first, though the reply is there.
        """
        events: list[Event] = []
        checks_timeouts = self.now - self.timeouts_checked_at >= TIMEOUT_CHECK_SECONDS
        if checks_timeouts:
            self.timeouts_checked_at = self.now
        for session in list(self.sessions):
            if session.connection.ended:
                events += self.serve(session)
            elif checks_timeouts and session.is_waiting and asked_at > session.due_at:
                session.time_out()
                events += self.lose(session)
            else:
                self.watch(session)
        return events

    def lose(self, session: Session) -> list[Event]:
        """A session is over; its relay has failed when it never opened or took a mail down with it."""
        pooled = self.sessions.pop(session)
        self.unwatch(session)
        reason, events = session.error or session.connection.ended, session.lose()
        never_opened = session.extensions is None
        if never_opened or any(event.outcome and event.outcome.reason in RELAY_FAILURES for event in events):
            pooled.breaker.record_failure(reason, self.now)
            pooled.next_address += never_opened
        return self.record(pooled, events)

    def give_up(self) -> list[Event]:
        """Read what lies there (whoever was stopped until now has not yet), and hang up on every other mail begun."""
        events = self.wait(0) if self.open_transactions() else []
        for session in [one for one in self.sessions if one.current]:
            session.error = session.error or "we stopped waiting"
            events += self.lose(session)
        return events

    def record(self, pooled: PooledRelay, events: list[Event]) -> list[Event]:
        for event in events:
            if isinstance(event.outcome, Outcome):
                pooled.record(event.outcome, self.now)
        return events

    # --- selector -------------------------------------------------------------------------------
    def watch(self, session: Session) -> None:
        interest = session.connection.interest
        known = self.interests.get(session)
        if known is None:
            self.selector.register(session.connection.fd, interest, session)
        elif known != interest:
            self.selector.modify(session.connection.fd, interest, session)
        self.interests[session] = interest

    def unwatch(self, session: Session) -> None:
        if self.interests.pop(session, None) is not None:
            self.selector.unregister(session.connection.fd)

    def close(self) -> None:
        """QUIT where that is possible, and a moment for the answers."""
        leaving = [session for session in self.sessions if session.is_free]
        for session in leaving:
            session.connection.send(b"QUIT\r\n")
        until = time.monotonic() + QUIT_SECONDS
        while any(not s.connection.ended for s in leaving) and (left := until - time.monotonic()) > 0:
            for key, _ in self.selector.select(left):
                key.data.connection.transfer()
                if key.data.connection.ended:
                    self.unwatch(key.data)
        for session in list(self.sessions):
            self.unwatch(session)
            session.connection.close()
        self.sessions.clear()
        self.selector.close()
