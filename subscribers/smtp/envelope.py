"""The words of an envelope, and content made fit for the wire."""

import email
import re
from dataclasses import dataclass
from email.policy import SMTP

from subscribers.addresses import ascii_domain
from subscribers.models import State

from .handshake import Features
from .message import Letter, Outcome

DATA = b"DATA\r\n"
DOT = b".\r\n"
UNSAFE = re.compile(r"[\x00-\x20<>\x7f]")
LOOSE_DOTS = re.compile(rb"(?<=[\r\n])\.")


@dataclass(frozen=True, slots=True)
class Envelope:
    mail: bytes
    rcpt: bytes


def write_envelope(letter: Letter, features: Features) -> Envelope | Outcome:
    """The commands for ``letter``, or why it cannot go to a server with ``features``."""
    try:
        sender, recipient = on_the_wire(letter.sender), on_the_wire(letter.recipient)
    except ValueError:
        return Outcome(State.FAILED, reason="bad-address")
    needs_utf8 = not (sender.isascii() and recipient.isascii())
    if needs_utf8 and "SMTPUTF8" not in features:
        return Outcome(State.FAILED, reason="needs-smtputf8")
    limit = features.get("SIZE", "")
    if limit.isdigit() and 0 < int(limit) < len(letter.content):
        return Outcome(State.FAILED, reason="too-large")
    parameters = parameters_for(letter, features) + (" SMTPUTF8" if needs_utf8 else "")
    return Envelope(f"MAIL FROM:<{sender}>{parameters}\r\n".encode(), f"RCPT TO:<{recipient}>\r\n".encode())


def parameters_for(letter: Letter, features: Features) -> str:
    size = f" SIZE={len(letter.content)}" if "SIZE" in features else ""
    return size + (" BODY=8BITMIME" if "8BITMIME" in features and not letter.content.isascii() else "")


def on_the_wire(address: str) -> str:
    """Domain in IDNA; the local part as it is. Raises ValueError for what could break out of its brackets."""
    if UNSAFE.search(address):
        raise ValueError("not an address")
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{ascii_domain(domain)}"


def write_content(letter: Letter, features: Features) -> bytes:
    """``letter``'s content with dots doubled (RFC 5321 §4.5.2), in seven bits where the server takes no more.

    Dots after a bare CR or LF are doubled too: some servers take those for line ends, and must find no final dot there.
    """
    content = letter.content
    if letter.is_tidy:
        return content
    if "8BITMIME" not in features and not content.isascii():
        content = email.message_from_bytes(content, policy=SMTP.clone(cte_type="7bit")).as_bytes()
    if b"\n." in content or b"\r." in content:
        content = LOOSE_DOTS.sub(b"..", content)
    if content.startswith(b"."):
        content = b"." + content
    return content if content.endswith(b"\r\n") else content.rstrip(b"\r\n") + b"\r\n"
