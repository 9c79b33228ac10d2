"""When an entry is: D4 not floating, D5 whole days, D6 an end after the begin, D7 an hour that exists, D9, D10."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from events.icallint.components import Component
from events.icallint.findings import Finding, error, warning
from events.icallint.reading import Line
from events.icallint.times import Written, is_repeated, is_skipped, read_duration, read_time

STAMP = re.compile(r"\d{8}T\d{6}Z")
REPEATED = ("RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")


def check_moments(event: Component, zones: Mapping[str, tzinfo]) -> Iterator[Finding]:
    start_line, end_line = event.first("DTSTART"), event.first("DTEND")
    yield from check_stamps(event)
    for name in REPEATED:
        if event.first(name):
            yield warning(
                "D9",
                event.where,
                f"{name}: schrijf liever elk moment als eigen activiteit.",
            )
    if start_line is None:
        yield error("D1", event.where, "DTSTART ontbreekt.")
        return
    for line in (start_line, end_line):
        if line:
            yield from check_written(event, line, read_time(line), zones)
    yield from check_end(event, start_line, end_line, zones)


def check_written(event: Component, line: Line, written: Written, zones: Mapping[str, tzinfo]) -> Iterator[Finding]:
    """How one DTSTART or DTEND is written."""
    zone = zones.get(written.zone)
    is_date = line.parameter("VALUE").upper() == "DATE"
    if written.form == "wrong":
        yield error("D1", event.where, f"{line.name} is geen tijd: {line.value}.")
    elif written.form == "floating":
        yield error("D4", event.where, f"{line.name} heeft geen tijdzone; Google leest dat als UTC.")
    elif (written.form == "date") != is_date:
        yield error("D5", event.where, f"{line.name} moet VALUE=DATE hebben als het een dag is, en alleen dan.")
    elif written.form == "utc" and written.zone:
        yield error("D3", event.where, f"{line.name} heeft een Z en een TZID; dat kan niet allebei.")
    elif written.form == "zoned" and isinstance(zone, ZoneInfo) and is_skipped(written.local, zone):
        yield error("D7", event.where, f"{line.name} valt in het uur dat de klok in het voorjaar overslaat.")
    elif written.form == "zoned" and isinstance(zone, ZoneInfo) and is_repeated(written.local, zone):
        yield error(
            "D7", event.where, f"{line.name} valt in het uur dat twee keer komt; ical.js leest het tweede. Schrijf UTC."
        )


def check_end(
    event: Component, start_line: Line, end_line: Line | None, zones: Mapping[str, tzinfo]
) -> Iterator[Finding]:
    start, duration = read_time(start_line), event.first("DURATION")
    if end_line and duration:
        yield error("D6", event.where, "DTEND en DURATION staan er allebei.")
    elif duration:
        length = read_duration(duration.value)
        if length is None or length.total_seconds() <= 0:
            yield error("D6", event.where, "DURATION is geen duur.")
    elif end_line is None:
        if start.form != "date":
            yield warning("D6", event.where, "Er is geen einde; de meeste programma's tonen dan niets of nul minuten.")
    else:
        yield from check_order(event, start, read_time(end_line), zones)


def check_order(event: Component, start: Written, end: Written, zones: Mapping[str, tzinfo]) -> Iterator[Finding]:
    if "date" in (start.form, end.form) and start.form != end.form and "wrong" not in (start.form, end.form):
        yield error("D5", event.where, "Het begin is een dag en het einde een tijd, of andersom.")
        return
    first, last = start.instant(zones), end.instant(zones)
    if first and last and last <= first:
        number = "D5" if start.form == "date" else "D6"
        yield error(
            number,
            event.where,
            "Het einde ligt niet na het begin."
            if number == "D6"
            else "De laatste dag telt niet mee: DTEND moet een dag later zijn.",
        )


def check_stamps(event: Component) -> Iterator[Finding]:
    """D10: when it was made and last changed, in UTC."""
    if event.name == "VEVENT" and not event.first("DTSTAMP"):
        yield error("D10", event.where, "DTSTAMP ontbreekt.")
    for name in ("DTSTAMP", "CREATED", "LAST-MODIFIED"):
        for line in event.all(name):
            if not STAMP.fullmatch(line.value) or "TZID" in line.parameters:
                yield error("D10", event.where, f"{name} moet in UTC staan, als 20260919T180000Z.")


def span_of(event: Component, zones: Mapping[str, tzinfo]) -> tuple[datetime | None, datetime | None]:
    """(start, end) as instants, for those that compare files; a date is its midnight UTC. None = not known."""
    start_line, end_line = event.first("DTSTART"), event.first("DTEND")
    start = read_time(start_line).instant(zones) if start_line else None
    length = read_duration(event.value("DURATION")) if event.value("DURATION") else None
    if end_line:
        return start, read_time(end_line).instant(zones)
    return start, start + length if start and length else None
