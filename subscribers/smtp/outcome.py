"""What became of a mail after one attempt.

The final dot decides (RFC 5321 §4.1.1.4). When a connection is lost before it, the mail was not sent; after it, nobody
knows, and the outcome is *uncertain*.

421 to a recipient, DATA or the final dot is deferred as any 4xx. Before that (greeting, MAIL FROM) or unasked it is no
word about the mail, which was not sent. It ends the session besides (``reply.Reply.ends_session``).
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from .reply import Reply

STATUS = re.compile(r"([245]\.\d{1,3}\.\d{1,3})\b")  # RFC 3463, at the start of a reply (RFC 2034)


class Result(StrEnum):
    """``UNCERTAIN`` may have been accepted: sending it again may double it."""

    ACCEPTED = "accepted"  # 2xx after the final dot: the server is responsible now
    DEFERRED = "deferred"  # 4xx: the same mail may be accepted later
    REFUSED = "refused"  # 5xx, or it cannot be sent by this server at all
    NOT_SENT = "not-sent"  # no server was asked, or none said anything about this mail
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``code`` and ``text``: the server's reply, if there was one. ``reason`` is empty when accepted, otherwise one of:

    refused, refused-for-now            the reply to RCPT, DATA or the content says so
    bad-address, needs-smtputf8         the envelope cannot be written, or not for this server
    too-large                           above the SIZE of this server (RFC 1870)
    relay-refused                       MAIL FROM was refused: no recipient is to blame
    no-connection                       lost, or never there, before the final dot
    lost-after-content, answered-out-of-turn    uncertain
    """

    result: Result
    code: int | None = None
    text: str = ""
    reason: str = ""

    @property
    def status(self) -> str:
        """The enhanced status code (``5.1.1``), empty when the server gave none."""
        found = STATUS.match(self.text)
        return found[1] if found else ""

    @property
    def is_about_the_mailbox(self) -> bool:
        """Says something of this one mailbox and nothing of others at the same provider (x.1.x, x.2.x)."""
        return self.status[2:4] in ("1.", "2.")


def outcome_of(reply: Reply) -> Outcome:
    """2xx accepted, 4xx deferred, 5xx refused (RFC 5321 §4.2.1)."""
    if 200 <= reply.code < 300:
        return Outcome(Result.ACCEPTED, reply.code, reply.text)
    return refused(reply)


def refused(reply: Reply) -> Outcome:
    """4xx deferred, everything else refused."""
    if 400 <= reply.code < 500:
        return Outcome(Result.DEFERRED, reply.code, reply.text, "refused-for-now")
    return Outcome(Result.REFUSED, reply.code, reply.text, "refused")


def not_sent(reason: str, reply: Reply | None = None, text: str = "") -> Outcome:
    return Outcome(Result.NOT_SENT, reply.code if reply else None, reply.text if reply else text[:300], reason)
