"""A whole VCALENDAR from the text of its entries."""

from dataclasses import dataclass
from datetime import datetime

from icalendar import vText, vUri

from subscribers.plaintext import one_line

from .properties import line, stamp


@dataclass(frozen=True)
class Zone:
    """A zone as calendars are told of it: its name, and the VTIMEZONE with its rules."""

    name: str
    definition: str


@dataclass(frozen=True)
class FeedHead:
    """What stands above the entries of a feed; ``changed_at`` is the last semantic change in it."""

    key: str
    name: str
    description: str
    source: str
    url: str
    language: str
    changed_at: datetime
    zone: Zone
    refresh: str = "PT1H"
    colour: str = "teal"


def render_feed(head: FeedHead, vevents: list[str], *, product: str, uid_domain: str) -> bytes:
    """A whole VCALENDAR: head, zone (also when empty, B9), the entries' text in the order given."""
    lines = [
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
        line("PRODID", vText(product)),
        "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n",
        line("UID", vText(f"feed-{head.key}-{head.language}@{uid_domain}")),
        line("NAME", vText(one_line(head.name))),
        line("X-WR-CALNAME", vText(one_line(head.name))),
        line("DESCRIPTION", vText(one_line(head.description))),
        line("X-WR-CALDESC", vText(one_line(head.description))),
        f"X-WR-TIMEZONE:{head.zone.name}\r\n",
        f"LAST-MODIFIED:{stamp(head.changed_at)}\r\n",
        f"REFRESH-INTERVAL;VALUE=DURATION:{head.refresh}\r\nX-PUBLISHED-TTL:{head.refresh}\r\n",
        line("SOURCE;VALUE=URI", vUri(head.source)),
        line("URL;VALUE=URI", vUri(head.url)),
        f"COLOR:{head.colour}\r\n",
        head.zone.definition,
        *vevents,
        "END:VCALENDAR\r\n",
    ]
    return "".join(lines).encode()
