"""What entries and invitations have in common, property by property."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Event as VEvent
from icalendar import vCalAddress, vUri

from events.models.facts import FALLBACK, Facts
from subscribers.plaintext import one_line


@dataclass(frozen=True)
class Sender:
    """Who organises, as calendars want it: a display name and an existing mailbox (E14)."""

    name: str
    address: str
    uid_domain: str


def moment(value: str) -> datetime:
    """A moment of the facts, aware, in UTC."""
    return datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def stamp(value: datetime) -> str:
    """RFC 5545 §3.3.5 form 2: UTC, whole seconds (D10)."""
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def add_stamps(event: VEvent, sequence: int, changed_at: datetime) -> None:
    """DTSTAMP from data: the last change, so that it satisfies both readings of RFC 5545 §3.8.7.2 (C7)."""
    whole = changed_at.astimezone(UTC).replace(microsecond=0)
    event.add("dtstamp", whole)
    event.add("last-modified", whole)
    event.add("sequence", sequence)


def add_times(event: VEvent, facts: Facts, zone: ZoneInfo) -> None:
    """Local time with TZID (D1), a date for all-day ones (D5), UTC in the hour that comes twice (D7).

    Its first time as well: RFC 5545 §3.3.5 says a local time means that one, but ical.js reads the second.
    """
    for name, value in (("dtstart", moment(facts["startsAt"])), ("dtend", moment(facts["endsAt"]))):
        local = value.astimezone(zone)
        if facts["allDay"]:
            event.add(name, date(local.year, local.month, local.day))
        elif local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset():
            event.add(name, value)
        else:
            event.add(name, local.replace(tzinfo=None), parameters={"TZID": zone.key})


def add_place(event: VEvent, facts: Facts, texts: dict[str, Any]) -> None:
    """LOCATION on one line (E7); coordinates twice, the Apple form equal to LOCATION or it drops the map (E8).

    A place in words that was never translated says so (E19); the name of a building is a name in any language.
    """
    event.add("location", texts["location"], parameters=spoken_as(fell_back(texts, "place")))
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


def fell_back(texts: dict[str, Any], name: str) -> bool:
    """Whether this text stands here in Dutch for want of a translation. Facts of long ago tell it of the title only."""
    own: list[str] = texts.get("fallbacks", ["title"] if texts["lang"] == FALLBACK else [])
    return name in own


def spoken_as(is_fallback: bool) -> dict[str, str]:
    """LANGUAGE of a property whose text is not in the language of its feed (§3.2.10)."""
    return {"LANGUAGE": FALLBACK} if is_fallback else {}


def parameter(value: str) -> str:
    """A parameter value; a double quote cannot be in one (RFC 5545 §3.2), so it becomes two single ones."""
    return one_line(value).replace('"', "''")


def line(name: str, value: Any) -> str:
    """One content line, folded at 75 octets by the library (B2)."""
    holder = VEvent()
    key, _, rest = name.partition(";")
    parameters = dict(pair.split("=") for pair in rest.split(";")) if rest else {}
    holder.add(key, value, parameters=parameters)
    body = holder.to_ical(sorted=False).decode()
    return body.removeprefix("BEGIN:VEVENT\r\n").removesuffix("END:VEVENT\r\n")
