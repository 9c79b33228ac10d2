"""Conversations that end at the wrong moment: what is certain is said, and what is not is *uncertain*."""

import pytest

from subscribers.models import Message
from subscribers.outbox import sending
from tests.subscribers.wiring import MANY, Start, send_until_done, states, write

pytestmark = pytest.mark.django_db


def test_a_doubled_reply_sends_nothing_twice_and_claims_nothing_untrue(start: Start) -> None:
    server = start(doubled_rcpt_reply=True)
    write(*MANY[:3])
    send_until_done(2)
    assert server.received == [] and set(states()) == {("pending", "no-connection")}


def test_thanks_before_the_content_was_there_are_not_believed(start: Start) -> None:
    start(features=[], early_dot_reply=b"250 thanks", silent_at="half")
    write(text="x" * 70 + "\n" + ("y" * 70 + "\n") * 20_000)
    sending.send_messages()
    ((state, _),) = states()
    assert state == "uncertain" and Message.objects.get().smtp_text == "thanks"


def test_a_refusal_before_the_content_is_over_is_a_refusal(start: Start) -> None:
    start(features=[], early_dot_reply=b"552 5.3.4 too much", silent_at="half")
    write(text=("y" * 70 + "\n") * 20_000)
    sending.send_messages()
    assert states() == [("failed", "refused")]


@pytest.mark.parametrize("at", ["rcpt", "data"])
def test_a_server_that_hangs_up_before_the_dot_leaves_the_mail_waiting(start: Start, at: str) -> None:
    server = start(hang_up_at=at, hang_up_times=2)
    write(MANY[0])
    sending.send_messages()
    assert states() == [("pending", "no-connection")]
    write(*MANY[:3])
    sending.send_messages()
    assert server.recipients == dict.fromkeys(MANY[:3], 1) and {state for state, _ in states()} == {"sent"}


def test_a_server_that_hangs_up_in_the_middle_of_content_got_nothing(start: Start) -> None:
    server = start(hang_up_at="half", hang_up_times=2)
    write(text=("y" * 70 + "\n") * 100_000)
    sending.send_messages()
    assert states() == [("pending", "no-connection")] and server.received == []
    sending.send_messages()
    assert states() == [("sent", "")] and len(server.received) == 1


@pytest.mark.parametrize("way", [{"hang_up_at": "dot"}, {"silent_at": "dot"}])
def test_silence_after_the_dot_is_uncertain_and_what_rode_behind_it_waits(start: Start, way: dict[str, str]) -> None:
    server = start(**way, hang_up_times=1)
    write(*MANY[:2])
    sending.send_messages()
    assert states() == [("uncertain", "lost-after-content"), ("sent", "")]
    assert server.recipients == dict.fromkeys(MANY[:2], 1)


def test_dots_that_some_servers_take_for_the_end_are_doubled(start: Start) -> None:
    server = start()
    write()
    Message.objects.update(content=b"Subject: x\r\n\r\nbegin\n.\nMAIL FROM:<evil@example.org>\r.\r\n.\r\nend\r\n")
    sending.send_messages()
    ((_, _, content),) = server.received
    assert content == b"Subject: x\r\n\r\nbegin\n..\nMAIL FROM:<evil@example.org>\r..\r\n.\r\nend\r\n"
