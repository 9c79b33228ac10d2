"""Relays that break the rules: nothing may be lost or doubled, and nobody blamed for what is not theirs."""

import base64
import datetime as dt
import ipaddress
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from subscribers.models import Message, RelayState, State, Suppression
from subscribers.services import sending
from subscribers.services.door import queue_message
from subscribers.services.relays import check_relays
from tests.rawserver import RawServer

pytestmark = pytest.mark.django_db
Start = Callable[..., RawServer]
MANY = [f"a{number}@example.org" for number in range(30)]


@pytest.fixture
def start(settings: Any) -> Iterator[Start]:
    """Starts a server that misbehaves as told and makes it the only relay."""
    servers: list[RawServer] = []

    def start_server(**values: Any) -> RawServer:
        server = RawServer(**values)
        servers.append(server)
        settings.RELAYS, settings.EMAIL_TIMEOUT = [server.url], 1
        return server

    yield start_server
    for server in servers:
        server.close()


def write(*addresses: str, text: str = "Tekst.\n") -> None:
    for number, address in enumerate(addresses or ("anna@example.org",)):
        queue_message(
            "test", f"x:{number}", to=address, language="nl", subject="Onderwerp", text=text, html="<p>Tekst.</p>"
        )


def states() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("pk").values_list("state", "reason"))


def send_until_done(times: int = 6) -> None:
    """As the tick would, the breaker's rest left out."""
    for _ in range(times):
        RelayState.objects.all().delete()
        sending.send_messages(20)


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


def test_a_doubled_reply_sends_nothing_twice_and_claims_nothing_untrue(start: Start) -> None:
    server = start(doubled_rcpt_reply=True)
    write(*MANY[:3])
    send_until_done()
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


def test_content_refused_for_now_is_deferred_and_for_good_is_failed(start: Start) -> None:
    start(dot={MANY[0]: b"451 4.3.0 later", MANY[1]: b"554 5.7.1 spam", MANY[2]: b"421 4.3.2 going down"})
    write(*MANY[:4])
    sending.send_messages()
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
    sending.send_messages()
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
    sending.send_messages()
    assert {state for state, _ in states()} == {"pending"}
    assert RelayState.objects.get().error == answer.decode()


def test_a_relay_that_refuses_everything_is_left_alone_after_a_few(start: Start) -> None:
    start(dot=dict.fromkeys(MANY + [f"b{n}@example.org" for n in range(70)], b"554 5.7.1 looks like spam"))
    write(*MANY, *(f"b{n}@example.org" for n in range(70)))
    sending.send_messages()
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
    sending.send_messages()
    assert states() == [("pending", "")] and RelayState.objects.get().error == error
    assert [(check.error, check.features) for check in check_relays()] == [(error, {})]


def test_the_probe_tells_what_a_relay_can_do(start: Start) -> None:
    start()
    (check,) = check_relays()
    assert (check.error, check.features) == ("", {"PIPELINING": "", "SIZE": "10000000", "8BITMIME": ""})


def test_an_address_cannot_carry_a_command(start: Start) -> None:
    server = start()
    write(*MANY[:2])
    Message.objects.filter(email=MANY[0]).update(email="a@example.org>\r\nRCPT TO:<b@example.org")
    sending.send_messages()
    assert states() == [("failed", "bad-address"), ("sent", "")]
    assert [line for line in server.commands if line.startswith(b"RCPT")] == [b"RCPT TO:<a1@example.org>"]


def test_an_internationalised_domain_goes_as_idna_and_a_local_part_only_where_it_may(start: Start) -> None:
    server = start()
    write(*MANY[:2])
    Message.objects.filter(email=MANY[0]).update(email="anna@café.example")
    Message.objects.filter(email=MANY[1]).update(email="añña@example.org")
    sending.send_messages()
    assert states() == [("sent", ""), ("failed", "needs-smtputf8")]
    assert server.recipients == {"anna@xn--caf-dma.example": 1}


def test_a_mail_above_the_size_a_relay_takes_never_leaves(start: Start) -> None:
    server = start(features=["PIPELINING", "SIZE 100"])
    write()
    sending.send_messages()
    assert states() == [("failed", "too-large")] and not any(line.startswith(b"MAIL") for line in server.commands)


def test_dots_that_some_servers_take_for_the_end_are_doubled(start: Start) -> None:
    server = start()
    write()
    Message.objects.update(content=b"Subject: x\r\n\r\nbegin\n.\nMAIL FROM:<evil@example.org>\r.\r\n.\r\nend\r\n")
    sending.send_messages()
    ((_, _, content),) = server.received
    assert content == b"Subject: x\r\n\r\nbegin\n..\nMAIL FROM:<evil@example.org>\r..\r\n.\r\nend\r\n"


# --- more than one relay --------------------------------------------------------------------------


def test_two_relays_share_by_weight(start: Start, settings: Any) -> None:
    one, two = start(), start()
    settings.RELAYS = [f"{one.url}?weight=3", two.url]
    addresses = [f"a{number}@example.org" for number in range(200)]
    write(*addresses)
    sending.send_messages()
    assert one.recipients + two.recipients == dict.fromkeys(addresses, 1)
    assert (one.sessions, two.sessions) == (3, 1)


def test_when_one_relay_is_down_the_other_takes_all(start: Start, settings: Any) -> None:
    down, up = start(greeting=b"554 closed"), start()
    settings.RELAYS = [f"{down.url}?weight=9", up.url]
    write(*MANY)
    sending.send_messages()
    assert up.recipients == dict.fromkeys(MANY, 1)
    assert RelayState.objects.get(name=f"127.0.0.1:{down.port}").failures == 3


def test_a_relay_that_rests_is_not_asked_by_the_next_worker_and_comes_back(
    start: Start, settings: Any, clock: Any
) -> None:
    server = start(greeting=b"421 too busy")
    write()
    sending.send_messages()
    asked = server.sessions
    sending.send_messages()
    assert (asked, server.sessions) == (3, 3)
    server.behaviour.greeting = b"220 back"
    clock.shift(dt.timedelta(seconds=6))
    sending.send_messages()
    assert states() == [("sent", "")]
    assert list(RelayState.objects.values_list("failures", "error", "rests_until")) == [(0, "", None)]


# --- encryption and passwords ----------------------------------------------------------------------


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's certificate for 127.0.0.1 that this machine trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "relay")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = tmp_path / "relay.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


@pytest.mark.parametrize(("scheme", "implicit"), [("smtp+tls", False), ("smtps", True)])
def test_mail_and_password_go_encrypted(
    start: Start, settings: Any, certificate: ssl.SSLContext, scheme: str, implicit: bool
) -> None:
    server = start(certificate=certificate, implicit_tls=implicit, credentials=("stad", "ge:heim"))
    settings.RELAYS = [f"{scheme}://stad:ge%3Aheim@127.0.0.1:{server.port}"]
    write(*MANY, text=("y" * 70 + "\n") * 2000)
    sending.send_messages()
    assert {state for state, _ in states()} == {"sent"} and server.recipients == dict.fromkeys(MANY, 1)
    assert server.logins[0] == b"AUTH PLAIN " + base64.b64encode(b"\0stad\0ge:heim")


def test_a_server_that_only_knows_login_gets_login(start: Start, settings: Any) -> None:
    server = start(credentials=("stad", "geheim"), auth_ways="LOGIN")
    settings.RELAYS = [f"smtp://stad:geheim@127.0.0.1:{server.port}"]
    write()
    sending.send_messages()
    assert states() == [("sent", "")]
    assert server.logins == [b"AUTH LOGIN", base64.b64encode(b"stad"), base64.b64encode(b"geheim")]


def refused_for(settings: Any, url: str) -> str:
    settings.RELAYS = [url]
    write()
    sending.send_messages()
    assert states() == [("pending", "")]
    return RelayState.objects.get().error


def test_a_certificate_that_nobody_vouches_for_is_refused(
    start: Start, settings: Any, certificate: ssl.SSLContext, monkeypatch: Any
) -> None:
    server = start(certificate=certificate)
    monkeypatch.delenv("SSL_CERT_FILE")
    assert "certificate verify failed" in refused_for(settings, f"smtp+tls://127.0.0.1:{server.port}")
    assert not any(line.startswith(b"MAIL") for line in server.commands)


def test_a_certificate_for_another_name_is_refused(start: Start, settings: Any, certificate: ssl.SSLContext) -> None:
    server = start(certificate=certificate)
    assert "certificate verify failed" in refused_for(settings, f"smtp+tls://localhost:{server.port}")


def test_a_relay_that_offers_no_encryption_gets_nothing(start: Start, settings: Any) -> None:
    server = start()
    assert refused_for(settings, f"smtp+tls://127.0.0.1:{server.port}") == "the mail server offers no STARTTLS"


def test_what_was_slipped_in_before_the_encryption_is_not_believed(
    start: Start, settings: Any, certificate: ssl.SSLContext
) -> None:
    server = start(certificate=certificate, injected=b"250-raw\r\n250 PIPELINING")
    assert (
        refused_for(settings, f"smtp+tls://127.0.0.1:{server.port}")
        == "the mail server talked before the connection was safe"
    )


def test_a_wrong_password_is_told(start: Start, settings: Any) -> None:
    server = start(features=["AUTH PLAIN"])
    assert refused_for(settings, f"smtp://stad:fout@127.0.0.1:{server.port}") == "AUTH: 535 5.7.8 wrong"


def test_a_password_never_goes_over_a_network_in_the_clear(
    start: Start, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start(credentials=("stad", "geheim"))
    monkeypatch.setattr("subscribers.wire.relay.LOCAL", ())
    assert "not encrypted" in refused_for(settings, f"smtp://stad:geheim@127.0.0.1:{server.port}")
    assert server.logins == []
