"""What workers tell each other of the relays."""

import datetime as dt
from typing import Any

import pytest

from subscribers.models import RelayState
from subscribers.sending import rows
from tests.subscribers.wiring import MANY, Start, states, write

pytestmark = pytest.mark.django_db


def test_a_relay_that_drops_pipelined_commands_is_remembered(start: Start) -> None:
    server = start(forget_pipelined=True)
    write(*MANY[:4])
    rows.send_messages()
    assert set(states()) == {("sent", "")}
    assert server.recipients == dict.fromkeys(MANY[:4], 1)
    assert RelayState.objects.get().without_pipelining_until  # the next worker need not find out again


def test_one_relay_takes_all_while_another_is_down(start: Start, settings: Any) -> None:
    down, up = start(greeting=b"554 closed"), start()
    settings.RELAYS = [f"{down.url}?weight=9", up.url]
    write(*MANY)
    rows.send_messages()
    assert up.recipients == dict.fromkeys(MANY, 1)
    assert RelayState.objects.get(name=f"127.0.0.1:{down.port}").failures == 3


def test_a_relay_with_an_open_breaker_is_not_asked_by_the_next_worker_and_comes_back(
    start: Start, settings: Any, clock: Any
) -> None:
    server = start(greeting=b"421 too busy")
    write()
    rows.send_messages()
    asked = server.sessions
    rows.send_messages()
    assert (asked, server.sessions) == (3, 3)
    server.behaviour.greeting = b"220 back"
    clock.shift(dt.timedelta(seconds=6))
    rows.send_messages()
    assert states() == [("sent", "")]
    assert list(RelayState.objects.values_list("failures", "error", "open_until")) == [(0, "", None)]
