"""The wire: one SMTP session, one message at a time, and what exactly became of it.

What matters is the final dot (RFC 5321 §4.1.1.4). Before it, a lost connection means *not sent*; after it, nobody
knows, and the message is *uncertain*.
"""

import smtplib
import ssl
from dataclasses import dataclass

from subscribers.models import State


@dataclass(frozen=True)
class Letter:
    """Envelope and bytes of one message."""

    sender: str
    recipient: str
    content: bytes


@dataclass(frozen=True)
class Outcome:
    """State after an attempt: sent, deferred (4xx), failed (5xx), pending (never left) or uncertain."""

    state: State
    code: int | None = None
    text: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Relay:
    """Where mail goes out. ``tls``: "" | "starttls" | "implicit"."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: str = ""
    timeout: int = 30


class Session:
    """A reused connection; opens itself, and opens again after it was lost."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        self.wire: smtplib.SMTP | None = None

    def deliver(self, letter: Letter) -> Outcome:
        """Send one message; never raises for what a server or a network can do."""
        try:
            wire = self.wire or self.open()
            refusal = envelope(wire, letter)
        except smtplib.SMTPResponseException as error:
            self.close()
            return by_code(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Outcome(State.PENDING, reason="no-connection", text=str(error)[:300])
        return refusal or self.content(wire, letter)

    def content(self, wire: smtplib.SMTP, letter: Letter) -> Outcome:
        """DATA was answered 354: from here on a silence is uncertain."""
        try:
            wire.send(smtplib._quote_periods(letter.content.rstrip(b"\r\n") + b"\r\n") + b".\r\n")  # type: ignore[attr-defined]
            code, text = wire.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Outcome(State.UNCERTAIN, reason="lost-after-content", text=str(error)[:300])
        if code == 421:
            self.close()
        return by_code(code, text)

    def open(self) -> smtplib.SMTP:
        """Connect, greet, secure and log in; certificates are checked."""
        relay, secure = self.relay, ssl.create_default_context()
        if relay.tls == "implicit":
            wire: smtplib.SMTP = smtplib.SMTP_SSL(relay.host, relay.port, timeout=relay.timeout, context=secure)
        else:
            wire = smtplib.SMTP(relay.host, relay.port, timeout=relay.timeout)
        wire.ehlo_or_helo_if_needed()
        if relay.tls == "starttls":
            wire.starttls(context=secure)
        if relay.user:
            wire.login(relay.user, relay.password)
        self.wire = wire
        return wire

    def close(self) -> None:
        """End the session politely if that is still possible."""
        wire, self.wire = self.wire, None
        if wire is None:
            return
        try:
            wire.quit()
        except (OSError, smtplib.SMTPException):
            wire.close()


def envelope(wire: smtplib.SMTP, letter: Letter) -> Outcome | None:
    """MAIL, RCPT and DATA; the refusal, or None when the server waits for the content."""
    options = ["BODY=8BITMIME"] if wire.has_extn("8bitmime") else []
    for answer in (lambda: wire.mail(letter.sender, options), lambda: wire.rcpt(letter.recipient)):
        code, text = answer()
        if code not in (250, 251):
            wire.rset()
            return by_code(code, text)
    code, text = wire.docmd("DATA")
    return None if code == 354 else by_code(code, text)


def by_code(code: int, text: bytes | str) -> Outcome:
    """2xx sent, 4xx deferred, the rest failed (RFC 5321 §4.2.1)."""
    words = (text.decode("utf-8", "replace") if isinstance(text, bytes) else text)[:300]
    if 200 <= code < 300:
        return Outcome(State.SENT, code, words)
    if 400 <= code < 500:
        return Outcome(State.DEFERRED, code, words, "refused-for-now")
    return Outcome(State.FAILED, code, words, "refused")
