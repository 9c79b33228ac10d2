"""The bytes of an issue in one language: built once, cut at what differs per recipient, joined per recipient.

Pure. The body is quoted-printable; every piece between two slots ends on a soft line break (RFC 2045 §6.7 rule 5),
so a token on a line of its own, again with a soft break, fits between them and the joined bytes are valid.
"""

import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import cached_property, lru_cache

from newsletter.rendering.slots import UNSUBSCRIBE, tidy_line
from subscribers.addresses import ascii_address
from subscribers.dkim import Seal, Signer
from subscribers.mime import encoded, header_lines, mailbox

SOFT_BREAK = b"=\r\n"
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,70}\Z")  # fits on one line of quoted-printable as it is


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What every message of the list says about itself. ``unsubscribe_url`` has the slot in it."""

    sender_name: str
    sender_address: str
    newsletter_name: str
    archive_url: str
    unsubscribe_url: str
    leave_address: str = ""  # for who leaves by mail; the sender where that is empty


@dataclass(frozen=True, slots=True)
class Recipient:
    """What differs: an address, a token for the way out (URL-safe ASCII, at most 70), an id, and when."""

    address: str
    token: str
    message_id: str
    at: datetime


@dataclass(frozen=True)
class CompiledMessage:
    """Ready bytes: fixed headers, the body between its slots, and the two halves of the unsubscribe address.

    With a ``signer`` every message is signed (DKIM) as it is joined.
    """

    head: bytes
    body: tuple[bytes, ...]
    way_out: tuple[str, str]
    mailto: str
    signer: Signer | None = None

    @cached_property
    def is_wire_ready(self) -> bool:
        """Nothing in what ``join`` gives needs care on the wire: ASCII, CRLF at its end, no line begins with a dot."""
        pieces = (self.head, *self.body)
        return self.body[-1].endswith(b"\r\n") and all(
            piece.isascii() and b"\n." not in piece and piece[:1] != b"." for piece in pieces
        )

    @cached_property
    def seal(self) -> Seal | None:
        """The part of the signature that is the same for everyone, worked out once."""
        return Seal(self.signer, self.head, self.body) if self.signer else None

    def join(self, recipient: Recipient) -> bytes:
        """The whole message for one recipient, CRLF, ASCII. Raises ValueError for what is no address or no token."""
        if not TOKEN.match(recipient.token):
            raise ValueError("the unsubscribe token is not plain ASCII")
        token = recipient.token.encode("ascii") + SOFT_BREAK
        personal = self.personal_head(recipient)
        signature = self.seal.field(personal, token) if self.seal else b""
        return b"".join((signature, personal, self.head, token.join(self.body)))

    def personal_head(self, recipient: Recipient) -> bytes:
        before, after = self.way_out
        lines = (
            f"Date: {date_line(recipient.at.replace(microsecond=0))}",
            f"To: {ascii_address(recipient.address)}",
            f"Message-ID: {recipient.message_id}",
            f"List-Unsubscribe: <{before}{recipient.token}{after}>,",
            f" <mailto:{self.mailto}?subject=uitschrijven%20{recipient.token}>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "",
        )
        return "\r\n".join(lines).encode("ascii")


def compile_message(
    *,
    subject: str,
    html: str,
    text: str,
    language: str,
    letterhead: Letterhead,
    feedback_id: str,
    signer: Signer | None = None,
) -> CompiledMessage:
    """Build the message of one language once; ``html`` and ``text`` hold ``UNSUBSCRIBE`` where the token goes."""
    boundary = (
        f"=_{hashlib.sha256(html.encode() + text.encode()).hexdigest()[:40]}"  # "=_" cannot occur in quoted-printable
    )
    segments = text_part("plain", text, boundary)
    html_segments = text_part("html", html, boundary)
    closing = f"\r\n--{boundary}--\r\n".encode()
    body = (*segments[:-1], segments[-1] + html_segments[0], *html_segments[1:-1], html_segments[-1] + closing)
    before, after = letterhead.unsubscribe_url.split(UNSUBSCRIBE)
    head = fixed_head(subject, language, letterhead, feedback_id, boundary)
    return CompiledMessage(head, body, (before, after), letterhead.leave_address or letterhead.sender_address, signer)


def fixed_head(subject: str, language: str, letterhead: Letterhead, feedback_id: str, boundary: str) -> bytes:
    """Headers that are the same for everyone, with the empty line that ends them."""
    domain = letterhead.sender_address.rpartition("@")[2]
    fields = (
        ("From", mailbox(tidy_line(letterhead.sender_name), letterhead.sender_address, "From")),
        ("Subject", encoded(tidy_line(subject), "Subject")),
        ("List-Id", f"<nieuwsbrief.{domain}>"),
        ("List-Archive", f"<{letterhead.archive_url}>"),
        ("List-Help", f"<{letterhead.archive_url}>"),
        ("Feedback-ID", tidy_line(feedback_id)),
        ("Precedence", "bulk"),
        ("Content-Language", language),
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative; boundary="{boundary}"'),
    )
    return header_lines(*fields) + b"\r\n"


def text_part(subtype: str, content: str, boundary: str) -> tuple[bytes, ...]:
    """One part from its delimiter line to its last byte, cut at the slots; each cut ends on a soft break."""
    lines = (
        "",
        f"--{boundary}",
        f"Content-Type: text/{subtype}; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
        "",
        "",
    )
    head = "\r\n".join(lines).encode()
    pieces = content.split(UNSUBSCRIBE)
    encoded = [quoted_printable(piece) + SOFT_BREAK for piece in pieces[:-1]] + [quoted_printable(pieces[-1])]
    return (head + encoded[0], *encoded[1:])


def quoted_printable(text: str) -> bytes:
    """RFC 2045 §6.7, lines of at most 76 ending in CRLF, nothing but printable ASCII."""
    encoded = binascii.b2a_qp(text.replace("\r\n", "\n").encode("utf-8"), quotetabs=False, istext=True)
    return encoded.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


@lru_cache(maxsize=8)
def date_line(at: datetime) -> str:
    """RFC 5322 §3.3; the same for all mails of a second."""
    return format_datetime(at)
