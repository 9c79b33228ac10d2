"""The relays of the settings, and what all workers together know of them."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from subscribers.models import RelayState
from subscribers.smtp import Fleet, Relay, parse_relay
from subscribers.smtp.capabilities import Manners
from subscribers.smtp.pooled_relay import LONGEST_REST, Health, Lane

DISTRUST = timedelta(days=1)  # before a relay that lied about PIPELINING is believed again


@dataclass(frozen=True, slots=True)
class RelayCheck:
    """What a relay answered to EHLO just now; ``error`` is empty when mail could go."""

    name: str
    error: str
    features: dict[str, str]
    is_encrypted: bool


def relays() -> list[Relay]:
    """Where mail may go out, in the order of ``EMAIL_URL``."""
    return [parse_relay(url, settings.EMAIL_TIMEOUT) for url in settings.RELAYS]


def open_lanes(now: datetime, kind: str) -> list[Lane]:
    """The relays with what other workers learnt of them while sending the same ``kind`` of mail."""
    known = {state.name: state for state in RelayState.objects.filter(kind=kind)}
    return [
        Lane(relay, health_of(known.get(relay.name), now), manners_of(known.get(relay.name), now)) for relay in relays()
    ]


def manners_of(state: RelayState | None, now: datetime) -> Manners:
    return Manners(pipelining=not (state and state.plain_until and state.plain_until > now))


def health_of(state: RelayState | None, now: datetime) -> Health:
    if state is None:
        return Health()
    left = (state.rests_until - now).total_seconds() if state.rests_until else 0.0
    left = min(left, LONGEST_REST)  # a clock that was set back must not keep a relay resting
    return Health(
        failures=state.failures,
        rests=state.rests,
        rests_until=time.monotonic() + left if left > 0 else 0.0,
        error=state.error,
    )


def relays_in_trouble(kind: str) -> list[RelayState]:
    """All relays of the settings, when none of them took the last mail of this ``kind``; otherwise none."""
    names = {relay.name for relay in relays()}
    troubled = list(RelayState.objects.filter(kind=kind, name__in=names, failures__gt=0).exclude(error=""))
    return troubled if len(troubled) == len(names) else []


def resting_relays(kind: str, now: datetime) -> list[RelayState]:
    """The same, when every one of them is being left alone."""
    troubled = relays_in_trouble(kind)
    return troubled if all(relay.rests_until and relay.rests_until > now for relay in troubled) else []


def keep_health(lanes: Iterable[Lane], kind: str) -> None:
    """Tell the others what this worker learnt; nothing is written when nothing changed."""
    for lane in lanes:
        health, now = lane.health, timezone.now()
        lied = lane.manners.pipelining_failed
        if not health.is_changed and not lied:
            continue
        left = health.rests_until - time.monotonic()
        RelayState.objects.update_or_create(
            name=lane.relay.name,
            kind=kind,
            defaults={
                **({"plain_until": now + DISTRUST} if lied else {}),
                "failures": health.failures,
                "rests": health.rests,
                "rests_until": now + timedelta(seconds=left) if left > 0 else None,
                "error": health.error.replace("\0", " "),
                "changed_at": now,
            },
        )
        health.is_changed = lane.manners.pipelining_failed = False


def check_relays() -> list[RelayCheck]:
    """Connect to every relay, secure it, log in, and leave again; takes as long as the slowest, at most the timeout."""
    fleets = [(lane, Fleet([lane])) for lane in map(Lane, relays())]
    return [check_relay(lane, fleet) for lane, fleet in fleets]


def check_relay(lane: Lane, fleet: Fleet) -> RelayCheck:
    fleet.grow(1)
    while not fleet.is_ready and fleet.sessions:
        fleet.wait(0.2)
    features = next((one.features for one in fleet.sessions if one.features is not None), None)
    fleet.close()
    return RelayCheck(
        lane.relay.name, "" if features is not None else lane.health.error, features or {}, bool(lane.relay.tls)
    )
