"""What staff see of an issue under way: outcomes per provider, and what needs them."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from newsletter.models import Delivery
from newsletter.monitoring.recipients import deferred, failed, in_doubt, outcomes_per_provider
from subscribers.models import DomainHold
from tests.newsletter.send.sendable import add_delivery, make_sendable

pytestmark = pytest.mark.django_db


def test_the_outcome_per_provider_adds_up(clock: Any) -> None:
    issue = make_sendable(3)
    add_delivery(issue, issue.topics.get(), "x@other.example")
    Delivery.objects.filter(email="a0@example.org").update(state="sent")
    Delivery.objects.filter(email="a1@example.org").update(state="skipped")
    DomainHold.objects.create(
        domain="other.example", held_until=timezone.now() + timedelta(minutes=5), smtp_text="later"
    )
    one, other = outcomes_per_provider(issue, timezone.now())
    assert (one.domain, one.total, one.counts["sent"], one.counts["pending"], one.held_until) == (
        "example.org",
        2,
        1,
        1,
        None,
    )
    assert (other.domain, other.total, other.smtp_text, other.held_until) == (
        "other.example",
        1,
        "later",
        timezone.now() + timedelta(minutes=5),
    )
    assert [sum(found.counts.values()) for found in (one, other)] == [2, 1]


def test_the_lists_of_trouble_hold_what_staff_must_see(clock: Any) -> None:
    issue = make_sendable(4)
    for number, (state, reason) in enumerate(
        [("deferred", "x"), ("failed", "x"), ("uncertain", "x"), ("uncertain", "uncertain-left")]
    ):
        Delivery.objects.filter(email=f"a{number}@example.org").update(state=state, reason=reason)
    assert [[row.email[:2] for row in rows] for rows in (deferred(issue), failed(issue), in_doubt(issue))] == [
        ["a0"],
        ["a1"],
        ["a2"],
    ]
