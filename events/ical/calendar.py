"""A whole VCALENDAR (RFC 5545 §3.4) from the text of its events."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from icalendar import vText, vUri

from .properties import line, stamp


@dataclass(frozen=True)
class Zone:
    """A zone as calendars are told of it: its TZID, and the VTIMEZONE with its rules."""

    name: str
    definition: str


@dataclass(frozen=True, kw_only=True)
class CalendarHead:
    """What stands above the events of a calendar that one subscribes to; ``name`` and ``description`` on one line.

    ``product`` is PRODID, ``source`` the URL of the file itself, ``url`` that of its page, ``last_modified`` the last
    change in it, ``refresh`` how often to come back (RFC 5545 §3.3.6), ``color`` a name of CSS (RFC 7986 §5.9).
    No UID (RFC 7986 §5.3 allows one): vdirsyncer takes the first of the file for that of each event, and keeps one.
    """

    product: str
    name: str
    description: str
    source: str
    url: str
    last_modified: datetime
    zone: Zone
    refresh: str = "PT1H"
    color: str = "teal"


def render_calendar(head: CalendarHead, vevents: Iterable[str]) -> bytes:
    """Head, zone (also when empty, B9), and the events' text in the order given."""
    return "".join([opening(head), *vevents, "END:VCALENDAR\r\n"]).encode()


@lru_cache(maxsize=256)  # the same until something in the calendar changes, and as dear as an event
def opening(head: CalendarHead) -> str:
    lines = [
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
        line("PRODID", vText(head.product)),
        "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n",
        line("NAME", vText(head.name)),
        line("X-WR-CALNAME", vText(head.name)),
        line("DESCRIPTION", vText(head.description)),
        line("X-WR-CALDESC", vText(head.description)),
        f"X-WR-TIMEZONE:{head.zone.name}\r\n",
        f"LAST-MODIFIED:{stamp(head.last_modified)}\r\n",
        f"REFRESH-INTERVAL;VALUE=DURATION:{head.refresh}\r\nX-PUBLISHED-TTL:{head.refresh}\r\n",
        line("SOURCE;VALUE=URI", vUri(head.source)),
        line("URL;VALUE=URI", vUri(head.url)),
        f"COLOR:{head.color}\r\n",
        head.zone.definition,
    ]
    return "".join(lines)
