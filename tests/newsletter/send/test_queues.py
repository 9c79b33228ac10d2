"""Service mail has a queue of its own: nothing that happens to a newsletter keeps a confirmation waiting."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from newsletter.send.sending import send_deliveries
from subscribers.models import DomainHold, Message, RelayState
from subscribers.outbox.queueing import queue_message
from subscribers.sending.rows import send_messages
from tests.newsletter.send.sendable import make_sendable
from tests.patience import PATIENCE
from tests.sink import Sink

ROOT = Path(__file__).parents[3]


def write(to: str, about: str) -> Message:
    return queue_message("test", about, to=to, language="nl", subject="Bevestig", text="Tekst.", html="<p>Tekst.</p>")


@pytest.mark.django_db
def test_a_relay_that_wants_nothing_of_a_newsletter_still_gets_the_confirmations(sink: Sink) -> None:
    issue = make_sendable(60)
    sink.answers = {f"a{n}@example.org": "554 5.7.1 looks like spam" for n in range(60)}
    send_deliveries(issue.pk)
    breaker = RelayState.objects.get()
    assert (breaker.kind, issue.deliveries.counts()["pending"] > 0) == ("delivery", True)
    write("anna@example.org", "x:1")
    send_messages()
    assert Message.objects.get().state == "sent"
    breaker.refresh_from_db()  # and what a confirmation says of the relay is no news of the newsletter
    assert breaker.open_until is not None and breaker.open_until > timezone.now()


@pytest.mark.django_db
def test_a_provider_that_asks_the_newsletter_to_wait_gets_its_confirmations(sink: Sink, clock: Any) -> None:
    issue = make_sendable(10)
    sink.answers = {f"a{n}@example.org": "451 4.7.0 slow down" for n in range(10)}
    send_deliveries(issue.pk)
    assert DomainHold.objects.active(timezone.now()).count() == 1
    write("anna@example.org", "x:1")
    send_messages()
    assert Message.objects.get().state == "sent"


@pytest.mark.slow
def test_confirmations_are_sent_while_a_newsletter_runs_and_not_after_it() -> None:
    """The small run of ``bench.sending.queues``, with the real processes; how long it takes is for the bench."""
    clean = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    if connection.vendor == "postgresql":
        clean["TEST_DATABASE_URL"] = os.environ["DATABASE_URL"]
    command = [sys.executable, "-m", "bench.sending.queues", "3000", "--order", "--databases", connection.vendor]
    ended = subprocess.run(
        command, cwd=ROOT, env=clean, capture_output=True, text=True, timeout=10 * PATIENCE, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
