"""What a relay says it can do at EHLO, kept or not: nothing may be lost or doubled by believing it."""

import pytest

from subscribers.models import Message, RelayState
from subscribers.outbox import sending
from subscribers.outbox.relays import check_relays
from tests.subscribers.wiring import MANY, Start, send_until_done, states, write

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("features", [["PIPELINING", "SIZE 10000000", "8BITMIME"], ["8BITMIME"], []])
def test_every_mail_arrives_once_with_and_without_extensions(start: Start, features: list[str]) -> None:
    server = start(features=features)
    write(*MANY)
    content = dict(Message.objects.values_list("email", "content"))
    sending.send_messages()
    assert set(states()) == {("sent", "")}
    assert {recipient: received for _, recipient, received in server.received} == {
        k: bytes(v) for k, v in content.items()
    }
    assert server.recipients == dict.fromkeys(MANY, 1)


def test_a_server_that_knows_no_ehlo_is_spoken_to_in_plain_smtp(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    server = start()
    monkeypatch.setattr("tests.rawserver.Conversation.on_ehlo", lambda self, line: self.reply(b"502 no"))
    monkeypatch.setattr("tests.rawserver.Conversation.on_helo", lambda self, line: self.reply(b"250 hi"), raising=False)
    write()
    sending.send_messages()
    assert states() == [("sent", "")] and len(server.received) == 1


@pytest.mark.parametrize("answer", [b"554 5.5.1 no valid recipients", b"354 go on then"])
@pytest.mark.parametrize("features", [["PIPELINING"], []])
def test_a_refused_recipient_in_a_group_is_settled_whatever_data_is_answered(
    start: Start, answer: bytes, features: list[str]
) -> None:
    server = start(
        features=features,
        rcpt={MANY[1]: b"550 5.1.1 no such user", MANY[3]: b"452 4.2.2 full"},
        data_without_recipients=answer,
    )
    write(*MANY[:5])
    sending.send_messages()
    assert states() == [
        ("sent", ""),
        ("failed", "refused"),
        ("sent", ""),
        ("deferred", "refused-for-now"),
        ("sent", ""),
    ]
    assert server.recipients == {MANY[0]: 1, MANY[2]: 1, MANY[4]: 1}


def test_a_relay_that_lies_about_pipelining_loses_and_doubles_nothing(start: Start) -> None:
    server = start(forget_pipelined=True)
    write(*MANY[:4])
    sending.send_messages()
    assert set(states()) == {("sent", "")}
    assert server.recipients == dict.fromkeys(MANY[:4], 1)
    assert RelayState.objects.get().plain_until  # the next worker need not find out again


@pytest.mark.parametrize("words", [b"503 5.5.0 one at a time", b"421 4.7.0 too fast", b"-"])
def test_a_relay_that_scorns_what_it_promised_gets_one_command_at_a_time(start: Start, words: bytes) -> None:
    server = start(scorn_pipelined=words)
    write(*MANY[:4])
    send_until_done(2)
    assert server.received == [] or server.recipients == dict.fromkeys(MANY[:4], 1)
    sending.send_messages()
    assert states() == [("sent", "")] * 4
    assert server.recipients == dict.fromkeys(MANY[:4], 1)


@pytest.mark.parametrize("answer", [b"501 5.5.4 syntax", b"555 5.5.4 unsupported"])
def test_a_relay_that_lies_about_8bitmime_gets_the_mail_in_seven_bits(start: Start, answer: bytes) -> None:
    server = start(features=["PIPELINING", "8BITMIME"], refuse_parameters=answer)
    write(*MANY[:3])
    kind = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
    eight = b"Subject: x\r\nMIME-Version: 1.0\r\n" + kind + b"\r\ncaf\xc3\xa9\r\n"
    Message.objects.update(content=eight)
    sending.send_messages()
    assert set(states()) == {("sent", "")}
    assert server.recipients == dict.fromkeys(MANY[:3], 1)
    assert {content.isascii() for _, _, content in server.received} == {True}


def test_the_probe_tells_what_a_relay_can_do(start: Start) -> None:
    start()
    (check,) = check_relays()
    assert (check.error, check.extensions) == ("", {"PIPELINING": "", "SIZE": "10000000", "8BITMIME": ""})


def test_a_mail_above_the_size_a_relay_takes_never_leaves(start: Start) -> None:
    server = start(features=["PIPELINING", "SIZE 100"])
    write()
    sending.send_messages()
    assert states() == [("failed", "too-large")] and not any(line.startswith(b"MAIL") for line in server.commands)
