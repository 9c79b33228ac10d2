"""Mails as bytes: header fields (RFC 5322), and a whole mail with alternatives, an invitation and images.

It promises that no text, name or address can begin another header field: what is not one line is refused, cleaning it
is the work of the caller. Long or odd names and texts come out as encoded words (RFC 2047) on lines that servers take;
line ends are CRLF. Addresses are given as they go on the wire, their domain in ASCII. No clock.

Sources: RFC 5322 (format), 2045 and 2046 (MIME), 2047 (encoded words), 2183 (disposition), 2387 (related), 2392 (images
by content id), 3834 (Auto-Submitted), 6047 (invitations by mail).
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import MIMEPart
from email.policy import SMTP
from email.utils import format_datetime, quote
from typing import Any

CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # with whatever Python takes for an end of a line
LONGEST_NAME, LONGEST_LINE = 120, 300  # short enough for every server
ONE_FIELD = re.compile(r"(?:[\t\x20-\x7e]|\r\n[\t ])*")
UNSAFE_IN_ADDRESS = re.compile(r"[\x00-\x20<>,\x7f]")
PLAIN_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")  # RFC 5322 §3.2.3: needs no quotes


@dataclass(frozen=True)
class Mail:
    """What goes in; ``calendar`` is (method, ics), ``inline`` is (content id, file name, PNG bytes),
    ``invitations`` are (file name, ics), for a mail about more than one thing: iTIP takes one (RFC 5546 §3.2.2).

    ``message_id`` has its angle brackets.
    """

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    language: str
    to_name: str = ""
    calendar: tuple[str, bytes] | None = None
    inline: tuple[tuple[str, str, bytes], ...] = ()
    invitations: tuple[tuple[str, bytes], ...] = ()


def build_mail(mail: Mail, *, sender_name: str, sender_address: str, sent_at: datetime) -> bytes:
    """The bytes of ``mail``: ``mixed(related(alternative(plain, html[, calendar]), images), files)``.

    A multipart that would hold one part is left out. The images belong to the alternatives as a whole: beside them in
    ``mixed`` Thunderbird shows an empty square and warns of remote content, within ``alternative`` it drops the HTML.
    """
    head = header_lines(
        ("From", mailbox(sender_name, sender_address, "From")),
        ("To", mailbox(mail.to_name, mail.to, "To")),
        ("Subject", encoded(mail.subject, "Subject")),
        ("Date", format_datetime(sent_at)),
        ("Message-ID", mail.message_id),
        ("Auto-Submitted", "auto-generated"),
        ("Content-Language", mail.language),
        ("MIME-Version", "1.0"),
    )
    body = multipart("multipart/alternative", alternatives(mail))
    related = [body, *(image_part(*image) for image in mail.inline)]
    body = multipart('multipart/related; type="multipart/alternative"', related)
    return head + multipart("multipart/mixed", [body, *file_parts(mail)]).as_bytes()


def alternatives(mail: Mail) -> list[MIMEPart]:
    """The same told in plain text, HTML and perhaps a calendar, the richest last (RFC 2046 §5.1.4)."""
    parts = [
        part(mail.text, "plain", cte="quoted-printable"),
        part(mail.html, "html", cte="quoted-printable"),
    ]
    if mail.calendar:
        method, ics = mail.calendar
        parts.append(part(ics.decode(), "calendar", cte="base64", params={"method": method}))
    return parts


def image_part(cid: str, name: str, png: bytes) -> MIMEPart:
    return part(png, "image", "png", filename=name, disposition="inline", cid=f"<{cid}>")


def file_parts(mail: Mail) -> list[MIMEPart]:
    files = [*([("invite.ics", mail.calendar[1])] if mail.calendar else []), *mail.invitations]
    return [part(ics, "application", "ics", filename=name, disposition="attachment") for name, ics in files]


def part(content: str | bytes, *kind: str, **fields: Any) -> MIMEPart:
    made = MIMEPart(policy=SMTP)
    made.set_content(content, *kind, **fields)
    return made


def multipart(content_type: str, parts: list[MIMEPart]) -> MIMEPart:
    """The parts in one, or the only one as it is."""
    if len(parts) == 1:
        return parts[0]
    made = MIMEPart(policy=SMTP)
    made["Content-Type"] = content_type
    for each in parts:
        made.attach(each)
    return made


def header_lines(*fields: tuple[str, str]) -> bytes:
    """Header fields as they stand in a message; values are ASCII, folded already where they are long.

    Raises ValueError for a value that is not, or that would end its field.
    """
    if not all(ONE_FIELD.fullmatch(value) for _, value in fields):
        raise ValueError("not the value of one header field")
    return "".join(f"{name}: {value}\r\n" for name, value in fields).encode("ascii")


def mailbox(name: str, address: str, field: str) -> str:
    """A name and an address for header ``field``; whatever signs the name holds, it stays one name.

    Raises ValueError for an address with anything in it that could end it.
    """
    if UNSAFE_IN_ADDRESS.search(address):
        raise ValueError("not an address")
    name = header_text(name, field, LONGEST_NAME)
    if not name:
        return address
    if not is_plain(name):
        return f"{encoded(name, field)} <{address}>"
    return f"{name} <{address}>" if PLAIN_PHRASE.fullmatch(name) else f'"{quote(name)}" <{address}>'


def encoded(text: str, field: str) -> str:
    """Text for header ``field``: as it is, or as encoded words (RFC 2047), folded.

    Not left to ``EmailMessage``: Python before 3.13 loses the spaces between words that it encodes apart.
    """
    line = header_text(text, field, LONGEST_LINE)
    if is_plain(line):
        return Header(line, "us-ascii", header_name=field).encode(linesep="\r\n")
    return Header(line, "utf-8", header_name=field).encode(linesep="\r\n")


def is_plain(line: str) -> bool:
    """Can be read as it is: ASCII, and nothing in it looks encoded."""
    return line.isascii() and "=?" not in line


def header_text(text: str, field: str, most: int) -> str:
    """``text`` of at most ``most`` characters. Raises ValueError for what is not one line: it could add a field."""
    if CONTROLS.search(text):
        raise ValueError(f"header field {field} must be one line")
    return shortened(text, most)


def shortened(line: str, most: int) -> str:
    """At most ``most`` characters, the last of which says that there were more."""
    return line if len(line) <= most else f"{line[: most - 1]}…"
