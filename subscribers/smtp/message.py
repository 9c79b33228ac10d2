"""What goes over the wire, and what became of it.

What matters is the final dot (RFC 5321 §4.1.1.4). Before it, a lost connection means *not sent*; after it, nobody
knows, and the message is *uncertain*.
"""

import re
from dataclasses import dataclass
from typing import Any

from subscribers.models import State

from .reply import Reply

STATUS = re.compile(r"([245]\.\d{1,3}\.\d{1,3})\b")  # RFC 3463, at the start of a reply (RFC 2034)
ABOUT_THE_SENDER = ("5.1.7", "5.1.8")  # addresses too, but ours


@dataclass(frozen=True, slots=True)
class Letter:
    """Envelope and bytes of one message. ``is_tidy``: ASCII, ended by CRLF, no line begins with a dot."""

    sender: str
    recipient: str
    content: bytes
    is_tidy: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """State after an attempt: sent, deferred (4xx), failed (5xx), pending (never left) or uncertain."""

    state: State
    code: int | None = None
    text: str = ""
    reason: str = ""

    @property
    def status(self) -> str:
        """The enhanced status code (``5.1.1``), empty when the server gave none."""
        found = STATUS.match(self.text)
        return found[1] if found else ""

    @property
    def is_about_the_address(self) -> bool:
        """The mailbox cannot be: never write to it again (5.1.x, but not what is said of our own address)."""
        return self.state == State.FAILED and self.status.startswith("5.1.") and self.status not in ABOUT_THE_SENDER

    @property
    def is_about_the_mailbox(self) -> bool:
        """Says something of this one mailbox and nothing of its neighbours (x.1.x, x.2.x)."""
        return self.status[2:4] in ("1.", "2.")


@dataclass(slots=True, eq=False)
class Parcel:
    """A letter under way. ``dot_at``: how many bytes its connection has written once its final dot is out.

    ``row`` is the caller's; ``session`` the conversation it is in.
    """

    row: Any
    letter: Letter
    session: Any = None
    refusal: Outcome | None = None
    dot_at: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """The server waits for the content of ``parcel`` (no outcome), or ``outcome`` is what became of it."""

    parcel: Parcel
    outcome: Outcome | None = None


def judge(reply: Reply) -> Outcome:
    """2xx sent, 4xx deferred, 5xx failed (RFC 5321 §4.2.1)."""
    if 200 <= reply.code < 300:
        return Outcome(State.SENT, reply.code, reply.text)
    return refused(reply)


def refused(reply: Reply) -> Outcome:
    """4xx deferred, the rest failed."""
    if 400 <= reply.code < 500:
        return Outcome(State.DEFERRED, reply.code, reply.text, "refused-for-now")
    return Outcome(State.FAILED, reply.code, reply.text, "refused")


def never_left(reason: str, reply: Reply | None = None, text: str = "") -> Outcome:
    """It waits again: nothing of it was accepted by anybody."""
    return Outcome(State.PENDING, reply.code if reply else None, reply.text if reply else text[:300], reason)
