"""message/delivery-status (RFC 3464 §2, RFC 6533 for addresses in UTF-8): fields of the report, then per recipient."""

import re

from .fields import Fields, first, read_fields
from .report import RecipientStatus

RECIPIENTS = 20  # of one report
STATUS = re.compile(r"([245]\.\d{1,3}\.\d{1,3})\b")
# The reply of a server, ``smtp; 550 5.1.1 …``: its type, its reply code, then its status (RFC 2034).
DIAGNOSTIC = re.compile(r"(?:[\w.+-]{1,40}\s*;\s*)?(?:[245]\d\d[ -]\s*)?#?([245]\.\d{1,3}\.\d{1,3})\b")


def read_delivery(content: bytes) -> tuple[Fields, tuple[RecipientStatus, ...]]:
    """(fields of the report as a whole, one status a recipient, none when it names no recipient)."""
    blocks = [read_fields(block) for block in re.split(rb"\n[ \t]*\n+", content.strip(b"\n"), maxsplit=RECIPIENTS + 1)]
    groups = [block for block in blocks if "final-recipient" in block or "original-recipient" in block]
    return blocks[0], tuple(recipient_status(group) for group in groups[:RECIPIENTS])


def recipient_status(group: Fields) -> RecipientStatus:
    names = (first(group, "final-recipient"), first(group, "original-recipient"))
    status = STATUS.match(first(group, "status"))
    return RecipientStatus(
        addresses=tuple(after_type(name) for name in names if name),
        action=re.split(r"[^a-z]", first(group, "action").lower(), maxsplit=1)[0],
        status=status[1] if status else "",
        diagnostic=first(group, "diagnostic-code"),
    )


def after_type(value: str) -> str:
    """``rfc822; anna@example.org`` without its type, comments and brackets."""
    return value.rpartition(";")[2].partition("(")[0].strip(" \t<>")


def status_in(diagnostic: str) -> str:
    """The status a server put at the start of its reply; empty when it put none there."""
    found = DIAGNOSTIC.match(diagnostic)
    return found[1] if found else ""
