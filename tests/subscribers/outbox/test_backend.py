"""What Django and Wagtail write themselves leaves by the queue of service mail."""

import email
import email.policy
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.test import Client
from django_q.models import OrmQ

from subscribers.models import Message
from subscribers.sending.rows import send_messages
from tests.accounts import ask_for_link
from tests.factories import make_staff
from tests.sink import Sink

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ours(settings: Any) -> None:
    """Django's test runner puts its own in the place of what the settings say."""
    settings.EMAIL_BACKEND = "subscribers.outbox.backend.ServiceMailQueue"


def test_what_wagtail_mails_goes_by_the_service_queue(sink: Sink) -> None:
    to = "bente@leiden.example"
    send_mail("Ter beoordeling", "Er wacht een voorstel: /beheer/", None, [to])
    assert list(Message.objects.values_list("kind", "email", "state")) == [("django", to, "pending")]
    assert list(OrmQ.objects.values_list("key", flat=True)) == ["mail"]
    send_messages()
    ((_, recipient, _),) = sink.received
    (mail,) = sink.mails()
    assert (recipient, mail["To"], mail["Auto-Submitted"]) == (to, to, "auto-generated")
    assert "Er wacht een voorstel" in mail.get_content()
    assert bytes(Message.objects.get().content) == b""  # it held a link with a secret in it


def test_a_relay_that_is_away_keeps_nobody_from_asking_for_a_password(client: Client, settings: Any) -> None:
    settings.RELAYS = ["smtp://127.0.0.1:9"]
    answer = ask_for_link(client, make_staff().email)
    send_messages()
    assert (answer.status_code, Message.objects.get().state) == (302, "pending")


def test_each_recipient_gets_one_of_their_own_with_everything_in_it() -> None:
    mail = EmailMultiAlternatives(
        "Ter beoordeling", "Tekst é", to=["a@example.org", "b@example.org"], bcc=["c@example.org"]
    )
    mail.attach_alternative("<p>Tekst é</p>", "text/html")
    assert mail.send() == 1
    rows = list(Message.objects.order_by("pk"))
    parsed = [email.message_from_bytes(bytes(row.content), policy=email.policy.default) for row in rows]
    assert [row.email for row in rows] == ["a@example.org", "b@example.org", "c@example.org"]
    assert {one["To"] for one in parsed} == {"a@example.org, b@example.org"}
    assert len({one["Message-ID"] for one in parsed}) == 3
    assert [part.get_content_type() for part in parsed[0].iter_parts()] == ["text/plain", "text/html"]
    assert all(b"\r\n" in bytes(row.content) and b"\n" not in bytes(row.content).replace(b"\r\n", b"") for row in rows)
