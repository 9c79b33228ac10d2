"""What leaves is signed, whichever way it goes, and others find it so after the wire has had it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from newsletter import tasks
from newsletter.rendering.slots import UNSUBSCRIBE
from newsletter.send import sending
from newsletter.send.mime import Recipient
from subscribers.models import Message
from subscribers.outbox.queueing import queue_message
from subscribers.sending.rows import send_messages
from tests.factories import make_subscriber, make_topic
from tests.newsletter.send.test_mime import compiled
from tests.newsletter.sending import make_scheduled
from tests.signatures import edwards_for_dkimpy, edwards_signer, is_verified, names_signed, rsa_signer
from tests.sink import Sink

ODD = "Nacht van “Kunst & Kennis” 🌷👩‍🚀, één\u00a0avond…  twee   spaties\t."
ENGLISH = [("intro", {"heading": f"Hello {ODD}", "text": f"<p>{ODD}</p>", "signed": "The city"})]


def send_issue(clock: Any) -> None:
    """To one reader of each language, by the whole way from approval to the wire."""
    topic = make_topic()
    make_subscriber(topic, email="en@example.org", language="en")
    make_subscriber(topic, email="nl@münchen.example", language="nl")
    body = [("intro", {"heading": ODD, "text": f"<p>{ODD * 40}</p><p>.</p>", "signed": ODD})]
    issue = make_scheduled(topic, subject=ODD, body=body, subject_en=f"News {ODD}", body_en=ENGLISH)
    clock.shift(timedelta(hours=1))
    sending.tick(timezone.now())
    tasks.send_deliveries(issue.pk)


@pytest.mark.django_db
def test_a_newsletter_arrives_signed_in_both_languages(clock: Any, sink: Sink, settings: Any) -> None:
    settings.DKIM_SIGNER, settings.SENDER_NAME = rsa_signer(), 'De "Stad", 🌷'
    send_issue(clock)
    assert sink.recipients == {"en@example.org": 1, "nl@xn--mnchen-3ya.example": 1}
    for _, _, content in sink.received:
        assert is_verified(content, rsa_signer())
        assert {"list-unsubscribe", "list-unsubscribe-post", "list-id", "feedback-id"} <= set(names_signed(content))


@pytest.mark.django_db
def test_an_edwards_key_signs_a_newsletter_too(
    clock: Any, sink: Sink, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    edwards_for_dkimpy(monkeypatch)
    settings.DKIM_SIGNER = edwards_signer()
    send_issue(clock)
    assert [is_verified(content, edwards_signer()) for _, _, content in sink.received] == [True, True]


@pytest.mark.django_db
def test_without_a_key_the_relay_is_left_to_sign(clock: Any, sink: Sink) -> None:
    send_issue(clock)
    assert [mail["DKIM-Signature"] for mail in sink.mails()] == [None, None]


PIECE = st.text(alphabet="ab =.\t\n 🌷", max_size=200)


@given(texts=st.lists(PIECE, min_size=2, max_size=4), token=st.text("aZ-_9", min_size=1, max_size=70))
def test_every_cut_is_signed_as_others_read_it(texts: list[str], token: str) -> None:
    content = UNSUBSCRIBE.join(texts)
    message = compiled(html=content, text=content, signer=rsa_signer())
    to = Recipient("an@example.org", token, "<a@stad.example>", datetime(2026, 12, 1, tzinfo=UTC))
    assert is_verified(message.join(to), rsa_signer())


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_service_mail_with_an_invitation_and_a_picture_arrives_signed(
    sink: Sink, settings: Any, language: str
) -> None:
    settings.DKIM_SIGNER = rsa_signer()
    ics = b"BEGIN:VCALENDAR\r\nSUMMARY:" + ODD.encode() + b"\r\nEND:VCALENDAR\r\n"
    queue_message(
        "test",
        "x:1",
        to="an@example.org",
        to_name=ODD,
        language=language,
        subject=ODD,
        text=f".\n{ODD}\n\n\n",
        html=f"<p>{ODD}</p>",
        calendar=("REQUEST", ics),
        inline=[("qr", "qr.png", b"\x89PNG" + bytes(200))],
    )
    send_messages()
    ((_, _, content),) = sink.received
    assert is_verified(content, rsa_signer())
    assert content.isascii()


@pytest.mark.django_db
def test_what_waits_while_a_key_is_changed_goes_out_with_the_new_one(sink: Sink, settings: Any) -> None:
    settings.DKIM_SIGNER = rsa_signer("old")
    queue_message("test", "x:1", to="an@example.org", language="nl", subject="Dag", text="Dag.", html="<p>Dag.</p>")
    assert b"DKIM-Signature" not in bytes(Message.objects.get().content)
    settings.DKIM_SIGNER = rsa_signer("new")
    send_messages()
    ((_, _, content),) = sink.received
    assert not is_verified(content, rsa_signer("old"))
    assert is_verified(content, rsa_signer("new"))
