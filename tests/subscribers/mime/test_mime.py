"""Mails as bytes: read back by the standard library, and safe from what is put in them."""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscribers.mime import Mail, build_mail, encoded, header_lines, mailbox
from tests.mailtree import tree

AT = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
BREAKS = ["\r\n", "\n", "\r", "\0", "\x0b", "\x85", "\u2028"]
ONE_LINE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=200)


def built(**values: Any) -> bytes:
    fields = {
        "to": "an@example.org",
        "subject": "Bevestiging",
        "text": "Tot dan.\n",
        "html": "<p>Tot dan.</p>\n",
        "message_id": "<1@stad.example>",
        "language": "nl",
    }
    return build_mail(
        Mail(**{**fields, **values}), sender_name="De Stad", sender_address="stad@stad.example", sent_at=AT
    )


def parsed(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=email.policy.default)  # type: ignore[return-value]


def test_a_mail_is_text_and_html_with_nothing_more_in_its_head_than_it_needs() -> None:
    message = parsed(built(to_name="An de Wit"))
    boundary = message.get_boundary()
    assert message.items() == [
        ("From", "De Stad <stad@stad.example>"),
        ("To", "An de Wit <an@example.org>"),
        ("Subject", "Bevestiging"),
        ("Date", "Tue, 01 Dec 2026 08:30:00 +0000"),
        ("Message-ID", "<1@stad.example>"),
        ("Auto-Submitted", "auto-generated"),
        ("Content-Language", "nl"),
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative; boundary="{boundary}"'),
    ]
    assert [(part.get_content_type(), part.get_content()) for part in message.iter_parts()] == [
        ("text/plain", "Tot dan.\r\n"),
        ("text/html", "<p>Tot dan.</p>\r\n"),
    ]


CALENDAR = {"calendar": ("REQUEST", b"BEGIN:VCALENDAR\r\n")}
QR = {"inline": (("qr", "qr.png", b"\x89PNG"),)}
TWO = {"inline": (("a", "a.png", b"\x89PNG"), ("b", "b.png", b"\x89PNG"))}
FILES = {"invitations": (("1.ics", b"BEGIN"), ("2.ics", b"BEGIN"))}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, "alternative(plain, html)"),
        (QR, "related(alternative(plain, html), png)"),
        (FILES, "mixed(alternative(plain, html), ics, ics)"),
        (CALENDAR, "mixed(alternative(plain, html, calendar), ics)"),
        (CALENDAR | QR, "mixed(related(alternative(plain, html, calendar), png), ics)"),
        (FILES | TWO, "mixed(related(alternative(plain, html), png, png), ics, ics)"),
    ],
)
def test_a_picture_belongs_to_the_alternatives_as_a_whole_and_a_file_stands_outside(
    values: dict[str, Any], expected: str
) -> None:
    message = parsed(built(**values))
    assert tree(message) == expected
    related = [part for part in message.walk() if part.get_content_type() == "multipart/related"]
    assert [part.get_param("type") for part in related] == ["multipart/alternative"] * ("inline" in values)
    assert sum(part["MIME-Version"] is not None for part in message.walk()) == 1


def test_every_part_says_what_it_is_and_holds_what_was_given() -> None:
    message = parsed(built(**CALENDAR, **QR))
    parts = [part for part in message.walk() if not part.is_multipart()]
    assert [(part.get_content_type(), part.get_filename(), part.get_content_disposition()) for part in parts] == [
        ("text/plain", None, None),
        ("text/html", None, None),
        ("text/calendar", None, None),
        ("image/png", "qr.png", "inline"),
        ("application/ics", "invite.ics", "attachment"),
    ]
    assert parts[2].get_param("method") == "REQUEST" and parts[3]["Content-ID"] == "<qr>"
    assert [part.get_payload(decode=True) for part in parts[2:]] == [
        b"BEGIN:VCALENDAR\r\n",
        b"\x89PNG",
        b"BEGIN:VCALENDAR\r\n",
    ]


@given(name=ONE_LINE, subject=ONE_LINE)
def test_any_line_stays_one_name_and_one_subject(name: str, subject: str) -> None:
    content = built(to_name=name, subject=subject)
    message = parsed(content)
    assert [address.addr_spec for address in message["To"].addresses] == ["an@example.org"]  # type: ignore[attr-defined]
    assert [key for key, _ in message.items()][:7] == [
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "Content-Language",
    ]
    assert max(map(len, content.split(b"\r\n"))) <= 998 and b"\n" not in content.replace(b"\r\n", b"")


@pytest.mark.parametrize("sign", BREAKS)
def test_no_name_subject_or_address_can_begin_another_field(sign: str) -> None:
    odd = f"a{sign}Bcc: b@example.org"
    for make in (
        lambda: encoded(odd, "Subject"),
        lambda: mailbox(odd, "an@example.org", "To"),
        lambda: mailbox("An", odd, "To"),
        lambda: header_lines(("X-Odd", odd)),
    ):
        with pytest.raises(ValueError):  # noqa: PT011  each in its own words
            make()


@pytest.mark.parametrize("address", ["a b@example.org", "a>@example.org", "a,b@example.org", "a@b<c"])
def test_an_address_that_could_end_its_brackets_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="not an address"):
        mailbox("An", address, "To")


def test_a_folded_value_is_one_field_and_what_is_not_ascii_is_none() -> None:
    assert header_lines(("Subject", "een\r\n twee"), ("X", "y")) == b"Subject: een\r\n twee\r\nX: y\r\n"
    with pytest.raises(ValueError, match="not the value of one header field"):
        header_lines(("Subject", "één"))
