"""The commands of an envelope, and content as it goes on the wire."""

import email
import re
from dataclasses import dataclass
from email.policy import SMTP

from .handshake import Extensions
from .outcome import Outcome, Result
from .transaction import MailObject

DATA = b"DATA\r\n"
DOT = b".\r\n"
UNSAFE = re.compile(r"[\x00-\x20<>\x7f]")  # could end the address and begin a command
BARE_DOTS = re.compile(rb"(?<=[\r\n])\.")


@dataclass(frozen=True, slots=True)
class Envelope:
    """Whole commands, CRLF included."""

    mail_from: bytes
    rcpt_to: bytes


def write_envelope(mail: MailObject, extensions: Extensions) -> Envelope | Outcome:
    """The commands for ``mail``, or why it cannot go to a server with ``extensions``."""
    sender, recipient = mail.sender, mail.recipient
    if UNSAFE.search(sender) or UNSAFE.search(recipient):
        return Outcome(Result.REFUSED, reason="bad-address")
    needs_utf8 = not (sender.isascii() and recipient.isascii())
    if needs_utf8 and "SMTPUTF8" not in extensions:
        return Outcome(Result.REFUSED, reason="needs-smtputf8")
    limit = extensions.get("SIZE", "")
    if limit.isdigit() and 0 < int(limit) < len(mail.content):
        return Outcome(Result.REFUSED, reason="too-large")
    parameters = parameters_for(mail, extensions) + (" SMTPUTF8" if needs_utf8 else "")
    return Envelope(f"MAIL FROM:<{sender}>{parameters}\r\n".encode(), f"RCPT TO:<{recipient}>\r\n".encode())


def parameters_for(mail: MailObject, extensions: Extensions) -> str:
    size = f" SIZE={len(mail.content)}" if "SIZE" in extensions else ""
    return size + (" BODY=8BITMIME" if "8BITMIME" in extensions and not mail.content.isascii() else "")


def write_content(mail: MailObject, extensions: Extensions) -> bytes:
    """The content with dots doubled (RFC 5321 §4.5.2), in seven bits where the server takes no more.

    Dots after a bare CR or LF are doubled too: some servers take those for line ends, and must find no final dot there.
    """
    content = mail.content
    if mail.is_wire_ready:
        return content
    if "8BITMIME" not in extensions and not content.isascii():
        content = email.message_from_bytes(content, policy=SMTP.clone(cte_type="7bit")).as_bytes()
    if b"\n." in content or b"\r." in content:
        content = BARE_DOTS.sub(b"..", content)
    if content.startswith(b"."):
        content = b"." + content
    return content if content.endswith(b"\r\n") else content.rstrip(b"\r\n") + b"\r\n"
