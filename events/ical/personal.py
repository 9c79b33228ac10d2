"""A rendered VEVENT as it stands in the calendar of one person: what time it takes there, and its alarm."""

from enum import StrEnum


class Busy(StrEnum):
    """Values of X-MICROSOFT-CDO-BUSYSTATUS ([MS-OXCICAL] 2.1.3.1.1.20.31)."""

    TENTATIVE = "TENTATIVE"
    BUSY = "BUSY"


def blocking(vevent: str, busy: Busy) -> str:
    """The same event, taking its time (E15). A cancelled one stays as it is."""
    if is_cancelled(vevent):
        return vevent
    if busy == Busy.TENTATIVE:
        vevent = vevent.replace("\r\nSTATUS:CONFIRMED\r\n", "\r\nSTATUS:TENTATIVE\r\n", 1)
    vevent = vevent.replace("\r\nTRANSP:TRANSPARENT\r\n", "\r\nTRANSP:OPAQUE\r\n", 1)
    return vevent.replace("\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n", f"\r\nX-MICROSOFT-CDO-BUSYSTATUS:{busy}\r\n", 1)


def with_alarm(vevent: str, words: str) -> str:
    """With an alarm half an hour before that shows ``words``, of plain letters only (E16, RFC 5545 §3.6.6).

    Not for what is off, and not for a whole day, which begins at midnight.
    """
    if is_cancelled(vevent) or "\r\nDTSTART;VALUE=DATE:" in vevent:
        return vevent
    lines = ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{words}", "TRIGGER:-PT30M", "END:VALARM")
    return vevent.replace("\r\nEND:VEVENT", "".join(f"\r\n{line}" for line in lines) + "\r\nEND:VEVENT", 1)


def is_cancelled(vevent: str) -> bool:
    return "\r\nSTATUS:CANCELLED\r\n" in vevent
