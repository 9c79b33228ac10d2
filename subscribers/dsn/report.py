"""What a report says, before anybody decides whether it is to be believed."""

from dataclasses import dataclass
from enum import StrEnum


class ReportType(StrEnum):
    """What kind of mail it is. ``UNKNOWN`` is none that is read here; ``Report.problem`` says why."""

    DELIVERY = "delivery"  # RFC 3464
    FEEDBACK = "feedback"  # RFC 5965
    AUTOMATIC = "automatic"  # an out-of-office reply, a receipt: no news of the mailbox
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RecipientStatus:
    """What a delivery report says of one recipient; ``addresses``: the final and the original one, as far as named."""

    addresses: tuple[str, ...] = ()
    action: str = ""  # failed, delayed, delivered, relayed, expanded
    status: str = ""  # RFC 3463, e.g. 5.1.1; of the server that reports
    diagnostic: str = ""  # the reply of the server that refused


@dataclass(frozen=True, slots=True)
class Report:
    """``hints``: header values that may name the mail it is about, best first. None of it is proof by itself.

    ``own_id`` is the Message-ID of the report, ``reporter`` the server or program that made it, ``feedback`` the type
    of a complaint (``abuse``), ``calendars`` what may be answers to invitations in what is no report, ``problem`` why
    nothing could be read: not-a-report, broken, in-words (a person wrote it).
    """

    type: ReportType
    own_id: str = ""
    hints: tuple[str, ...] = ()
    recipients: tuple[RecipientStatus, ...] = ()
    feedback: str = ""
    reporter: str = ""
    problem: str = ""
    calendars: tuple[bytes, ...] = ()
