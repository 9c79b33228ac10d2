"""An iTIP message to one attendee: an invitation, its update, or its end (RFC 5546 §3.2.2 and §3.2.5)."""

from dataclasses import dataclass
from enum import StrEnum

from icalendar import vCalAddress, vText

from .event import Event, add_conference, add_transparency, begin, text_of
from .properties import line, parameter
from .zone import vtimezone


class Method(StrEnum):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who has said that they come; ``name`` may be ""."""

    name: str
    email: str


def render_itip(
    method: Method, event: Event, attendee: Attendee, *, product: str, asks: bool = False, comment: str = ""
) -> bytes:
    """A calendar of one event and one attendee, the recipient and nobody else (F1).

    A cancellation needs the organizer and attendee of its request to the letter, and a higher SEQUENCE (F4); its
    ``asks``: for an answer, without which Outlook sends none ([MS-OXOCAL] 3.1.4.8.4);
    ``comment`` says why, where a program shows the calendar part and folds the mail's text away.
    """
    vevent = begin(event)
    guest = vCalAddress(f"mailto:{attendee.email}")
    guest.params.update(
        {
            "CN": parameter(attendee.name or attendee.email),
            "ROLE": "REQ-PARTICIPANT",
            "PARTSTAT": "ACCEPTED",
            "RSVP": "TRUE" if asks else "FALSE",
        }
    )
    vevent.add("attendee", guest)
    if comment:
        vevent.add("comment", comment)
    add_transparency(vevent, is_transparent=event.is_transparent)
    add_conference(vevent, event.conference)
    head = (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{line('PRODID', vText(product))}CALSCALE:GREGORIAN\r\nMETHOD:{method}\r\n"
    )
    return (head + vtimezone(event.zone) + text_of(vevent) + "END:VCALENDAR\r\n").encode()
