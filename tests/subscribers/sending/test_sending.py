"""The loop of claims and sessions against a real SMTP server that fails in every way it can."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from subscribers import tasks
from subscribers.models import Message, RelayState, State
from subscribers.outbox.queueing import queue_message
from subscribers.outbox.states import claim
from subscribers.sending import rows as sending
from subscribers.sending.settling import TurnWriter
from subscribers.smtp import Outcome, Result
from tests.at_once import at_once

pytestmark = pytest.mark.django_db


def write(to="anna@example.org", about="x:1", **values):
    return queue_message(
        "test", about, to=to, language="nl", subject="Onderwerp", text="Tekst.\n", html="<p>Tekst.</p>", **values
    )


def claim_all():
    writer = TurnWriter(Message, sending.new_lease(), sending.MESSAGE_PATIENCE, None)
    return writer, claim(Message.objects.all(), 10, timezone.now(), writer.lease)


def states():
    return list(Message.objects.order_by("pk").values_list("email", "state", "reason"))


def test_a_mail_is_written_once_for_one_cause_and_nudges_its_own_lane():
    first, second = write(), write()
    assert first == second and Message.objects.count() == 1
    assert list(OrmQ.objects.values_list("key", flat=True)) == ["mail"]


def test_what_is_due_is_sent_and_its_content_forgotten(sink):
    message = write()
    content = bytes(message.content)
    sending.send_messages()
    ((sender, recipient, received),) = sink.received
    assert (recipient, received) == ("anna@example.org", content)
    row = Message.objects.get()
    assert (row.state, row.smtp_code, row.smtp_text, bytes(row.content)) == ("sent", 250, "queued as 4711", b"")


def test_many_mails_share_one_connection(sink):
    for number in range(20):
        write(f"a{number}@example.org", f"x:{number}")
    sending.send_messages()
    assert (sum(sink.recipients.values()), sink.sessions) == (20, 1)


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [("550 no such user", "failed", "refused"), ("452 mailbox full", "deferred", "refused-for-now")],
)
def test_a_refused_recipient_keeps_its_reason_and_harms_nobody_else(sink, answer, state, reason):
    write("a@example.org", "x:1")
    write("b@example.org", "x:2")
    sink.answers["a@example.org"] = answer
    sending.send_messages()
    assert states() == [("a@example.org", state, reason), ("b@example.org", "sent", "")]
    refused = Message.objects.get(email="a@example.org")
    assert refused.smtp_code == int(answer[:3])
    assert bool(bytes(refused.content)) == (state == "deferred")


def test_a_deferred_mail_is_tried_again_when_its_time_has_come_and_in_the_end_fails(sink, clock):
    write()
    sink.answers["anna@example.org"] = "421 later"
    for minutes in (0, 5, 15, 60, 240):
        clock.shift(timedelta(minutes=minutes))
        sending.send_messages()
    assert states() == [("anna@example.org", "failed", "refused-for-now")]


def test_a_line_cut_before_the_content_leaves_the_mail_waiting(sink):
    write()
    sink.drop_before.add("anna@example.org")
    sending.send_messages()
    assert states() == [("anna@example.org", "pending", "no-connection")]
    sink.drop_before.clear()
    sending.send_messages()
    assert states()[0][1] == "sent"


def test_a_line_cut_after_the_final_dot_leaves_it_uncertain_and_never_sent_again(sink):
    write()
    sink.drop_after.add("anna@example.org")
    for _ in range(2):
        sending.send_messages()
    assert states() == [("anna@example.org", "uncertain", "lost-after-content")]
    assert sink.recipients["anna@example.org"] == 1


def test_no_mail_server_at_all_loses_nothing_and_claims_nothing(settings):
    settings.RELAYS = ["smtp://127.0.0.1:9"]
    write()
    sending.send_messages()
    assert states() == [("anna@example.org", "pending", "")]
    assert list(RelayState.objects.values_list("name", "failures", "error")) == [
        ("127.0.0.1:9", 3, "Connection refused")
    ]


def test_a_dead_worker_leaves_claimed_rows_waiting_and_the_one_on_the_wire_uncertain(clock):
    for number in range(3):
        write(f"a{number}@example.org", f"x:{number}")
    writer, rows = claim_all()
    assert writer.write([], [rows[0]]) == {rows[0].pk}
    clock.shift(writer.lease.length + timedelta(seconds=1))
    assert sending.reap_messages() == (2, 1)
    assert [state for _, state, _ in states()] == ["uncertain", "pending", "pending"]


def test_a_lease_that_was_taken_away_settles_nothing():
    write()
    writer, (row,) = claim_all()
    Message.objects.update(lease_token=uuid.uuid4())
    assert writer.write([(row, Outcome(Result.ACCEPTED, 250, "ok"))], [row]) == set()
    assert states() == [("anna@example.org", "claimed", "")]


def test_leading_dots_and_long_lines_arrive_as_they_were(sink):
    queue_message(
        "test",
        "x:9",
        to="a@example.org",
        language="nl",
        subject="Punten",
        text=".\n..begin\n" + "x" * 2000 + "\n",
        html="<p>.</p>",
    )
    sending.send_messages()
    assert (
        sink.mails()[0].get_body(("plain",)).get_content().replace("\r\n", "\n") == ".\n..begin\n" + "x" * 2000 + "\n"
    )


def test_a_name_cannot_smuggle_in_a_header(sink):
    write(to_name="Anna\r\nBcc: alle@example.org", about="x:2")
    sending.send_messages()
    assert sink.mails()[0]["Bcc"] is None and sink.recipients == {"anna@example.org": 1}


def test_the_tick_sends_what_was_left_behind(sink):
    write()
    assert tasks.tick()["sent"] == 1


@pytest.mark.django_db(transaction=True)
def test_three_workers_at_once_send_each_mail_once(sink):
    for number in range(60):
        write(f"a{number}@example.org", f"x:{number}")

    at_once(*[sending.send_messages] * 3)
    assert len(sink.recipients) == 60 and set(sink.recipients.values()) == {1}
    assert Message.objects.counts() == {**dict.fromkeys(State.values, 0), "sent": 60}
