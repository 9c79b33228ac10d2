"""One relay of several: its addresses, what was learnt about it, and the breaker that leaves it alone for a while."""

import socket
from dataclasses import dataclass, field
from typing import Any

from subscribers.models import State

from .capabilities import Manners
from .message import Outcome
from .relay import Relay
from .session import Session

PATIENCE = 3  # failures of the relay itself, one after the other, before it is left alone
STUBBORN = 25  # letters refused in a row that say nothing of an address: then something else is wrong
REST_SECONDS, LONGEST_REST = 5.0, 300.0


@dataclass
class Health:
    """``failures`` in a row; left alone until ``rests_until`` (``time.monotonic``), twice as long each time."""

    failures: int = 0
    refusals: int = 0
    rests: int = 0
    rests_until: float = 0.0
    error: str = ""
    is_changed: bool = False

    def good(self) -> None:
        """It took a letter."""
        if self.failures or self.rests or self.error:
            self.is_changed = True
        self.failures = self.refusals = self.rests = 0
        self.error = ""

    def bad(self, error: str, now: float) -> None:
        """It could not be reached, hung up, or wants nothing from us."""
        self.failures, self.error, self.is_changed = self.failures + 1, error[:300], True
        if self.failures >= PATIENCE and now >= self.rests_until:
            self.rest(now)

    def refused(self, outcome: Outcome, now: float) -> None:
        """It refused a letter for good, not because of its address."""
        self.refusals += 1
        if self.refusals >= STUBBORN and now >= self.rests_until:
            self.error, self.is_changed = f"{outcome.code} {outcome.text}"[:300], True
            self.failures = max(self.failures, PATIENCE)
            self.rest(now)

    def rest(self, now: float) -> None:
        self.rests_until = now + min(REST_SECONDS * 2**self.rests, LONGEST_REST)
        self.rests += 1

    @property
    def is_broken(self) -> bool:
        return self.failures >= PATIENCE


@dataclass
class Lane:
    """A relay with its health and manners."""

    relay: Relay
    health: Health = field(default_factory=Health)
    manners: Manners = field(default_factory=Manners)
    addresses: list[tuple[int, Any]] = field(default_factory=list)
    turn: int = 0
    taken: int = 0  # letters it accepted

    def may_open(self, sessions: int, now: float) -> bool:
        """Not while it rests; after that one careful session first."""
        if now < self.health.rests_until:
            return False
        return sessions == 0 if self.health.is_broken else True

    def open(self, now: float) -> Session:
        """A new session, on the next of its addresses. Raises OSError when it has none."""
        if not self.addresses:
            found = socket.getaddrinfo(self.relay.host, self.relay.port, type=socket.SOCK_STREAM)
            self.addresses = [(family, address) for family, _, _, _, address in found]
        family, address = self.addresses[self.turn % len(self.addresses)]
        return Session(self.relay, family, address, self.manners, now)

    def note(self, outcome: Outcome, now: float) -> None:
        """What the outcome of a letter says about the relay."""
        if outcome.state == State.SENT:
            self.taken += 1
            self.health.good()
        elif outcome.state == State.PENDING and outcome.reason == "relay-refused":
            self.health.bad(f"{outcome.code} {outcome.text}", now)
        elif outcome.state == State.FAILED and outcome.code and not outcome.is_about_the_mailbox:
            self.health.refused(outcome, now)
