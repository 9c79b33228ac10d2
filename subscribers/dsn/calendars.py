"""Calendars in a mail (RFC 6047), in every form that programs send them in."""

from collections.abc import Iterator

from .parts import Part, decoded, parts_of

CALENDAR_BYTES = 64 * 1024
CALENDAR_TYPES = ("text/calendar", "application/ics")
TNEF_TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")
TNEF_NAME = "winmail.dat"


def leaves_of(whole: Part, depth: int) -> Iterator[Part]:
    """Every part that is no multipart, ``depth`` of those deep; never what is in a mail that this one brings along."""
    if not whole.kind.startswith("multipart/"):
        yield whole
    elif depth:
        for part in parts_of(whole):
            yield from leaves_of(part, depth - 1)


def is_calendar(part: Part) -> bool:
    """By its type, or by its name: as an attachment it is called anything."""
    return part.kind in CALENDAR_TYPES or part.name.lower().endswith(".ics")


def calendar_of(part: Part) -> bytes:
    return decoded(part)[:CALENDAR_BYTES]


def is_tnef(part: Part) -> bool:
    """What Outlook wraps an answer in for who it takes for another Outlook ([MS-OXTNEF])."""
    return part.kind in TNEF_TYPES or part.name.lower() == TNEF_NAME
