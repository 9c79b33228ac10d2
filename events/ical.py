"""Bytes of calendars: one VEVENT from facts, a feed from VEVENTs, an invitation for one registration.

Pure. The icalendar library builds the lines (folding, escaping); its habits listed in ``shared/ical.md`` are
wrapped here: no default DTSTAMP or UID, VALUE parameters where RFC 7986 demands them, X- values through ``vText``,
and a VTIMEZONE written by hand because clients misread lists of RDATE. Numbers such as D2 are that page's test ids.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Event as VEvent
from icalendar import vCalAddress, vText, vUri

from .facts import Facts, clean

FORM = "2"  # raise it with every change of what render_vevent writes: calendars are then told anew
ZONE_NAME = "Europe/Amsterdam"
ZONE = ZoneInfo(ZONE_NAME)
TITLE_LENGTH = 80

VTIMEZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
X-LIC-LOCATION:Europe/Amsterdam
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
""".replace("\n", "\r\n")

PREFIX = {"nl": "AFGELAST: ", "en": "CANCELLED: "}
WORDS = {
    "nl": {
        "register": "Aanmelden",
        "tickets": "Kaarten",
        "no_end": "De eindtijd is niet bekend.",
        "stream": "Livestream",
        "postponed": "UITGESTELD: ",
        "revoked": "De link van deze kalender is ingetrokken",
    },
    "en": {
        "register": "Register",
        "tickets": "Tickets",
        "no_end": "The end time is not known.",
        "stream": "Live stream",
        "postponed": "POSTPONED: ",
        "revoked": "The link to this calendar has been revoked",
    },
}


@dataclass(frozen=True)
class Sender:
    """Who organises, as calendars want it: a display name and an existing mailbox (E14)."""

    name: str
    address: str
    uid_domain: str


def rendering_key(sender: Sender) -> str:
    """What the bytes of an entry depend on beside its facts."""
    return hashlib.sha256(repr((FORM, sender)).encode()).hexdigest()


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
    refresh: str = "PT1H"
    colour: str = "teal"


def moment(value: str) -> datetime:
    """A moment of the facts, aware, in UTC."""
    return datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def stamp(value: datetime) -> str:
    """RFC 5545 §3.3.5 form 2: UTC, whole seconds (D10)."""
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def render_vevent(
    facts: Facts, *, sequence: int, created_at: datetime, changed_at: datetime, language: str, sender: Sender
) -> str:
    """One VEVENT with CRLF line ends, the same bytes for the same arguments (A8)."""
    texts = facts[language]
    gone = facts["status"] != "scheduled"
    event = VEvent()
    event.add("uid", f"{facts['uid']}@{sender.uid_domain}")
    add_stamps(event, sequence, changed_at)
    event.add("created", created_at.astimezone(UTC).replace(microsecond=0))
    event.add("status", "CANCELLED" if gone else "CONFIRMED")
    add_times(event, facts)
    # A text that fell back to the other language says so (E19).
    spoken = {"LANGUAGE": texts["lang"]} if texts["lang"] != language else {}
    event.add("summary", summary_of(facts, language), parameters=spoken)
    event.add("description", description_of(facts, language), parameters=spoken)
    add_place(event, facts, texts)
    event.add("url", texts["url"])
    if categories := [clean(name) for name in texts["terms"]]:
        event.add("categories", categories)
    event.add("class", "PUBLIC")
    add_organiser(event, sender)
    event.add("transp", "TRANSPARENT")
    event.add("x-microsoft-cdo-busystatus", vText("FREE"))
    if facts["streamUrl"]:
        event.add(
            "conference",
            vUri(facts["streamUrl"]),
            parameters={"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": WORDS[language]["stream"]},
        )
    return event.to_ical(sorted=False).decode()


def summary_of(facts: Facts, language: str) -> str:
    """Plain, short, without the venue (E7); a cancelled or postponed one says so first (E5)."""
    title: str = facts[language]["title"]
    if len(title) > TITLE_LENGTH:
        title = title[: TITLE_LENGTH - 1].rstrip() + "…"
    prefixes = {"cancelled": PREFIX[language], "postponed": WORDS[language]["postponed"]}
    return prefixes.get(facts["status"], "") + title


def description_of(facts: Facts, language: str) -> str:
    """Why it is off, what it is, how one gets in, and last the address of its page (E9, E10)."""
    texts, words = facts[language], WORDS[language]
    parts = [texts["reason"] if facts["status"] != "scheduled" else "", texts["summary"], texts["text"]]
    parts += [f"{words['stream']}: {facts['streamUrl']}"] if facts["streamUrl"] else []
    parts += [f"{words['tickets']}: {facts['ticketUrl']}"] if facts["ticketUrl"] else []
    # Facts that were withdrawn keep the address, and those from before it was kept have none.
    parts += (
        [f"{words['register']}: {texts['register']}"]
        if texts.get("register") and facts["status"] == "scheduled"
        else []
    )
    parts += [] if facts["endKnown"] else [words["no_end"]]
    return "\n\n".join([part for part in parts if part] + [texts["url"]])


def add_stamps(event: VEvent, sequence: int, changed_at: datetime) -> None:
    """DTSTAMP from data: the last change, so that it satisfies both readings of RFC 5545 §3.8.7.2 (C7)."""
    whole = changed_at.astimezone(UTC).replace(microsecond=0)
    event.add("dtstamp", whole)
    event.add("last-modified", whole)
    event.add("sequence", sequence)


def add_times(event: VEvent, facts: Facts) -> None:
    """Local time with TZID (D1), a date for all-day ones (D5), UTC in the hour that comes twice (D7).

    Its first time as well: RFC 5545 §3.3.5 says a local time means that one, but ical.js reads the second.
    """
    for name, value in (("dtstart", moment(facts["startsAt"])), ("dtend", moment(facts["endsAt"]))):
        local = value.astimezone(ZONE)
        if facts["allDay"]:
            event.add(name, date(local.year, local.month, local.day))
        elif local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset():
            event.add(name, value)
        else:
            event.add(name, local.replace(tzinfo=None), parameters={"TZID": ZONE_NAME})


def add_place(event: VEvent, facts: Facts, texts: dict[str, Any]) -> None:
    """LOCATION on one line (E7); coordinates twice, the Apple form equal to LOCATION or it drops the map (E8)."""
    event.add("location", texts["location"])
    venue = facts["venue"]
    if not venue or venue["lat"] is None or venue["lon"] is None:
        return
    event.add("geo", (round(venue["lat"], 6), round(venue["lon"], 6)))
    address = ", ".join(line for line in (venue["street"], f"{venue['postcode']} {venue['city']}".strip()) if line)
    event.add(
        "x-apple-structured-location",
        vUri(f"geo:{venue['lat']:.6f},{venue['lon']:.6f}"),
        parameters={
            "VALUE": "URI",
            "X-ADDRESS": parameter(address),
            "X-APPLE-RADIUS": "70",
            "X-TITLE": parameter(texts["place"]),
        },
    )


def add_organiser(event: VEvent, sender: Sender) -> None:
    organiser = vCalAddress(f"mailto:{sender.address}")
    organiser.params["CN"] = parameter(sender.name)
    event.add("organizer", organiser)


def parameter(value: str) -> str:
    """A parameter value; a double quote cannot be in one (RFC 5545 §3.2), so it becomes two single ones."""
    return clean(value).replace('"', "''")


def render_feed(head: FeedHead, vevents: list[str], *, product: str, uid_domain: str) -> bytes:
    """A whole VCALENDAR: head, zone (also when empty, B9), the entries' text in the order given."""
    lines = [
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
        line("PRODID", vText(product)),
        "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n",
        line("UID", vText(f"feed-{head.key}-{head.language}@{uid_domain}")),
        line("NAME", vText(clean(head.name))),
        line("X-WR-CALNAME", vText(clean(head.name))),
        line("DESCRIPTION", vText(clean(head.description))),
        line("X-WR-CALDESC", vText(clean(head.description))),
        f"X-WR-TIMEZONE:{ZONE_NAME}\r\n",
        f"LAST-MODIFIED:{stamp(head.changed_at)}\r\n",
        f"REFRESH-INTERVAL;VALUE=DURATION:{head.refresh}\r\nX-PUBLISHED-TTL:{head.refresh}\r\n",
        line("SOURCE;VALUE=URI", vUri(head.source)),
        line("URL;VALUE=URI", vUri(head.url)),
        f"COLOR:{head.colour}\r\n",
        VTIMEZONE,
        *vevents,
        "END:VCALENDAR\r\n",
    ]
    return "".join(lines).encode()


def line(name: str, value: Any) -> str:
    """One content line, folded at 75 octets by the library (B2)."""
    holder = VEvent()
    key, _, rest = name.partition(";")
    parameters = dict(pair.split("=") for pair in rest.split(";")) if rest else {}
    holder.add(key, value, parameters=parameters)
    body = holder.to_ical(sorted=False).decode()
    return body.removeprefix("BEGIN:VEVENT\r\n").removesuffix("END:VEVENT\r\n")


def personal_vevent(vevent: str, how: str) -> str:
    """The same VEVENT for the calendar of one person (E15): ``how`` one is in it decides what it blocks.

    confirmed blocks the hour, waitlisted and pending are tentative, starred leaves it free. A cancelled one stays so.
    """
    if how == "starred" or "\r\nSTATUS:CANCELLED\r\n" in vevent:
        return vevent
    if how in ("waitlisted", "pending"):
        vevent = vevent.replace("\r\nSTATUS:CONFIRMED\r\n", "\r\nSTATUS:TENTATIVE\r\n", 1)
    busy = "BUSY" if how == "confirmed" else "TENTATIVE"
    vevent = vevent.replace("\r\nTRANSP:TRANSPARENT\r\n", "\r\nTRANSP:OPAQUE\r\n", 1)
    return vevent.replace("\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n", f"\r\nX-MICROSOFT-CDO-BUSYSTATUS:{busy}\r\n", 1)


def revoked_vevent(uid: str, day: date, changed_at: datetime, language: str, sender: Sender, *, page: str) -> str:
    """One all-day line that says the address was revoked: clients hide a 410 from people (A13)."""
    event = VEvent()
    event.add("uid", f"revoked-{uid}@{sender.uid_domain}")
    add_stamps(event, 0, changed_at)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("status", "CONFIRMED")
    event.add("summary", WORDS[language]["revoked"])
    event.add("description", page)
    event.add("url", page)
    add_organiser(event, sender)
    event.add("transp", "TRANSPARENT")
    event.add("x-microsoft-cdo-busystatus", vText("FREE"))
    return event.to_ical(sorted=False).decode()


def render_invitation(
    facts: Facts,
    *,
    method: str,
    uid: str,
    sequence: int,
    changed_at: datetime,
    language: str,
    sender: Sender,
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
    add_times(event, facts)
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
    return (head + VTIMEZONE + event.to_ical(sorted=False).decode() + "END:VCALENDAR\r\n").encode()
