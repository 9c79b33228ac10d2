"""A mail, and its way through a session."""

from dataclasses import dataclass
from typing import Any

from .outcome import Outcome


@dataclass(frozen=True, slots=True)
class MailObject:
    """Envelope and content of one mail to one recipient (RFC 5321 §2.3.1), addresses in the form they go on the wire.

    ``is_wire_ready``: the content is ASCII, ends with CRLF, and none of its lines begins with a dot.
    """

    sender: str
    recipient: str
    content: bytes
    is_wire_ready: bool = False


@dataclass(slots=True, eq=False)
class MailTransaction:
    """One mail on its way (RFC 5321 §3.3). ``tag`` is the caller's: whatever it knows the mail by.

    ``session``: the one it was begun on. ``refusal``: what was said of its envelope, until the server has answered all
    of it. ``dot_at``: how many bytes its connection has written once its final dot is out.
    """

    tag: Any
    mail: MailObject
    session: Any = None
    refusal: Outcome | None = None
    dot_at: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """The server waits for the content of ``transaction`` (no outcome), or ``outcome`` is what became of it."""

    transaction: MailTransaction
    outcome: Outcome | None = None
