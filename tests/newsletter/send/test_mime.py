"""The bytes that go out: valid for every recipient, read back by the standard library's parser."""

import email
import email.policy
import re
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.rendering import render_issue
from newsletter.rendering.slots import UNSUBSCRIBE
from newsletter.send.mime import CompiledMessage, Letterhead, Recipient, compile_message, quoted_printable
from subscribers.addresses import ascii_address
from tests.newsletter.rendering.pieces import make_content, make_intro

WAY_OUT = f"https://stad.example/nieuwsbrief/uitschrijven/{UNSUBSCRIBE}/"
MAILTO = "mailto:nieuws@stad.example?subject=uitschrijven%20"
TOKEN = "AbC_-9" * 7
AT = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
LETTERHEAD = Letterhead(
    "De Stad", "nieuws@stad.example", "Nieuwsbrief Stad", "https://stad.example/nieuwsbrief/", WAY_OUT
)


def compiled(
    html: str = f"<p>{UNSUBSCRIBE}</p>", text: str = f"Weg: {UNSUBSCRIBE}\n", subject: str = "Nieuws", **values: Any
) -> CompiledMessage:
    row = {
        "subject": subject,
        "html": html,
        "text": text,
        "language": "nl",
        "letterhead": LETTERHEAD,
        "feedback_id": "7:nl:nieuwsbrief:stad.example",
    }
    return compile_message(**{**row, **values})


def recipient(address: str = "an@example.org", token: str = TOKEN) -> Recipient:
    return Recipient(address, token, "<abc@stad.example>", AT)


def parsed(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=email.policy.default)  # type: ignore[return-value]


def bodies(content: bytes) -> list[str]:
    """Text and HTML as a mail program gets them, line ends as LF."""
    return [part.get_content().replace("\r\n", "\n") for part in parsed(content).iter_parts()]  # type: ignore[union-attr]


def test_all_headers_of_a_message() -> None:
    message = parsed(compiled().join(recipient()))
    boundary = message.get_boundary()
    assert message.items() == [
        ("Date", "Tue, 01 Dec 2026 08:30:00 +0000"),
        ("To", "an@example.org"),
        ("Message-ID", "<abc@stad.example>"),
        ("List-Unsubscribe", f"<{WAY_OUT.replace(UNSUBSCRIBE, TOKEN)}>, <{MAILTO}{TOKEN}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("From", "De Stad <nieuws@stad.example>"),
        ("Subject", "Nieuws"),
        ("List-Id", "<nieuwsbrief.stad.example>"),
        ("List-Archive", "<https://stad.example/nieuwsbrief/>"),
        ("List-Help", "<https://stad.example/nieuwsbrief/>"),
        ("Feedback-ID", "7:nl:nieuwsbrief:stad.example"),
        ("Precedence", "bulk"),
        ("Content-Language", "nl"),
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative; boundary="{boundary}"'),
    ]
    assert message.defects == []
    kinds = [(part.get_content_type(), part.get_content_charset()) for part in message.iter_parts()]
    assert kinds == [("text/plain", "utf-8"), ("text/html", "utf-8")]


@given(html=st.text(), text=st.text(), subject=st.text(max_size=150))
def test_any_content_comes_back_as_it_was(html: str, text: str, subject: str) -> None:
    html, text = (re.sub("[\ud800-\udfff\r\x00\ue000\ue001]", "", one) for one in (html, text))
    subject = re.sub("[\ud800-\udfff]", "", subject)
    content = compiled(f"{html}{UNSUBSCRIBE}{html}", f"{text}{UNSUBSCRIBE}{text}", subject).join(recipient())
    assert bodies(content) == [f"{text}{TOKEN}{text}", f"{html}{TOKEN}{html}"]


@pytest.mark.parametrize(
    ("text", "ready"),
    [(f"Weg: {UNSUBSCRIBE} nu\n", True), (f"Weg: {UNSUBSCRIBE}.nu\n", False), (f"{UNSUBSCRIBE}\n.nu\n", False)],
)
def test_a_line_that_begins_with_a_dot_needs_care_on_the_wire_also_behind_the_token(text: str, ready: bool) -> None:
    assert compiled(text=text).is_wire_ready is ready


def test_a_whole_issue_comes_back_for_every_recipient_with_their_own_token() -> None:
    rendered = render_issue(make_content(make_intro("<p>Dag 👋, één ‘avond’ voor €&nbsp;5.</p>")))
    message = compiled(rendered.mail_html, rendered.mail_text, rendered.subject)
    for number in range(200):
        token = f"token-{number}"
        content = message.join(recipient(f"lezer{number}@example.org", token))
        assert bodies(content) == [
            rendered.mail_text.replace(UNSUBSCRIBE, token),
            rendered.mail_html.replace(UNSUBSCRIBE, token),
        ]


def test_the_bytes_are_ascii_with_crlf_and_lines_that_every_server_takes() -> None:
    rendered = render_issue(make_content(make_intro(f"<p>{'é' * 5000} . \n.\nFrom x</p>")))
    content = compiled(rendered.mail_html, rendered.mail_text, "Één").join(recipient())
    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    head, body = content.split(b"\r\n\r\n", 1)
    assert max(len(line) for line in head.split(b"\r\n")) <= 998
    assert max(len(line) for line in body.split(b"\r\n")) <= 76


@given(st.text())
def test_quoted_printable_holds_nothing_that_a_boundary_could_be(text: str) -> None:
    text = re.sub("[\ud800-\udfff]", "", text)
    assert b"=_" not in quoted_printable(text)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Gemeente ’s-Hertogenbosch", "Gemeente ’s-Hertogenbosch"),
        ('De "Stad", Cultuur', 'De "Stad", Cultuur'),
        ("Stad 🌷", "Stad 🌷"),
        ("Stad\r\nBcc: x@evil.example", "Stad Bcc: x@evil.example"),
    ],
)
def test_a_sender_name_of_any_kind_is_one_name(name: str, shown: str) -> None:
    letterhead = Letterhead(name, "nieuws@stad.example", "Nieuwsbrief", "https://stad.example/nieuwsbrief/", WAY_OUT)
    message = parsed(compiled(letterhead=letterhead).join(recipient()))
    assert [(one.display_name, one.addr_spec) for one in message["From"].addresses] == [(shown, "nieuws@stad.example")]
    assert message["Bcc"] is None


@pytest.mark.parametrize(
    "subject", ["Nieuws\r\nBcc: x@evil.example", "Nieuws\nBcc: x@evil.example", "Nieuws\x00\rBcc: x@evil.example"]
)
def test_a_line_break_in_the_subject_is_a_space(subject: str) -> None:
    message = parsed(compiled(subject=subject).join(recipient()))
    assert message["Subject"] == "Nieuws Bcc: x@evil.example"
    assert message["Bcc"] is None


@pytest.mark.parametrize(
    "address",
    [
        "an@example.org\r\nBcc: x@evil.example",
        "an@example.org>",
        "a b@example.org",
        "an",
        "",
        "@example.org",
        "an@",
        "án@example.org",
        "an@a..b",
        "an,b@c.nl",
    ],
)
def test_what_is_no_address_makes_no_message(address: str) -> None:
    with pytest.raises(ValueError, match=r"address|label"):
        compiled().join(recipient(address))


def test_an_address_in_another_script_goes_out_in_ascii() -> None:
    assert ascii_address("info@münchen.example") == "info@xn--mnchen-3ya.example"


@pytest.mark.parametrize("token", ["", "a b", "a\r\nb", "x" * 71, "é", "a/b", "a=b"])
def test_a_token_that_would_break_the_lines_makes_no_message(token: str) -> None:
    with pytest.raises(ValueError, match="token"):
        compiled().join(recipient(token=token))
