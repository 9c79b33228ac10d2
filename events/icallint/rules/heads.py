"""What stands above the entries: B4 escapes, B8–B10 the frame, C1–C8 the name and pace of a subscription."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from itertools import pairwise

from events.icallint.colours import COLOURS
from events.icallint.components import Component
from events.icallint.findings import Finding, error, in_line, warning
from events.icallint.reading import Line
from events.icallint.times import read_duration, read_time

NAMES = {"NAME", "X-WR-CALNAME", "X-WR-CALDESC"}
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT", "X-ALT-DESC"} | NAMES
LISTS = {"CATEGORIES", "RESOURCES"}
WELL_ESCAPED = re.compile(r"\\[\\;,nN]")
PUBLISHED = ("", "PUBLISH")
HEAD = "agenda"


def check_escapes(line: Line) -> Iterator[Finding]:
    """B4: a comma, semicolon or backslash in a text has a backslash before it, and nothing else has."""
    bare = WELL_ESCAPED.sub("", line.value)
    wrong = [name for sign, name in (("\\", "backslash"), (";", "puntkomma"), (",", "komma")) if sign in bare]
    if line.name in LISTS and "komma" in wrong:
        wrong.remove("komma")  # there it stands between two
    if line.name in TEXTS | LISTS and wrong:
        yield error(
            "B4",
            in_line(line.number),
            f"In {line.name} staat een losse {' en '.join(wrong)}; er hoort een backslash voor.",
        )


def check_frame(calendar: Component, zones: Mapping[str, tzinfo]) -> Iterator[Finding]:
    """B8–B10: version, maker, something in it, in an order that does not depend on chance."""
    if calendar.value("VERSION") != "2.0":
        yield error("B8", HEAD, "VERSION:2.0 ontbreekt.")
    if not calendar.value("PRODID"):
        yield error("B8", HEAD, "PRODID ontbreekt.")
    if calendar.value("CALSCALE") not in ("", "GREGORIAN"):
        yield error("B8", HEAD, "CALSCALE is iets anders dan GREGORIAN.")
    for name in ("VERSION", "PRODID", "CALSCALE", "METHOD"):
        if len(calendar.all(name)) > 1:
            yield error("B8", HEAD, f"{name} staat er meer dan een keer in.")
    if not calendar.parts:
        yield error("B9", HEAD, "De agenda is helemaal leeg; er hoort ten minste een tijdzone in.")
    places = [place for event in calendar.parts_named("VEVENT") if (place := place_in_order(event, zones))]
    for before, after in pairwise(places):
        if after < before:
            yield warning("B10", after[1], "De activiteiten staan niet op volgorde van begin en UID.")
            return


def place_in_order(event: Component, zones: Mapping[str, tzinfo]) -> tuple[datetime, str] | None:
    """(start, UID). A date counts from midnight in the only zone of the file, as the programme does."""
    line = event.first("DTSTART")
    written = read_time(line) if line else None
    start = written.instant(zones) if written else None
    if written and start and written.form == "date" and len(zones) == 1:
        start = written.local.replace(tzinfo=next(iter(zones.values())))
    return (start, event.value("UID")) if start else None


def check_subscription(calendar: Component, zones: Mapping[str, tzinfo]) -> Iterator[Finding]:
    """C1–C6: what a calendar program makes of a subscription."""
    yield from same_twice(calendar, "C1", "NAME", "X-WR-CALNAME")
    yield from same_twice(calendar, "C2", "DESCRIPTION", "X-WR-CALDESC")
    zone = calendar.value("X-WR-TIMEZONE")
    if not zone:
        yield warning("C2", HEAD, "X-WR-TIMEZONE ontbreekt; Google gebruikt dan de tijdzone van de lezer.")
    elif zones and zone not in zones:
        yield error("C2", HEAD, f"X-WR-TIMEZONE noemt {zone}, en die tijdzone staat niet in het bestand.")
    yield from check_refresh(calendar)
    for name in ("SOURCE", "URL"):
        yield from check_address(calendar, name)
    colour = calendar.value("COLOR")
    if colour and colour.lower() not in COLOURS:
        yield error("C5", HEAD, f"COLOR moet een Engelse kleurnaam zijn, niet {colour}.")
    if calendar.value("UID"):
        yield warning("C6", HEAD, "De agenda zelf heeft een UID; vdirsyncer bewaart dan één activiteit van alle.")
    if not calendar.value("LAST-MODIFIED"):
        yield warning("C6", HEAD, "De agenda zelf heeft geen LAST-MODIFIED.")


def same_twice(calendar: Component, number: str, name: str, old_name: str) -> Iterator[Finding]:
    """The property and the one that came before it, for older programs: both, and equal."""
    for wanted in (name, old_name):
        if not calendar.value(wanted).strip():
            yield warning(number, HEAD, f"{wanted} ontbreekt.")
    if calendar.value(name) and calendar.value(old_name) and calendar.text(name) != calendar.text(old_name):
        yield warning(number, HEAD, f"{name} en {old_name} zeggen niet hetzelfde.")


def check_refresh(calendar: Component) -> Iterator[Finding]:
    line, old = calendar.first("REFRESH-INTERVAL"), calendar.value("X-PUBLISHED-TTL")
    if line is None or not old:
        yield warning("C3", HEAD, "REFRESH-INTERVAL en X-PUBLISHED-TTL horen er allebei in.")
    if line and line.parameter("VALUE").upper() != "DURATION":
        yield error("C3", in_line(line.number), "REFRESH-INTERVAL moet VALUE=DURATION hebben.")
    if line and (read_duration(line.value) is None or (old and old != line.value)):
        yield error("C3", in_line(line.number), "REFRESH-INTERVAL is geen duur, of een andere dan X-PUBLISHED-TTL.")


def check_address(calendar: Component, name: str) -> Iterator[Finding]:
    line = calendar.first(name)
    if line is None:
        yield warning("C4", HEAD, f"{name} ontbreekt.")
        return
    if name == "SOURCE" and line.parameter("VALUE").upper() != "URI":
        yield error("C4", in_line(line.number), "SOURCE moet VALUE=URI hebben.")
    if not re.fullmatch(r"https?://\S+", line.value):
        yield error("C4", in_line(line.number), f"{name} is geen heel webadres.")


def check_publication(calendar: Component, *, personal: bool) -> Iterator[Finding]:
    """C7, C8: one METHOD, an organiser with it, and nobody's name in what everybody reads."""
    method = calendar.value("METHOD").upper()
    for event in calendar.parts_named("VEVENT"):
        if method == "PUBLISH" and not event.first("ORGANIZER"):
            yield error("C7", event.where, "Met METHOD:PUBLISH hoort er een ORGANIZER bij (RFC 5546 §3.2.1).")
        if event.first("ATTENDEE") and not personal:
            yield error("C7", event.where, "Er staat een deelnemer (ATTENDEE) in een openbare agenda.")
    if method not in PUBLISHED and len({event.value("UID") for event in calendar.parts_named("VEVENT")}) > 1:
        yield error("C8", HEAD, f"METHOD:{method} is voor één uitnodiging, niet voor een agenda met meer activiteiten.")
