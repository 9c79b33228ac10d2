"""A first share that is small enough to follow."""

from typing import Any

import pytest

from subscribers.models import Topic
from tests.factories import make_subscriber, make_topic

ALARM = "alarm@leiden.example"


@pytest.fixture
def small(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three at random are the first share of twenty."""
    settings.CANARY_FROM, settings.CANARY_MINUTES, settings.ALARM_ADDRESS = 20, 10, ALARM
    monkeypatch.setattr("newsletter.deliveries.first_share.FEWEST", 3)


@pytest.fixture
def topic() -> Topic:
    topic = make_topic()
    for number in range(20):
        make_subscriber(topic, email=f"a{number}@example.org")
    return topic
