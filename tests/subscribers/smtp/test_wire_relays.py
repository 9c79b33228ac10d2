"""More than one relay: shared by weight, and a broken one left alone."""

import datetime as dt
from typing import Any

import pytest

from subscribers.models import RelayState
from subscribers.outbox import sending
from tests.subscribers.wiring import MANY, Start, states, write

pytestmark = pytest.mark.django_db


def test_two_relays_share_by_weight(start: Start, settings: Any) -> None:
    one, two = start(), start()
    settings.RELAYS = [f"{one.url}?weight=3", two.url]
    addresses = [f"a{number}@example.org" for number in range(200)]
    write(*addresses)
    sending.send_messages()
    assert one.recipients + two.recipients == dict.fromkeys(addresses, 1)
    assert (one.sessions, two.sessions) == (3, 1)


def test_when_one_relay_is_down_the_other_takes_all(start: Start, settings: Any) -> None:
    down, up = start(greeting=b"554 closed"), start()
    settings.RELAYS = [f"{down.url}?weight=9", up.url]
    write(*MANY)
    sending.send_messages()
    assert up.recipients == dict.fromkeys(MANY, 1)
    assert RelayState.objects.get(name=f"127.0.0.1:{down.port}").failures == 3


def test_a_relay_that_rests_is_not_asked_by_the_next_worker_and_comes_back(
    start: Start, settings: Any, clock: Any
) -> None:
    server = start(greeting=b"421 too busy")
    write()
    sending.send_messages()
    asked = server.sessions
    sending.send_messages()
    assert (asked, server.sessions) == (3, 3)
    server.behaviour.greeting = b"220 back"
    clock.shift(dt.timedelta(seconds=6))
    sending.send_messages()
    assert states() == [("sent", "")]
    assert list(RelayState.objects.values_list("failures", "error", "rests_until")) == [(0, "", None)]
