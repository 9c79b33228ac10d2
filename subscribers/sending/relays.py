"""The relays of the settings, and what all workers together know of them."""

import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from subscribers.addresses import without_addresses
from subscribers.models import RelayState
from subscribers.smtp import (
    LONGEST_OPEN_SECONDS,
    Capabilities,
    CircuitBreaker,
    PooledRelay,
    Relay,
    parse_relay,
)

WITHOUT_PIPELINING = timedelta(days=1)  # before a relay that could not do it is asked to do it again


def relays() -> list[Relay]:
    """Where mail may go out, in the order of ``EMAIL_URL``."""
    return [parse_relay(url, settings.EMAIL_TIMEOUT) for url in settings.RELAYS]


def load_relays(now: datetime, kind: str) -> list[PooledRelay]:
    """The relays with what other workers learnt of them while sending the same ``kind`` of mail."""
    known = {state.name: state for state in RelayState.objects.filter(kind=kind)}
    states = ((relay, known.get(relay.name)) for relay in relays())
    return [PooledRelay(relay, breaker_of(state, now), capabilities_of(state, now)) for relay, state in states]


def capabilities_of(state: RelayState | None, now: datetime) -> Capabilities:
    return Capabilities(
        pipelining=not (state and state.without_pipelining_until and state.without_pipelining_until > now)
    )


def breaker_of(state: RelayState | None, now: datetime) -> CircuitBreaker:
    if state is None:
        return CircuitBreaker()
    left = (state.open_until - now).total_seconds() if state.open_until else 0.0
    left = min(left, LONGEST_OPEN_SECONDS)  # a clock that was set back must not keep it open
    return CircuitBreaker(
        failures=state.failures,
        trips=state.trips,
        open_until=time.monotonic() + left if left > 0 else 0.0,
        error=state.error,
    )


def failing_relays(kind: str) -> list[RelayState]:
    """All relays of the settings, when none of them took the last mail of this ``kind``; otherwise none."""
    names = {relay.name for relay in relays()}
    failing = list(RelayState.objects.filter(kind=kind, name__in=names, failures__gt=0).exclude(error=""))
    return failing if len(failing) == len(names) else []


def relays_left_alone(kind: str, now: datetime) -> list[RelayState]:
    """The same, when the circuit breaker of every one of them is open."""
    failing = failing_relays(kind)
    return failing if all(relay.open_until and relay.open_until > now for relay in failing) else []


def save_relays(known: Iterable[PooledRelay], kind: str) -> None:
    """Tell other workers what this one learnt; nothing is written when nothing changed."""
    for pooled in known:
        breaker, now = pooled.breaker, timezone.now()
        failed = pooled.capabilities.pipelining_failed
        if not breaker.is_changed and not failed:
            continue
        left = breaker.open_until - time.monotonic()
        RelayState.objects.update_or_create(
            name=pooled.relay.name,
            kind=kind,
            defaults={
                **({"without_pipelining_until": now + WITHOUT_PIPELINING} if failed else {}),
                "failures": breaker.failures,
                "trips": breaker.trips,
                "open_until": now + timedelta(seconds=left) if left > 0 else None,
                "error": without_addresses(breaker.error.replace("\0", " "))[:300],
                "changed_at": now,
            },
        )
        breaker.is_changed = pooled.capabilities.pipelining_failed = False
