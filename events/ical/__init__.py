"""Writes iCalendar: events, feeds and iTIP messages, in the bytes that calendar programs read alike.

Stands alone: data classes in, text or bytes out; no clock, no database, no settings. The package ``icalendar`` folds
and escapes the lines. What it would write otherwise than programs read it is written here: no DTSTAMP or UID of its
own making, VALUE parameters where RFC 7986 asks for them, a VTIMEZONE of yearly rules instead of lists of RDATE.

Promises:

- Equal arguments give equal bytes, so an ETag of them is worth something.
- No text can break the file: every line ends in CR LF, has at most 75 octets, and reads back as one property.
- An event is rendered once; a calendar is its head, the events' text in order, and a last line.

Texts are written as they are given. Names in parameters (CN, X-TITLE) may have no control characters.

Sources: RFC 5545 (iCalendar; §3.1 lines, §3.2 parameters, §3.3.5 times, §3.6.1 VEVENT, §3.6.5 VTIMEZONE), RFC 5546
(iTIP; §3.2.2 REQUEST, §3.2.5 CANCEL), RFC 7986 (NAME, REFRESH-INTERVAL, SOURCE, COLOR, IMAGE, CONFERENCE), RFC 6868
(carets in parameters), and what Apple and Microsoft read in ``X-`` properties. Numbers such as D2 are those of
``docs/calendars.md``, which says what each program makes of it.
"""

from .calendar import CalendarHead, Zone, render_calendar
from .event import Event, render_event, render_notice
from .itip import Attendee, Method, render_itip
from .personal import Busy, blocking, with_alarm
from .properties import Conference, Organizer, Place, Status, Text
from .zone import vtimezone

__all__ = [
    "Attendee",
    "Busy",
    "CalendarHead",
    "Conference",
    "Event",
    "Method",
    "Organizer",
    "Place",
    "Status",
    "Text",
    "Zone",
    "blocking",
    "render_calendar",
    "render_event",
    "render_itip",
    "render_notice",
    "vtimezone",
    "with_alarm",
]
