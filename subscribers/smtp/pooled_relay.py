"""One relay of a pool: its addresses, what was learnt about it, and its circuit breaker."""

import socket
from dataclasses import dataclass, field
from typing import Any

from .capabilities import Capabilities
from .outcome import Outcome, Result
from .relay import Relay
from .session import Session

FAILURES_TO_OPEN = 3  # failures of the relay itself, one after the other
REFUSALS_TO_OPEN = 25  # mails refused in a row for reasons that say nothing of an address: then something else is wrong
FIRST_OPEN_SECONDS, LONGEST_OPEN_SECONDS = 5.0, 300.0


@dataclass
class CircuitBreaker:
    """Open: the relay is not used until ``open_until`` (``time.monotonic``), twice as long each time it opens.

    After that, and until the relay accepts a mail, it is half open: one connection at a time. ``failures`` in a row,
    ``trips``: how often it opened since the last success. ``is_changed``: other processes should be told.
    """

    failures: int = 0
    refusals: int = 0
    trips: int = 0
    open_until: float = 0.0
    error: str = ""
    is_changed: bool = False

    def record_success(self) -> None:
        if self.failures or self.trips or self.error:
            self.is_changed = True
        self.failures = self.refusals = self.trips = 0
        self.error = ""

    def record_failure(self, error: str, now: float) -> None:
        """The relay could not be reached, hung up, or wants nothing from us."""
        self.failures, self.error, self.is_changed = self.failures + 1, error[:300], True
        if self.failures >= FAILURES_TO_OPEN and now >= self.open_until:
            self.trip(now)

    def record_refusal(self, outcome: Outcome, now: float) -> None:
        """It refused a mail for good, not because of its address."""
        self.refusals += 1
        if self.refusals >= REFUSALS_TO_OPEN and now >= self.open_until:
            self.error, self.is_changed = f"{outcome.code} {outcome.text}"[:300], True
            self.failures = max(self.failures, FAILURES_TO_OPEN)
            self.trip(now)

    def trip(self, now: float) -> None:
        self.open_until = now + min(FIRST_OPEN_SECONDS * 2**self.trips, LONGEST_OPEN_SECONDS)
        self.trips += 1

    def allows(self, connections: int, now: float) -> bool:
        """One more connection beside ``connections`` that there are."""
        if now < self.open_until:
            return False
        is_half_open = self.failures >= FAILURES_TO_OPEN
        return connections == 0 if is_half_open else True


@dataclass
class PooledRelay:
    """A relay and what its sessions share. ``accepted``: how many mails; ``next_address``: which to connect to."""

    relay: Relay
    breaker: CircuitBreaker = field(default_factory=CircuitBreaker)
    capabilities: Capabilities = field(default_factory=Capabilities)
    addresses: list[tuple[int, Any]] = field(default_factory=list)
    next_address: int = 0
    accepted: int = 0

    def open(self, now: float) -> Session:
        """A new session, on the next of its addresses. Raises OSError when it has none."""
        if not self.addresses:
            found = socket.getaddrinfo(self.relay.host, self.relay.port, type=socket.SOCK_STREAM)
            self.addresses = [(family, address) for family, _, _, _, address in found]
        family, address = self.addresses[self.next_address % len(self.addresses)]
        return Session(self.relay, family, address, self.capabilities, now)

    def record(self, outcome: Outcome, now: float) -> None:
        """What the outcome of a mail says about the relay."""
        if outcome.result == Result.ACCEPTED:
            self.accepted += 1
            self.breaker.record_success()
        elif outcome.result == Result.NOT_SENT and outcome.reason == "relay-refused":
            self.breaker.record_failure(f"{outcome.code} {outcome.text}", now)
        elif outcome.result == Result.REFUSED and outcome.code and not outcome.is_about_the_mailbox:
            self.breaker.record_refusal(outcome, now)
