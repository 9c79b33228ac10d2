"""What others read in the same bytes (G3): icalendar, and vobject where it is installed (``requirements-dev.txt``)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from importlib.util import find_spec
from typing import Any

from icalendar import Calendar

from events.icallint.components import Component
from events.icallint.findings import Finding, error
from events.icallint.times import read_time

from .moments import span_of

if find_spec("vobject"):
    import vobject
else:
    vobject = None


@dataclass(frozen=True)
class Seen:
    """An entry as a reader sees it: moments in UTC as ``2026-09-19T18:00:00Z``, whole days as ``2026-09-19``."""

    start: str
    end: str
    status: str
    sequence: int


def check_parsers(data: bytes, calendar: Component, zones: Mapping[str, tzinfo]) -> Iterator[Finding]:
    """Every reader accepts the file and sees each entry at the instants that we see."""
    events = [event for event in calendar.parts_named("VEVENT") if not event.first("RECURRENCE-ID")]
    ours = {event.value("UID"): spans(event, zones) for event in events}
    for name, read in READERS.items():
        try:
            theirs = read(data)
        except Exception as problem:  # noqa: BLE001 - a parser may fail in any way; that it failed is the finding
            reason = next(iter(str(problem).splitlines()), type(problem).__name__)
            yield error("G3", name, f"{name} kan dit bestand niet lezen: {reason}.")
            continue
        for uid, (start, end) in ours.items():
            seen = theirs.get(uid)
            if seen is None:
                yield error("G3", uid or name, f"{name} ziet deze activiteit niet.")
            elif (start and seen.start != start) or (end and seen.end != end):
                yield error("G3", uid, f"{name} leest {seen.start} tot {seen.end}, en niet {start} tot {end}.")


def spans(event: Component, zones: Mapping[str, tzinfo]) -> tuple[str, str]:
    """Start and end as we read them, ``""`` when not known."""
    line = event.first("DTSTART")
    whole_day = line is not None and read_time(line).form == "date"
    start, end = span_of(event, zones)
    return said(start, whole_day=whole_day), said(end, whole_day=whole_day)


def said(moment: datetime | date | None, *, whole_day: bool = False) -> str:
    if isinstance(moment, datetime) and not whole_day:
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{moment:%Y-%m-%d}" if moment else ""


def read_by_icalendar(data: bytes) -> dict[str, Seen]:
    """By UID. Raises ValueError when the library does, or when it has put a line aside as unreadable."""
    found = {}
    for calendar in Calendar.from_ical(data, multiple=True):
        wrong = [f"{name} {problem}" for part in calendar.walk() for name, problem in part.errors]
        if wrong:
            raise ValueError(wrong[0])
        events: list[Any] = calendar.walk("VEVENT")
        for event in events:
            found[str(event.get("UID", ""))] = Seen(
                said(event.start), said(event.end), str(event.get("STATUS", "")), int(event.get("SEQUENCE", 0))
            )
    return found


def read_by_vobject(data: bytes) -> dict[str, Seen]:
    """By UID. Raises whatever vobject raises."""
    found = {}
    for calendar in vobject.readComponents(data.decode()):
        for event in calendar.contents.get("vevent", []):
            start = event.dtstart.value
            end = event.dtend.value if hasattr(event, "dtend") else None
            end = start + event.duration.value if hasattr(event, "duration") else end
            found[text(event, "uid")] = Seen(
                said(start), said(end), text(event, "status"), int(text(event, "sequence") or 0)
            )
    return found


def text(event: Any, name: str) -> str:
    return str(getattr(event, name).value) if hasattr(event, name) else ""


READERS = {"icalendar": read_by_icalendar} | ({"vobject": read_by_vobject} if vobject else {})
