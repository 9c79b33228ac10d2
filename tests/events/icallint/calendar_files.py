"""A calendar file with nothing wrong, and ways to break it in one place."""

import re

from events.icallint import lint_calendar

ZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
EVENT = """\
BEGIN:VEVENT
UID:8a11f2d0@agenda.example
DTSTAMP:20260910T090000Z
LAST-MODIFIED:20260910T090000Z
CREATED:20260910T090000Z
SEQUENCE:1
STATUS:CONFIRMED
DTSTART;TZID=Europe/Amsterdam:20260919T200000
DTEND;TZID=Europe/Amsterdam:20260919T210000
SUMMARY:Orgelconcert
DESCRIPTION:Bach\\, bij kaarslicht.\\n\\nhttps://agenda.example/e/orgel/
LOCATION:Pieterskerk\\, Kloksteeg 16
GEO:52.1578;4.4881
X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-ADDRESS="Kloksteeg 16";
 X-TITLE=Pieterskerk:geo:52.157800,4.488100
URL:https://agenda.example/e/orgel/
CATEGORIES:Kunst\\, cultuur,Muziek
CLASS:PUBLIC
ORGANIZER;CN="Leiden: Kennis":mailto:agenda@leiden.example
TRANSP:TRANSPARENT
X-MICROSOFT-CDO-BUSYSTATUS:FREE
END:VEVENT
"""
HEAD = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Leiden//Agenda//NL
CALSCALE:GREGORIAN
METHOD:PUBLISH
NAME:Nacht 2026
X-WR-CALNAME:Nacht 2026
DESCRIPTION:Programma
X-WR-CALDESC:Programma
X-WR-TIMEZONE:Europe/Amsterdam
LAST-MODIFIED:20260910T090000Z
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
SOURCE;VALUE=URI:https://agenda.example/agenda.ics
URL:https://agenda.example/agenda/
COLOR:teal
"""
FEED = HEAD + ZONE + EVENT + "END:VCALENDAR\n"
HEADERS = {
    "Content-Type": "text/calendar; charset=utf-8",
    "ETag": '"4f2a"',
    "Last-Modified": "Thu, 10 Sep 2026 09:00:00 GMT",
    "Cache-Control": "public, max-age=300",
    "Content-Disposition": 'inline; filename="agenda.ics"',
}
GUEST = "ATTENDEE;CN=Jan;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:jan@example.org\n"
INVITATION = FEED.replace("METHOD:PUBLISH", "METHOD:REQUEST").replace("TRANSP:", GUEST + "TRANSP:")


def crlf(text):
    return text.replace("\n", "\r\n").encode()


def folded(text):
    """Long lines in pieces of 60 letters, never after a backslash."""
    return re.sub(r"([^\n]{1,59}[^\n\\])(?=[^\n])", r"\1\n ", text)


def numbers(data, headers=None, **options):
    """Errors as they are, warnings in small letters."""
    found = lint_calendar(data if isinstance(data, bytes) else crlf(folded(data)), headers, **options)
    return {finding.number if finding.severity == "error" else finding.number.lower() for finding in found}


def changed(*replacements, text=FEED):
    for before, after in replacements:
        assert before in text, before
        text = text.replace(before, after)
    return text


def without(*names, text=FEED):
    """The file without the lines of these names (folded ones included)."""
    kept = [
        line for line in text.replace("\n ", "\0").split("\n") if line.partition(":")[0].partition(";")[0] not in names
    ]
    return "\n".join(kept).replace("\0", "\n ")
