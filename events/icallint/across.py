"""Files beside each other: E2 an entry is the same in all of them; E3–E6 what a subscriber had and gets next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from .components import Component, read_calendars
from .findings import Finding, error, shortened
from .reading import read_lines
from .rules.moments import STAMP
from .rules.parsers import spans
from .rules.zones import zones_of

EQUAL = ("start", "end", "status", "sequence", "stamp")


@dataclass(frozen=True)
class Told:
    """What one file says of an entry: instants, and how a program knows which of two versions is the newer."""

    start: str
    end: str
    status: str
    place: str
    sequence: int
    stamp: str
    bytes: tuple[tuple[str, str], ...]


def read_entries(data: bytes) -> dict[str, Told]:
    """By UID."""
    calendars, _ = read_calendars(read_lines(data).lines)
    zoned = [(calendar, zones_of(calendar)) for calendar in calendars]
    return {
        event.value("UID"): told(event, zones) for calendar, zones in zoned for event in calendar.parts_named("VEVENT")
    }


def told(event: Component, zones: Mapping[str, tzinfo]) -> Told:
    start, end = spans(event, zones)
    sequence = event.value("SEQUENCE")
    return Told(
        start,
        end,
        event.value("STATUS").upper(),
        event.text("LOCATION"),
        int(sequence) if sequence.isdigit() else 0,
        event.value("DTSTAMP"),
        tuple((line.name, line.value) for line in event.lines),
    )


def lint_together(files: Mapping[str, bytes]) -> list[Finding]:
    """E2 over the feeds of one installation, by name: one UID has the same time, status and version in each of them."""
    findings: list[Finding] = []
    first: dict[str, tuple[str, Told]] = {}
    for name, data in files.items():
        for uid, entry in read_entries(data).items():
            other, before = first.setdefault(uid, (name, entry))
            differing = [field for field in EQUAL if getattr(before, field) != getattr(entry, field)]
            if differing:
                findings.append(error("E2", uid, f"{other} en {name} zeggen niet hetzelfde: {', '.join(differing)}."))
    return shortened(findings)


def lint_since(before: bytes, after: bytes) -> list[Finding]:
    """E3–E6: whether a subscriber who had ``before`` notices everything in ``after``.

    What is gone is a finding unless it was over a month before the file was last changed; no clock is read.
    """
    had, gets = read_entries(before), read_entries(after)
    today = max((entry.stamp for entry in gets.values() if STAMP.fullmatch(entry.stamp)), default="")
    findings = [finding for uid, entry in had.items() if uid in gets for finding in check_next(uid, entry, gets[uid])]
    gone = [uid for uid, entry in had.items() if uid not in gets and not long_over(entry, today)]
    findings += [error("E6", uid, "Deze activiteit is verdwenen in plaats van afgelast.") for uid in gone]
    return shortened(findings)


def check_next(uid: str, before: Told, after: Told) -> Iterator[Finding]:
    """E3, E4 for one entry."""
    timed = (before.start, before.end, before.status) != (after.start, after.end, after.status)
    moved = timed or before.place != after.place
    if after.sequence < before.sequence:
        steps = f"van {before.sequence} naar {after.sequence}"
        yield error("E4", uid, f"SEQUENCE is gedaald {steps}; een agenda neemt dit niet over.")
    elif timed and after.sequence == before.sequence:
        yield error("E3", uid, "Tijd of stand is veranderd, maar SEQUENCE niet.")
    elif after.sequence > before.sequence and not moved:
        yield error("E3", uid, "SEQUENCE is gestegen zonder dat tijd, plaats of stand is veranderd.")
    if after.stamp < before.stamp or (after.bytes != before.bytes and after.stamp == before.stamp):
        yield error("E3", uid, "De tekst is veranderd, maar DTSTAMP is niet later.")


def long_over(entry: Told, today: str) -> bool:
    """Whether it ended in another month than ``today`` (a stamp) or the one before: a month at least."""
    ended = entry.end.replace("-", "").replace(":", "")
    return bool(today) and months(ended) < months(today) - 1


def months(stamp: str) -> int:
    return int(stamp[:4] or 0) * 12 + int(stamp[4:6] or 0)
