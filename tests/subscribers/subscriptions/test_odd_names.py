"""Names and subjects of any kind in a service mail, from the row to the bytes on the wire."""

import email
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest

from subscribers.outbox.queueing import queue_message
from subscribers.sending.rows import send_messages
from tests.sink import Sink
from tests.subscribers.wiring import Start

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DASHED = "Nacht – Zoë – café – één lange naam – met – streepjes"
ODD = "Één 🌷 “café”, .\u00a0\n.\nFrom x\n"


def send(to: str = "an@example.org", name: str = "", subject: str = "Onderwerp") -> None:
    queue_message("test", "x:1", to=to, to_name=name, language="nl", subject=subject, text=ODD, html=f"<p>{ODD}</p>")
    send_messages()


def read(words: str) -> str:
    """Encoded words as mail programs read them (Python's newer parser puts a space between those of a name)."""
    return str(make_header(decode_header(words)))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ('Anna "de Wit"', 'Anna "de Wit"'),
        ("O’Neil, Zoë; jr.", "O’Neil, Zoë; jr."),
        ("👩‍🚀 Ruimte 🌷", "👩‍🚀 Ruimte 🌷"),
        ("a\\b <x@evil.example>", "a\\b <x@evil.example>"),
        ("Anna\r\nBcc: x@evil.example", "Anna Bcc: x@evil.example"),
        ("Anna\x0b\x85\u2028\x00Bcc: x", "Anna Bcc: x"),
        (
            "Nacht – Zoë – café – één lange naam – met – streepjes",
            "Nacht – Zoë – café – één lange naam – met – streepjes",
        ),
        ("=?utf-8?q?Bcc?= x", "=?utf-8?q?Bcc?= x"),
        # Folding a name of 10,000 characters once took ten seconds, and ten times as many a hundred times as long.
        ("x" * 100_000, "x" * 119 + "…"),
        ("é" * 100_000, "é" * 119 + "…"),
        ("🌷 " * 50_000, ("🌷 " * 60)[:119] + "…"),
    ],
    ids=range(11),
)
def test_a_name_arrives_as_one_name(sink: Sink, name: str, shown: str, hang_ends: None) -> None:
    send(name=name, subject=name)
    ((_, recipient, content),) = sink.received
    mail = email.message_from_bytes(content)
    encoded, address = parseaddr(mail["To"])
    assert (read(encoded), address, recipient) == (shown, "an@example.org", "an@example.org")
    assert mail["Bcc"] is None and read(mail["Subject"]).startswith(shown[:119])
    assert max(map(len, content.split(b"\r\n"))) <= 998


def test_an_address_in_another_script_stands_in_ascii_in_the_header_as_well(sink: Sink) -> None:
    send(to="an@münchen.example")
    assert sink.recipients == {"an@xn--mnchen-3ya.example": 1}
    assert [mail["To"] for mail in sink.mails()] == ["an@xn--mnchen-3ya.example"]


@pytest.mark.parametrize("features", [["PIPELINING", "8BITMIME", "SMTPUTF8"], []])
def test_no_byte_needs_eight_bits_so_a_lie_about_them_costs_nothing(start: Start, features: list[str]) -> None:
    server = start(features=features)
    send(name=ODD, subject=ODD)
    ((_, _, content),) = server.received
    assert content.isascii()
    assert not [line for line in server.commands if b"8BITMIME" in line or b"SMTPUTF8" in line]
