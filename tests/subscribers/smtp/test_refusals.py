"""A refusal is held against whom it is about: the address, the relay or the moment, and nobody else."""

from collections import Counter
from typing import Any

import pytest

from subscribers.smtp import MailObject, Outcome, Result
from tests.subscribers.smtp.client import MANY, SENT, Client, Start, mails, results


def test_content_refused_for_now_is_deferred_and_for_good_is_refused(start: Start) -> None:
    server = start(dot={MANY[0]: b"451 4.3.0 later", MANY[1]: b"554 5.7.1 spam", MANY[2]: b"421 4.3.2 going down"})
    assert results(Client(server).send(*mails(*MANY[:4]))) == [
        ("deferred", "refused-for-now"),
        ("refused", "refused"),
        ("deferred", "refused-for-now"),
        SENT,
    ]


@pytest.mark.parametrize(
    ("reply", "status", "about_the_mailbox"),
    [
        ("5.1.1 unknown", "5.1.1", True),
        ("5.7.1 blocked", "5.7.1", False),
        ("5.1.8 your sender", "5.1.8", True),
        ("no such user", "", False),
        ("5.2.2 full", "5.2.2", True),
    ],
)
def test_the_enhanced_status_says_what_a_refusal_is_about(reply: str, status: str, about_the_mailbox: bool) -> None:
    outcome = Outcome(Result.REFUSED, 550, reply, "refused")
    assert (outcome.status, outcome.is_about_the_mailbox) == (status, about_the_mailbox)


@pytest.mark.parametrize("answer", [b"550 5.7.1 you may not send", b"451 4.3.0 busy", b"530 5.7.0 log in first"])
def test_a_relay_that_wants_nothing_from_us_opens_its_breaker_and_no_recipient_is_blamed(
    start: Start, answer: bytes
) -> None:
    client = Client(start(mail=answer))
    assert set(results(client.send(*mails(*MANY)))) == {("not-sent", "relay-refused"), None}
    assert client.relays[0].breaker.error == answer.decode()


def test_a_relay_that_refuses_everything_opens_its_breaker_after_a_few(start: Start) -> None:
    addresses = [f"b{number}@example.org" for number in range(100)]
    client = Client(start(dot=dict.fromkeys(addresses, b"554 5.7.1 looks like spam")))
    counts = Counter(results(client.send(*mails(*addresses), connections=4)))
    assert counts[None] + counts["refused", "refused"] == 100 and 25 <= counts["refused", "refused"] <= 35
    assert client.relays[0].breaker.error == "554 5.7.1 looks like spam"


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"greeting": b"554 closed"}, "greeting: 554 closed"),
        ({"greeting": b"SSH-2.0-OpenSSH"}, "what answers there is no mail server"),
        ({"greeting": b"220-" + b"x" * 70_000}, "the mail server talks without end"),
    ],
)
def test_what_is_no_mail_server_is_found_before_anything_is_begun(
    start: Start, values: dict[str, Any], error: str
) -> None:
    server = start(**values)
    assert Client(server).send(*mails()) == [None]
    assert Client(server).probe() == (error, {})


def test_an_address_cannot_carry_a_command(start: Start) -> None:
    server = start()
    outcomes = Client(server).send(*mails("a@example.org>\r\nRCPT TO:<b@example.org", MANY[1]))
    assert results(outcomes) == [("refused", "bad-address"), SENT]
    assert [line for line in server.commands if line.startswith(b"RCPT")] == [b"RCPT TO:<a1@example.org>"]


@pytest.mark.parametrize("sign", ["\r", "\n", "\0", " ", "<", ">", "\x7f"])
@pytest.mark.parametrize("party", ["sender", "recipient"])
def test_no_sign_that_ends_an_address_is_sent_in_one(start: Start, sign: str, party: str) -> None:
    server = start()
    addresses = {"sender": "stad@example.org", "recipient": "anna@example.org", party: f"a{sign}b@example.org"}
    assert results(Client(server).send(MailObject(content=b"x\r\n", **addresses))) == [("refused", "bad-address")]
    assert not any(line.startswith((b"MAIL", b"RCPT")) for line in server.commands)


@pytest.mark.parametrize(
    ("features", "outcome"), [(["PIPELINING"], ("refused", "needs-smtputf8")), (["PIPELINING", "SMTPUTF8"], SENT)]
)
def test_an_address_in_utf8_goes_where_the_server_takes_it(
    start: Start, features: list[str], outcome: tuple[str, str]
) -> None:
    server = start(features=features)
    assert results(Client(server).send(*mails("añña@example.org"))) == [outcome]
    assert [line for line in server.commands if line.startswith(b"MAIL")] == (
        [b"MAIL FROM:<stad@example.org> SMTPUTF8"] if outcome == SENT else []
    )
