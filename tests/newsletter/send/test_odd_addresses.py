"""From a subscriber to the bytes on the wire: names and addresses as odd as people have them."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from newsletter import tasks
from newsletter.monitoring.progress import issue_progress
from newsletter.send import sending
from subscribers.models import Subscriber, Subscription
from subscribers.subscriptions.signing_up import ask_subscription
from tests.factories import make_subscriber, make_topic
from tests.newsletter.sending import make_scheduled, rows_of
from tests.sink import Sink
from tests.typed import carry_out_typed

pytestmark = pytest.mark.django_db


def send(clock: Any, topic: Any, **values: Any) -> Any:
    issue = make_scheduled(topic, **values)
    clock.shift(timedelta(hours=1))
    sending.tick(timezone.now())
    tasks.send_deliveries(issue.pk)
    issue.refresh_from_db()
    return issue


def test_two_spellings_of_one_mailbox_are_one_mail_and_dots_are_another_mailbox(clock: Any, sink: Sink) -> None:
    topic = make_topic()
    for address in ("A.Bakker@Example.org", "a.bakker@EXAMPLE.ORG", " a.bakker@example.org ", "abakker@example.org"):
        ask_subscription(address, topics=[topic.slug], language="nl", source="test")
    carry_out_typed()
    Subscription.objects.update(state="confirmed")
    send(clock, topic)
    assert sink.recipients == {"A.Bakker@Example.org": 1, "abakker@example.org": 1}


def test_a_domain_in_another_script_gets_its_mail_at_its_own_name(clock: Any, sink: Sink) -> None:
    topic = make_topic()
    for address in ("an@münchen.example", "an@straße.example", "an@strasse.example", "an@日本.example"):
        make_subscriber(topic, email=address)
    send(clock, topic)
    names = ("xn--mnchen-3ya", "xn--strae-oqa", "strasse", "xn--wgv71a")
    assert sink.recipients == {f"an@{name}.example": 1 for name in names}
    assert sorted(mail["To"] for mail in sink.mails()) == sorted(f"an@{name}.example" for name in names)


def test_two_writings_of_one_domain_are_one_subscriber() -> None:
    for address in ("an@MÜNCHEN.example", "an@münchen.example", "an@xn--mnchen-3ya.example"):
        ask_subscription(address, topics=[make_topic().slug], language="nl", source="test")
    carry_out_typed()
    assert list(Subscriber.objects.values_list("email_normalised", flat=True)) == ["an@xn--mnchen-3ya.example"]


@pytest.mark.parametrize("address", ["añña@example.org", "ſam@example.org", "\u212aim@example.org", "an@[127.0.0.1]"])
def test_a_mailbox_that_few_servers_take_is_refused_when_it_is_given(address: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ask_subscription(address, topics=[make_topic().slug], language="nl", source="test")
    assert list(refused.value.message_dict) == ["email"]
    assert not Subscriber.objects.exists()


def test_one_that_came_another_way_is_left_out_with_its_reason_and_the_numbers_add_up(clock: Any, sink: Sink) -> None:
    topic = make_topic()
    make_subscriber(topic, email="añña@example.org")
    make_subscriber(topic, email="zoë@münchen.example")
    make_subscriber(topic, email="an@example.org")
    issue = send(clock, topic)
    assert rows_of(issue) == [
        ("an@example.org", "sent", ""),
        ("añña@example.org", "skipped", "bad-address"),
        ("zoë@münchen.example", "skipped", "bad-address"),
    ]
    progress = issue_progress(issue, timezone.now())
    assert (progress.audience, progress.mailed, progress.skipped_for) == (3, 1, {"bad-address": 2})
    assert sink.recipients == {"an@example.org": 1}


def test_a_subject_and_a_sender_cannot_add_a_header(clock: Any, sink: Sink, settings: Any) -> None:
    settings.SENDER_NAME = 'De "Stad", Zoë – Bcc: x@evil.example 🌷'
    topic = make_topic()
    make_subscriber(topic, email="an@example.org")
    send(clock, topic, subject="Nieuws 🌷\r\nBcc: x@evil.example\r\n\r\n<p>weg</p>")
    (mail,) = sink.mails()
    assert (mail["Bcc"], mail["Subject"], mail["From"].addresses[0].display_name) == (
        None,
        "Nieuws 🌷 Bcc: x@evil.example <p>weg</p>",
        'De "Stad", Zoë – Bcc: x@evil.example 🌷',
    )
    assert sink.recipients == {"an@example.org": 1}
