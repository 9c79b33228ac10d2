"""Mail of which only what happened is written down: made when it is sent, and what it said was true then."""

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone
from django_q.models import OrmQ

from subscribers.models import Message
from subscribers.outbox import writing
from subscribers.outbox.letters import Letter
from subscribers.outbox.queueing import queue_happening
from subscribers.outbox.writing import Written, content_of
from subscribers.sending.rows import send_messages
from tests.sink import Sink

ANNA = "anna@example.org"
TRIES: list[Any] = []


def write_test(told: dict[str, Any], at: Any) -> Written:
    """As a room's writer."""
    TRIES.append(at)
    return Written(Letter(heading=told["heading"], sentences=[told["says"]]), to_name="Anna")


def fail(told: dict[str, Any], at: Any) -> Written:
    return told["missing"]  # type: ignore[no-any-return]


def fail_once(told: dict[str, Any], at: Any) -> Written:
    if not TRIES:
        TRIES.append(at)
        raise OperationalError("gone")
    return write_test(told, at)


@pytest.fixture(autouse=True)
def writers(settings: Any) -> None:
    TRIES.clear()
    settings.MAIL_WRITERS = {name: f"{__name__}.{name}" for name in ("write_test", "fail", "fail_once")}


def queue(writer: str = "write_test", about: str = "x:1", to: str = ANNA) -> None:
    told = {"heading": "Dag", "says": "Hallo."}
    queue_happening("test", about, told, writer=writer, revision=0, to=to, language="nl", subject="Dag")


@pytest.mark.django_db
def test_it_is_made_of_what_happened_with_the_hour_at_which_it_was_written_down(sink: Sink, clock: Any) -> None:
    queue()
    begun = timezone.now()
    clock.shift(timedelta(minutes=5))
    send_messages()
    ((_, recipient, content),) = sink.received
    assert recipient == ANNA and [begun] == TRIES
    assert b"Subject: Dag\r\nDate: Mon, 15 Jun 2026 12:00:00 +0200" in content and b"Hallo." in content
    row = Message.objects.get()
    assert (row.state, bytes(row.content)) == ("sent", b"") and content_of(row) == b""


@pytest.mark.django_db
def test_one_cause_has_one_row() -> None:
    queue()
    queue()
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_one_that_cannot_be_written_waits_and_is_logged_and_the_others_go(
    sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    queue("fail")
    queue("nobody", "x:2")
    queue(about="x:3", to="bram@example.org")
    with caplog.at_level(logging.ERROR, writing.__name__):
        send_messages()
    rows = Message.objects.order_by("pk").values_list("state", "reason")
    assert list(rows) == [("deferred", "unwritten")] * 2 + [("sent", "")]
    assert [record.getMessage() for record in caplog.records] == ["a mail of kind test cannot be written"] * 2
    assert json.loads(bytes(Message.objects.order_by("pk")[0].content)) == {"heading": "Dag", "says": "Hallo."}


@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_away_while_it_is_written_costs_no_mail(sink: Sink) -> None:
    queue("fail_once")
    send_messages()
    assert [(row.state, row.attempts) for row in Message.objects.all()] == [("sent", 1)]


@pytest.mark.django_db(transaction=True)
def test_the_queue_is_nudged_once_for_a_transaction_and_after_it() -> None:
    with transaction.atomic():
        queue()
        queue(about="x:2")
        assert not OrmQ.objects.exists()
    assert list(OrmQ.objects.values_list("key", flat=True)) == ["mail"]
    with transaction.atomic():
        queue(about="x:3")
        transaction.set_rollback(True)
    assert OrmQ.objects.count() == 1 and Message.objects.count() == 2
