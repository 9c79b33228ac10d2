"""What a report says, before anybody decides whether it is to be believed."""

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """What kind of mail came in. ``UNKNOWN`` is none that we read; ``Report.problem`` says why."""

    DELIVERY = "delivery"  # RFC 3464
    FEEDBACK = "feedback"  # RFC 5965
    AUTOMATIC = "automatic"  # an out-of-office reply, a receipt: no news of the mailbox
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One recipient of a delivery report. ``recipients``: the final and the original address, as far as named."""

    recipients: tuple[str, ...] = ()
    action: str = ""  # failed, delayed, delivered, relayed, expanded
    status: str = ""  # RFC 3463, e.g. 5.1.1; of the server that reports
    diagnostic: str = ""  # the words of the server that refused


@dataclass(frozen=True, slots=True)
class Report:
    """``hints``: header values in which a signed mark of ours may stand, best first. None of it is proof by itself.

    ``own_id`` is the Message-ID of the report, ``reporter`` the server or program that made it, ``feedback`` the type
    of a complaint (``abuse``), ``problem`` why nothing could be read: not-a-report, broken.
    """

    form: Form
    own_id: str = ""
    hints: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    feedback: str = ""
    reporter: str = ""
    problem: str = ""
