"""Providers that ask for patience, and addresses that cannot be."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from newsletter.deliveries.freezing import freeze_audience
from newsletter.models import Delivery, Issue
from newsletter.send.sending import send_deliveries
from subscribers.models import DomainHold, RelayState, Suppression
from subscribers.sending.provider_holds import DomainHolds
from subscribers.smtp import Outcome, Result
from tests.factories import make_issue, make_subscriber, make_topic
from tests.newsletter.send.sendable import add_delivery, counts, make_sendable, states

pytestmark = pytest.mark.django_db


def test_a_deferred_mail_is_tried_with_growing_delay_until_its_deadline(sink: Any, clock: Any) -> None:
    issue = make_sendable(1)
    sink.answers["a0@example.org"] = "452 4.2.2 mailbox full"
    waits = []
    for _ in range(40):
        send_deliveries(issue.pk)
        row = Delivery.objects.get()
        if row.state == "failed":
            break
        waits.append((row.next_try_at - timezone.now()) // timedelta(minutes=1))
        clock.move_to(row.next_try_at)
    assert waits[:5] == [5, 15, 60, 240, 240] and timedelta(hours=44) < timedelta(minutes=sum(waits)) <= timedelta(
        hours=48
    )
    assert (row.state, row.smtp_code, row.smtp_text, row.attempts) == (
        "failed",
        452,
        "4.2.2 mailbox full",
        len(waits) + 1,
    )
    assert not DomainHold.objects.exists() and Issue.objects.get().state == "sent"


def test_a_provider_that_defers_everything_is_left_alone_and_the_others_go_on(sink: Any, clock: Any) -> None:
    issue = make_sendable(0)
    topic = issue.topics.get()
    busy = [f"b{number}@busy.example" for number in range(40)]
    for email in [*busy, "c@quiet.example"]:
        add_delivery(issue, topic, email)
    sink.answers.update(dict.fromkeys(busy, "421 4.7.28 rate limited"))
    send_deliveries(issue.pk)
    found = counts(issue)
    assert found["sent"] == 1 and found["deferred"] < 20 and found["deferred"] + found["pending"] == 40
    hold = DomainHold.objects.get()
    assert (hold.domain, hold.smtp_text, hold.held_until) == (
        "busy.example",
        "4.7.28 rate limited",
        timezone.now() + timedelta(minutes=2),
    )
    asked = sink.sessions
    RelayState.objects.all().delete()
    send_deliveries(issue.pk)
    assert counts(issue) == found and sink.sessions <= asked + 1
    sink.answers.clear()
    clock.shift(timedelta(minutes=6))
    RelayState.objects.all().delete()
    send_deliveries(issue.pk)
    assert counts(issue) == {"sent": 41} and not DomainHold.objects.exists() and set(sink.recipients.values()) == {1}


def test_a_hold_grows_each_time_it_was_in_vain(clock: Any) -> None:
    refusal = Outcome(Result.DEFERRED, 451, "4.7.1 later")
    held = []
    for _ in range(8):
        until = DomainHolds().note("busy.example", refusal, timezone.now())
        held.append(until and (until - timezone.now()) // timedelta(minutes=1))
        clock.shift(until - timezone.now() + timedelta(seconds=1) if until else timedelta(0))
    assert held == [None, None, 2, 5, 15, 60, 240, 240]


def test_a_full_mailbox_holds_nobody_else(clock: Any) -> None:
    holds = DomainHolds()
    assert [holds.note("a.example", Outcome(Result.DEFERRED, 452, "4.2.2 full"), timezone.now()) for _ in range(9)] == [
        None
    ] * 9


def test_a_dead_address_is_suppressed_for_the_next_issue(sink: Any) -> None:
    issue = make_sendable(2)
    sink.answers["a0@example.org"] = "550 5.1.1 no such user"
    send_deliveries(issue.pk)
    assert Suppression.objects.get().email_normalised == "a0@example.org"
    following = make_issue(issue.topics.get())
    freeze_audience(following)
    assert states(following) == [("a0@example.org", "skipped", "suppressed"), ("a1@example.org", "pending", "")]


def test_freezing_notes_the_mail_provider() -> None:
    topic = make_topic()
    make_subscriber(topic, email="Anna@Example.ORG")
    issue = make_issue(topic)
    freeze_audience(issue)
    assert Delivery.objects.get().domain == "example.org"
