"""What a relay offers at EHLO, kept or not: nothing may be lost or doubled by believing it."""

import pytest

from subscribers.smtp import MailObject
from tests.subscribers.smtp.client import MANY, SENT, Client, Start, mails, results

EIGHT_BITS = (
    b"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: 8bit\r\n\r\ncaf\xc3\xa9\r\n"
)


@pytest.mark.parametrize("features", [["PIPELINING", "SIZE 10000000", "8BITMIME"], ["8BITMIME"], []])
def test_every_mail_arrives_once_with_and_without_extensions(start: Start, features: list[str]) -> None:
    server = start(features=features)
    given = mails(*MANY)
    assert results(Client(server).send(*given, connections=2)) == [SENT] * 30
    assert sorted(server.received) == sorted((one.sender, one.recipient, one.content) for one in given)


def test_a_server_that_knows_no_ehlo_is_spoken_to_in_plain_smtp(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    server = start()
    monkeypatch.setattr("tests.rawserver.Conversation.on_ehlo", lambda self, line: self.reply(b"502 no"))
    monkeypatch.setattr("tests.rawserver.Conversation.on_helo", lambda self, line: self.reply(b"250 hi"), raising=False)
    assert results(Client(server).send(*mails())) == [SENT] and len(server.received) == 1


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
    assert results(Client(server).send(*mails(*MANY[:5]))) == [
        SENT,
        ("refused", "refused"),
        SENT,
        ("deferred", "refused-for-now"),
        SENT,
    ]
    assert server.recipients == {MANY[0]: 1, MANY[2]: 1, MANY[4]: 1}


def test_a_relay_that_drops_pipelined_commands_loses_and_doubles_nothing(start: Start) -> None:
    server = start(forget_pipelined=True)
    client = Client(server)
    assert results(client.send(*mails(*MANY[:4]))) == [SENT] * 4
    assert server.recipients == dict.fromkeys(MANY[:4], 1)
    assert client.relays[0].capabilities.pipelining_failed  # the next process need not find out again


@pytest.mark.parametrize("words", [b"503 5.5.0 one at a time", b"421 4.7.0 too fast", b"-"])
def test_a_relay_that_rejects_groups_gets_one_command_at_a_time(start: Start, words: bytes) -> None:
    server = start(scorn_pipelined=words)
    client = Client(server)
    waiting = mails(*MANY[:4])
    for _ in range(3):
        client.relays[0].breaker.open_until = 0.0
        outcomes = client.send(*waiting)
        waiting = [one for one, result in zip(waiting, results(outcomes), strict=True) if result != SENT]
    assert waiting == []
    assert server.recipients == dict.fromkeys(MANY[:4], 1)


@pytest.mark.parametrize("answer", [b"501 5.5.4 syntax", b"555 5.5.4 unsupported"])
def test_a_relay_that_refuses_the_8bitmime_it_offers_gets_the_mail_in_seven_bits(start: Start, answer: bytes) -> None:
    server = start(features=["PIPELINING", "8BITMIME"], refuse_parameters=answer)
    outcomes = Client(server).send(*(MailObject("stad@example.org", one, EIGHT_BITS) for one in MANY[:3]))
    assert results(outcomes) == [SENT] * 3
    assert server.recipients == dict.fromkeys(MANY[:3], 1)
    assert {content.isascii() for _, _, content in server.received} == {True}


def test_a_probe_tells_what_a_relay_can_do(start: Start) -> None:
    assert Client(start()).probe() == ("", {"PIPELINING": "", "SIZE": "10000000", "8BITMIME": ""})


def test_a_mail_above_the_size_a_relay_takes_never_leaves(start: Start) -> None:
    server = start(features=["PIPELINING", "SIZE 50"])
    assert results(Client(server).send(*mails())) == [("refused", "too-large")]
    assert not any(line.startswith(b"MAIL") for line in server.commands)
