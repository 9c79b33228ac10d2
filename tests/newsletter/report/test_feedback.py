"""Issue → inbox → bounce → no next issue: the whole way round, over a real SMTP server."""

from typing import Any

import pytest
from django.utils import timezone

from newsletter.deliveries.freezing import count_audience
from newsletter.models import Delivery
from newsletter.monitoring.recipients import reported_back
from newsletter.send.sending import send_deliveries
from subscribers.feedback import receive_mail
from subscribers.models import Bounce, Suppression
from tests.factories import make_issue
from tests.newsletter.send.sendable import make_sendable
from tests.sink import Sink
from tests.subscribers.dsn.reports import arf, dsn


@pytest.mark.django_db(transaction=True)
def test_a_bounce_and_a_complaint_keep_the_next_issue_away_from_those_two(sink: Sink, settings: Any) -> None:
    settings.BOUNCE_DOMAIN = "bounces.leiden.example"
    issue = make_sendable(3)
    send_deliveries(issue.pk)
    senders = {address: sender for sender, address, _ in sink.received}
    ids = {mail["To"]: mail["Message-ID"] for mail in sink.mails()}
    assert len(set(senders.values())) == 3
    assert all(sender.startswith("b-") and sender.endswith("@bounces.leiden.example") for sender in senders.values())
    assert ids["a0@example.org"].split("@")[0] == f"<{senders['a0@example.org'].split('@')[0]}"

    assert all("<mailto:uitschrijven@bounces.leiden.example?" in mail["List-Unsubscribe"] for mail in sink.mails())

    receive_mail(dsn(final="rfc822; a0@example.org"), source="mail", recipient=senders["a0@example.org"])
    receive_mail(arf(returned=(f"Message-ID: {ids['a1@example.org']}",)), source="mail")

    assert list(Suppression.objects.order_by("email_normalised").values_list("email_normalised", "reason")) == [
        ("a0@example.org", "hard_bounce"),
        ("a1@example.org", "complaint"),
    ]
    reports = Bounce.objects.about(Delivery.objects.filter(issue=issue))
    assert sorted(reports.values_list("kind", "email_normalised")) == [
        ("complaint", "a1@example.org"),
        ("hard", "a0@example.org"),
    ]
    assert reported_back(issue) == [("adres bestaat niet", 1), ("klacht", 1)]
    following = make_issue(issue.topics.get())
    audience = count_audience(following)
    assert (audience.mailed, audience.excluded) == (1, {"suppressed": 1, "left": 1})


@pytest.mark.django_db(transaction=True)
def test_without_a_bounce_domain_the_sender_is_who_it_always_was(sink: Sink, settings: Any) -> None:
    make_sendable(1, started_at=timezone.now())
    send_deliveries(Delivery.objects.get().issue_id)
    assert [sender for sender, _, _ in sink.received] == [settings.SENDER_ADDRESS]
