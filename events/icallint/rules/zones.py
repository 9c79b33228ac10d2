"""Zones of a file: D1 each is there, D2 its rules are right and readable for every client, D3 it has a real name."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from events.icallint.components import Component, read_calendars
from events.icallint.findings import Finding, error, in_line, warning
from events.icallint.reading import Line, read_lines
from events.icallint.times import read_time

YEARS = range(2025, 2036)
# Abbreviations and fixed offsets that pass for zones in some places and for nothing in others; UTC is written with a Z.
ABBREVIATIONS = {"CET", "EET", "MET", "WET", "EST", "MST", "HST", "EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT"}
NO_ZONES = ABBREVIATIONS | {"UTC", "GMT", "Z", "ETC/UTC", "ETC/GMT"}
YEARLY = re.compile(r"([+-]?\d)(MO|TU|WE|TH|FR|SA|SU)")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?")


class WrittenZone(tzinfo):
    """A VTIMEZONE as a zone, for names this machine does not know. ``onsets``: (local time, offset from then)."""

    def __init__(self, onsets: Sequence[tuple[datetime, timedelta]], before: timedelta) -> None:
        self.onsets, self.before = onsets, before

    def utcoffset(self, moment: datetime | None) -> timedelta:
        local = moment.replace(tzinfo=None) if moment else datetime.min  # noqa: DTZ901
        return next((offset for onset, offset in reversed(self.onsets) if onset <= local), self.before)

    def wall_time(self, instant: datetime) -> datetime | None:
        """What the clock shows at ``instant``, without a zone; None the second time that a clock shows the same."""
        for offset in sorted({self.before, *(offset for _, offset in self.onsets)}):
            local = (instant + offset).replace(tzinfo=None)
            if self.utcoffset(local) == offset:
                return local
        return None

    def dst(self, moment: datetime | None) -> timedelta:
        return timedelta(0)

    def tzname(self, moment: datetime | None) -> str:
        return ""


def read_zone(definition: str) -> WrittenZone | None:
    """A VTIMEZONE as a zone; None when its rules cannot be followed."""
    parts, _ = read_calendars(read_lines(definition.encode()).lines)
    onsets = onsets_of(parts[0], range(1970, 2041)) if parts else None
    return WrittenZone(onsets, first_offset(parts[0])) if onsets else None


def zones_of(calendar: Component) -> dict[str, tzinfo]:
    """Every zone of the file by its TZID: from this machine where it is known, else as the file writes it."""
    zones: dict[str, tzinfo] = {}
    for written in calendar.parts_named("VTIMEZONE"):
        name = written.value("TZID")
        known = known_zone(name)
        onsets = onsets_of(written, range(1970, 2041)) if known is None else None
        if known or onsets:
            zones[name] = known or WrittenZone(onsets or [], first_offset(written))
    return zones


def known_zone(name: str) -> ZoneInfo | None:
    return ZoneInfo(name) if name in all_names() else None


@cache
def all_names() -> set[str]:
    """Asked once: each time it walks through the files of the machine."""
    return available_timezones()


def check_zones(calendar: Component) -> Iterator[Finding]:
    """D1–D3 over the whole file."""
    written = calendar.parts_named("VTIMEZONE")
    names = [zone.value("TZID") for zone in written]
    for zone in written:
        yield from check_zone(zone)
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield error("D1", name, "Deze tijdzone staat er meer dan een keer in.")
    reported = set()
    for line in lines_of(calendar.parts):
        name = line.parameter("TZID")
        if not name or name in reported:
            continue
        reported.add(name)
        if name.upper() in NO_ZONES:
            yield error("D3", in_line(line.number), f"TZID={name} is geen tijdzone; schrijf een plaats, of een Z.")
        elif name not in names:
            yield error("D1", in_line(line.number), f"De tijdzone {name} staat niet in het bestand.")


def lines_of(parts: Iterable[Component]) -> Iterator[Line]:
    for part in parts:
        yield from part.lines
        yield from lines_of(part.parts)


def check_zone(zone: Component) -> Iterator[Finding]:
    name, rules = zone.value("TZID"), zone.parts
    where = name or in_line(zone.number)
    if not rules or not name:
        yield error("D3", where, "Deze tijdzone is leeg.")
        return
    if name.upper() in NO_ZONES:
        yield error("D3", where, "Dit is geen naam van een tijdzone; schrijf een plaats, of UTC met een Z.")
    if any(len(rule.all("RDATE")) > 1 or "," in rule.value("RDATE") for rule in rules):
        yield error("D2", where, "De tijdzone is een lijst van datums (RDATE); ical.js leest alleen de eerste.")
        return
    known, onsets = known_zone(name), onsets_of(zone, YEARS)
    if known and onsets is None:
        yield warning("D2", where, "De regels van deze tijdzone zijn zo ongewoon dat een programma ze kan missen.")
    elif known and (wrong := first_wrong(tuple(onsets or ()), first_offset(zone), known)):
        yield error("D2", where, f"Volgens deze tijdzone is het op {wrong:%d-%m-%Y} een ander uur dan in {name}.")


@lru_cache(maxsize=64)  # nearly every file has the same few zones
def first_wrong(onsets: tuple[tuple[datetime, timedelta], ...], before: timedelta, known: ZoneInfo) -> date | None:
    """The first noon, in the middle of a season or just after either change of the clock, at which the two differ."""
    written = WrittenZone(onsets, before)
    for year in YEARS:
        for day in (date(year, 1, 15), date(year, 7, 15), *changes_in(year, known)):
            noon = datetime.combine(day, datetime.min.time()).replace(hour=12)
            if written.utcoffset(noon) != noon.replace(tzinfo=known).utcoffset():
                return day
    return None


@cache
def changes_in(year: int, zone: ZoneInfo) -> tuple[date, ...]:
    """The days of a year on which the clock changes in ``zone``, each after the day before it."""
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
    offsets = [datetime(day.year, day.month, day.day, 12, tzinfo=zone).utcoffset() for day in days]
    changed = [number for number in range(1, 365) if offsets[number] != offsets[number - 1]]
    return tuple(days[number + step] for number in changed for step in (-1, 0))


def onsets_of(zone: Component, years: range) -> list[tuple[datetime, timedelta]] | None:
    """When which offset begins, sorted; from a year before ``years``. None = rules we cannot follow."""
    onsets = []
    for rule in zone.parts:
        offset, start = read_offset(rule.value("TZOFFSETTO")), rule.first("DTSTART")
        first = read_time(start).local if start else None
        dates = onset_dates(rule, first, years) if first else None
        if offset is None or first is None or dates is None:
            return None
        onsets += [(onset, offset) for onset in dates]
    return sorted(onsets)


def onset_dates(rule: Component, first: datetime, years: range) -> list[datetime] | None:
    """The one yearly form that every client reads: the nth or last such day of a month; or the start alone."""
    if not rule.first("RRULE"):
        return [first]
    parts = dict(part.split("=", 1) for part in rule.value("RRULE").upper().split(";") if "=" in part)
    day = YEARLY.fullmatch(parts.get("BYDAY", ""))
    month = parts.get("BYMONTH", "")
    plain = parts.get("FREQ") == "YEARLY" and parts.get("INTERVAL", "1") == "1" and "COUNT" not in parts
    if not plain or not day or not month.isdigit():
        return None
    until = parts.get("UNTIL", "99991231")[:8]
    nth, weekday = int(day.group(1)), DAYS.index(day.group(2))
    found = [nth_day(year, int(month), nth, weekday) for year in (first.year, years[0] - 1, *years)]
    return [datetime.combine(d, first.time()) for d in found if d and f"{d:%Y%m%d}" <= until and d >= first.date()]


@lru_cache(maxsize=1024)  # every file of one zone asks for the same days
def nth_day(year: int, month: int, nth: int, weekday: int) -> date | None:
    """The nth such weekday of a month, from the end when negative; None when there is none."""
    first_weekday, length = monthrange(year, month)
    days = range(1 + (weekday - first_weekday) % 7, length + 1, 7)
    return date(year, month, days[nth - 1 if nth > 0 else nth]) if nth and abs(nth) <= len(days) else None


def first_offset(zone: Component) -> timedelta:
    """The offset before anything the zone says: where its first rule comes from."""
    rules = sorted(zone.parts, key=lambda rule: rule.value("DTSTART"))
    return (read_offset(rules[0].value("TZOFFSETFROM")) if rules else None) or timedelta(0)


def read_offset(value: str) -> timedelta | None:
    match = OFFSET.fullmatch(value)
    if match is None:
        return None
    size = timedelta(hours=int(match.group(2)), minutes=int(match.group(3)), seconds=int(match.group(4) or 0))
    return -size if match.group(1) == "-" else size
