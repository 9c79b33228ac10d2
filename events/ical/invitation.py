"""An invitation to one visitor, or its end."""

from datetime import datetime
from zoneinfo import ZoneInfo

from icalendar import Event as VEvent
from icalendar import vCalAddress, vText

from events.models.facts import Facts

from .entry import summary_of
from .properties import Sender, add_organiser, add_place, add_stamps, add_times, line, parameter
from .zone import vtimezone


def render_invitation(
    facts: Facts,
    *,
    method: str,
    uid: str,
    sequence: int,
    changed_at: datetime,
    language: str,
    sender: Sender,
    zone: ZoneInfo,
    attendee: tuple[str, str],
    product: str,
) -> bytes:
    """An iTIP message (RFC 5546 §3.2.2 REQUEST, §3.2.5 CANCEL) for one registration.

    ``attendee`` is (name, address), the recipient and nobody else (F1). No secret link is in it: calendars are
    shared (F7). A cancellation repeats the organiser and attendee of the request to the letter (F4).
    """
    texts = facts[language]
    event = VEvent()
    event.add("uid", uid)
    add_stamps(event, sequence, changed_at)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    add_times(event, facts, zone)
    event.add("summary", summary_of({**facts, "status": "scheduled"}, language))
    event.add("description", "\n\n".join(part for part in (texts["summary"], texts["url"]) if part))
    add_place(event, facts, texts)
    event.add("url", texts["url"])
    add_organiser(event, sender)
    guest = vCalAddress(f"mailto:{attendee[1]}")
    guest.params.update(
        {
            "CN": parameter(attendee[0] or attendee[1]),
            "ROLE": "REQ-PARTICIPANT",
            "PARTSTAT": "ACCEPTED",
            "RSVP": "FALSE",
        }
    )
    event.add("attendee", guest)
    event.add("transp", "OPAQUE")
    head = (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{line('PRODID', vText(product))}CALSCALE:GREGORIAN\r\nMETHOD:{method}\r\n"
    )
    return (head + vtimezone(zone) + event.to_ical(sorted=False).decode() + "END:VCALENDAR\r\n").encode()
