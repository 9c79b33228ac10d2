"""The properties of a VEVENT that are more than a name and a value."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Event as VEvent
from icalendar import vCalAddress, vUri

CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Status(StrEnum):
    """RFC 5545 §3.8.1.11"""

    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Text:
    """``language`` only where it is not that of the calendar it stands in (RFC 5545 §3.2.10, E19)."""

    value: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """LOCATION as ``words``; for a map ``point``, WGS84 latitude and longitude, with its ``name`` and ``street``."""

    words: Text
    point: tuple[float, float] | None = None
    name: str = ""
    street: str = ""


@dataclass(frozen=True, slots=True)
class Organizer:
    """A name to show and an existing mailbox (E14)."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Conference:
    """Where one follows it from afar (RFC 7986 §5.11)."""

    url: str
    label: str


def stamp(value: datetime) -> str:
    """RFC 5545 §3.3.5 form 2: UTC, whole seconds (D10)."""
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def add_stamps(vevent: VEvent, sequence: int, changed_at: datetime) -> None:
    whole = changed_at.astimezone(UTC).replace(microsecond=0)
    vevent.add("dtstamp", whole)
    vevent.add("last-modified", whole)
    vevent.add("sequence", sequence)


def add_times(vevent: VEvent, starts_at: datetime, ends_at: datetime, zone: ZoneInfo, *, all_day: bool) -> None:
    """Local time with TZID (D1), a date for all-day ones (D5), UTC in the hour that comes twice (D7).

    Its first time as well: RFC 5545 §3.3.5 says a local time means that one, but ical.js reads the second.
    """
    for name, value in (("dtstart", starts_at), ("dtend", ends_at)):
        local = value.astimezone(zone)
        if all_day:
            vevent.add(name, date(local.year, local.month, local.day))
        elif local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset():
            vevent.add(name, value.astimezone(UTC))
        else:
            vevent.add(name, local.replace(tzinfo=None), parameters={"TZID": zone.key})


def add_text(vevent: VEvent, name: str, text: Text) -> None:
    vevent.add(name, text.value, parameters={"LANGUAGE": text.language} if text.language else {})


def add_place(vevent: VEvent, place: Place) -> None:
    """LOCATION (E7); coordinates twice, in the Apple form with the name and address in LOCATION, or no map (E8)."""
    add_text(vevent, "location", place.words)
    if place.point is None:
        return
    lat, lon = place.point
    vevent.add("geo", (round(lat, 6), round(lon, 6)))
    vevent.add(
        "x-apple-structured-location",
        vUri(f"geo:{lat:.6f},{lon:.6f}"),
        parameters={
            "VALUE": "URI",
            "X-ADDRESS": parameter(place.street),
            "X-APPLE-RADIUS": "70",
            "X-TITLE": parameter(place.name),
        },
    )


def add_organizer(vevent: VEvent, organizer: Organizer) -> None:
    address = vCalAddress(f"mailto:{organizer.email}")
    address.params["CN"] = parameter(organizer.name)
    vevent.add("organizer", address)


def parameter(value: str) -> str:
    """A parameter value: no control characters, and two single quotes for a double one (RFC 5545 §3.1, B7)."""
    return CONTROL.sub(" ", value).replace('"', "''")


def line(name: str, value: Any) -> str:
    """One content line, folded at 75 octets by the library (B2)."""
    holder = VEvent()
    key, _, rest = name.partition(";")
    parameters = dict(pair.split("=") for pair in rest.split(";")) if rest else {}
    holder.add(key, value, parameters=parameters)
    body = holder.to_ical(sorted=False).decode()
    return body.removeprefix("BEGIN:VEVENT\r\n").removesuffix("END:VEVENT\r\n")
