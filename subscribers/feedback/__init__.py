"""What comes back: bounces, complaints and provider events, each recorded once and acted upon only when it is ours."""

from .imap import poll_bounces, poll_mailbox
from .receiving import receive_mail
from .retention import forget_feedback
from .tracking import record_tracking_event
from .trust import Trust, how_far_trusted

__all__ = [
    "Trust",
    "forget_feedback",
    "how_far_trusted",
    "poll_bounces",
    "poll_mailbox",
    "receive_mail",
    "record_tracking_event",
]
