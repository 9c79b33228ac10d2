"""What a refusal leads to in our rows: nobody is blamed for what is about the relay, the sender or the moment."""

from typing import Any

import pytest

from subscribers.models import Message, RelayState, State, Suppression
from subscribers.sending import rows
from tests.subscribers.wiring import MANY, Start, states, write

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_content_refused_for_now_is_deferred_and_for_good_is_failed(start: Start) -> None:
    start(dot={MANY[0]: b"451 4.3.0 later", MANY[1]: b"554 5.7.1 spam", MANY[2]: b"421 4.3.2 going down"})
    write(*MANY[:4])
    rows.send_messages()
    assert sorted(states()) == [
        ("deferred", "refused-for-now"),
        ("deferred", "refused-for-now"),
        ("failed", "refused"),
        ("sent", ""),
    ]


def test_a_dead_address_is_suppressed_and_a_policy_punishes_nobody(start: Start) -> None:
    refusals = [
        b"550 5.1.1 unknown",
        b"550 5.7.1 blocked",
        b"553 5.1.8 your sender",
        b"550 no such user",
        b"552 5.2.2 full",
    ]
    start(rcpt=dict(zip(MANY, refusals, strict=False)))
    write(*MANY[:5])
    rows.send_messages()
    assert {state for state, _ in states()} == {"failed"}
    assert list(Suppression.objects.values_list("email_normalised", "reason", "note")) == [
        (MANY[0], "hard_bounce", "550 5.1.1 unknown")
    ]


@pytest.mark.parametrize("answer", [b"550 5.7.1 you may not send", b"451 4.3.0 busy", b"530 5.7.0 log in first"])
def test_a_relay_that_wants_nothing_from_us_is_left_alone_and_no_recipient_is_blamed(
    start: Start, answer: bytes
) -> None:
    start(mail=answer)
    write(*MANY)
    rows.send_messages()
    assert {state for state, _ in states()} == {"pending"}
    assert RelayState.objects.get().error == answer.decode()


def test_a_relay_that_refuses_everything_is_left_alone_after_a_few(start: Start) -> None:
    start(dot=dict.fromkeys(MANY + [f"b{n}@example.org" for n in range(70)], b"554 5.7.1 looks like spam"))
    write(*MANY, *(f"b{n}@example.org" for n in range(70)))
    rows.send_messages()
    counts = Message.objects.counts()
    assert counts[State.FAILED] + counts[State.PENDING] == 100 and 25 <= counts[State.FAILED] <= 35
    assert RelayState.objects.get().error == "554 5.7.1 looks like spam"


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"greeting": b"554 closed"}, "greeting: 554 closed"),
        ({"greeting": b"SSH-2.0-OpenSSH"}, "what answers there is no mail server"),
        ({"greeting": b"220-" + b"x" * 70_000}, "the mail server talks without end"),
    ],
)
def test_what_is_no_mail_server_is_found_before_anything_is_claimed(
    start: Start, values: dict[str, Any], error: str
) -> None:
    start(**values)
    write()
    rows.send_messages()
    assert states() == [("pending", "")] and RelayState.objects.get().error == error


def test_an_address_cannot_carry_a_command(start: Start) -> None:
    server = start()
    write(*MANY[:2])
    Message.objects.filter(email=MANY[0]).update(email="a@example.org>\r\nRCPT TO:<b@example.org")
    rows.send_messages()
    assert states() == [("failed", "bad-address"), ("sent", "")]
    assert [line for line in server.commands if line.startswith(b"RCPT")] == [b"RCPT TO:<a1@example.org>"]


def test_an_internationalised_domain_goes_as_idna_and_a_local_part_only_where_it_may(start: Start) -> None:
    server = start()
    write(*MANY[:2])
    Message.objects.filter(email=MANY[0]).update(email="anna@café.example")
    Message.objects.filter(email=MANY[1]).update(email="añña@example.org")
    rows.send_messages()
    assert states() == [("sent", ""), ("failed", "needs-smtputf8")]
    assert server.recipients == {"anna@xn--caf-dma.example": 1}
