"""Which status blocks an address: the same at every door by which a mail system tells it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from anymail.signals import AnymailTrackingEvent, EventType

from subscribers.feedback import receive_mail, record_tracking_event
from subscribers.models import Message, Suppression
from subscribers.outbox.marks import mark_of
from subscribers.sending.rows import send_messages
from tests.factories import make_message
from tests.sink import Sink
from tests.subscribers.dsn.reports import dsn

pytestmark = pytest.mark.django_db
ADDRESS = "anna@example.org"


def refused_at_the_door(sink: Sink, status: str) -> None:
    make_message(to=ADDRESS)
    sink.answers[ADDRESS] = f"550 {status} no"
    send_messages()
    assert Message.objects.get().state == "failed"


def reported_by_mail(sink: Sink, status: str) -> None:
    mark = mark_of(make_message(to=ADDRESS))
    receive_mail(dsn(status=status, diagnostic=f"smtp; 550 {status} no"), source="mail", recipient=f"{mark}@b.example")


def told_by_a_provider(sink: Sink, status: str) -> None:
    event = AnymailTrackingEvent(
        event_type=EventType.BOUNCED,
        timestamp=datetime(2026, 6, 15, tzinfo=UTC),
        event_id="1",
        recipient=ADDRESS,
        message_id=f"<{mark_of(make_message(to=ADDRESS))}@b.example>",
        mta_response=f"550 {status} no",
        esp_event={},
    )
    record_tracking_event(event, "Provider")


DOORS = [refused_at_the_door, reported_by_mail, told_by_a_provider]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("status", "is_dead"),
    [
        ("5.1.1", True),  # no such mailbox
        ("5.1.2", True),  # no such domain
        ("5.1.3", True),  # no address at all
        ("5.1.6", True),  # moved
        ("5.1.10", True),  # the domain takes no mail
        ("5.1.0", False),  # some address: often that of the sender
        ("5.1.7", False),  # the sender's
        ("5.1.8", False),  # the sender's domain
        ("5.0.0", False),
        ("5.2.1", False),
        ("5.2.2", False),
        ("5.7.1", False),
    ],
)
def test_a_status_blocks_an_address_alike_at_every_door(
    clock: Any, sink: Sink, door: Callable[[Sink, str], None], status: str, is_dead: bool
) -> None:
    door(sink, status)
    blocked = list(Suppression.objects.values_list("email_normalised", "reason", "expires_at"))
    assert blocked == ([(ADDRESS, "hard_bounce", None)] if is_dead else [])
