"""What a report means for the mailbox, by the status of RFC 3463 or the type of RFC 5965 and nothing else."""

from subscribers.dsn import RecipientStatus, status_in
from subscribers.models import Bounce
from subscribers.suppression.statuses import ABOUT_THE_SENDER, is_dead_address

TOO_LARGE = ("2.3", "3.4")
ABOUT_THE_MESSAGE = ("5", "6", "7")  # protocol, content, policy: the sender's problem, never the subscriber's
BY_CLASS = {"5": "failed", "4": "delayed"}
COMPLAINTS = ("abuse", "fraud", "opt-out")


def judge(recipient: RecipientStatus) -> Bounce.Kind:
    """hard: the mailbox cannot be (5.1.x). soft: it did not take this mail. policy: our sending was refused.

    Where the reporter's status and that of the refusing server differ, the milder one counts: a word of policy clears
    the mailbox, and 5.1.x is hard when both agree. The server's own status stands in for one that says nothing (x.0.0).
    """
    server = status_in(recipient.diagnostic)
    status = server if server and recipient.status[2:] in ("", "0.0") else recipient.status
    action = recipient.action or BY_CLASS.get(status[:1], "")
    if action == "delayed":
        return Bounce.Kind.DELAYED
    if action != "failed" or status.startswith("2"):
        return Bounce.Kind.OTHER
    if is_about_the_sending(status) or is_about_the_sending(server):
        return Bounce.Kind.POLICY
    return Bounce.Kind.HARD if is_dead_address(status) and is_dead_address(server or status) else Bounce.Kind.SOFT


def is_about_the_sending(status: str) -> bool:
    """Says something of our address, our message or our reputation."""
    _, _, detail = status.partition(".")
    return status in ABOUT_THE_SENDER or detail in TOO_LARGE or detail.partition(".")[0] in ABOUT_THE_MESSAGE


def judge_feedback(kind: str) -> Bounce.Kind:
    """By the registered types of RFC 5965 §7.3; ``not-spam`` and ``auth-failure`` are no complaints."""
    return Bounce.Kind.COMPLAINT if kind in COMPLAINTS else Bounce.Kind.OTHER
