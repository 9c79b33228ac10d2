"""An issue half-way: approved, its audience frozen, ready for the wire; and how far it came."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from newsletter.models import Delivery, Issue, Rendition
from newsletter.rendering.slots import UNSUBSCRIBE
from subscribers.models import Topic
from subscribers.outbox.states import claim as claim_rows
from subscribers.sending.rows import new_lease
from subscribers.sending.settling import TurnWriter
from tests.factories import make_issue, make_subscriber, make_topic


def make_sendable(count: int, *, started_at: datetime | None = None, **values: Any) -> Issue:
    """In *sending*, with a row for each of ``count`` subscribers ``a0@example.org`` and on."""
    topic: Topic = make_topic()
    issue = make_issue(
        topic,
        **{"state": "sending", "started_at": started_at or timezone.now(), "approved_at": timezone.now(), **values},
    )
    text = f"Nieuws.\n{UNSUBSCRIBE}\n"
    Rendition.objects.create(
        issue=issue,
        language="nl",
        subject="Nieuws",
        mail_html=f"<p>{text}</p>",
        mail_text=text,
        web_html="",
        sha256="0" * 64,
    )
    for number in range(count):
        add_delivery(issue, topic, f"a{number}@example.org")
    return issue


def add_delivery(issue: Issue, topic: Topic, email: str) -> Delivery:
    subscriber = make_subscriber(topic, email=email)
    return Delivery.objects.create(
        issue=issue, subscriber=subscriber, subscriber_public_id=subscriber.public_id, email=email,
        email_normalised=email, domain=email.rpartition("@")[2],
    )  # fmt: skip


def states(issue: Issue) -> list[tuple[str, str, str]]:
    return list(Delivery.objects.filter(issue=issue).order_by("pk").values_list("email", "state", "reason"))


def counts(issue: Issue) -> dict[str, int]:
    return {state: count for state, count in Delivery.objects.filter(issue=issue).counts().items() if count}


def claim(issue: Issue, many: int = 10) -> tuple[TurnWriter, list[Delivery]]:
    lease = new_lease()
    rows = claim_rows(Delivery.objects.filter(issue=issue), many, timezone.now(), lease)
    return TurnWriter(Delivery, lease, timedelta(hours=48), None), rows
