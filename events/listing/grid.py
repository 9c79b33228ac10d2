"""The timetable: lanes (rooms or tracks) against the clock, as cells of a table. Pure: lines in, cells out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from typing import Literal

from events.shell.wording import clock_words

from .rows import Row

STEP = 5  # minutes; what begins in between is put in the step it begins in
PER_HOUR = 60 // STEP
Name = Callable[[Row], tuple[str, str]]  # of its lane, and the language of that where it is not the page's
LONGEST = timedelta(hours=20)  # what takes longer is said beside the table, not in it


@dataclass(frozen=True)
class Cell:
    """``row`` is None where nothing happens; ``start`` and ``span`` count units of the axis."""

    start: int
    span: int
    row: Row | None = None


@dataclass(frozen=True)
class Lane:
    """One room or track; ``strips`` are its cells side by side, more than one where lines overlap in time."""

    name: str
    lang: str
    strips: list[list[Cell]]


@dataclass(frozen=True)
class Line:
    """One line of the table: the name of what begins here, with how many lines or hours it spans, and its cells."""

    name: str
    span: int
    cells: list[Cell]
    lang: str = ""


@dataclass(frozen=True)
class Table:
    """One programme day. ``heads`` are (name, span, lang) over the columns; ``whole`` is what takes all day.

    ``bodies`` are the lines that belong together: those of a room, or all. Along ``axis`` a cell spans what goes on.
    """

    day: date
    heads: list[tuple[str, int, str]]
    bodies: list[list[Line]]
    whole: list[Row]
    columns: int
    axis: Literal["colspan", "rowspan"]


def timetables(rows: Iterable[Row], by_track: bool, others: str) -> list[Table]:
    """A table per programme day: rooms down and hours across, or (``by_track``) tracks across and moments down."""
    days: dict[date, list[Row]] = {}
    for row in rows:
        days.setdefault(row.day, []).append(row)
    make = across if by_track else down
    name: Name = (
        (lambda row: (row.track or others, row.track_lang))
        if by_track
        else (lambda row: (row.place or others, row.place_lang))
    )
    return [make(day, days[day], name, others) for day in sorted(days)]


def down(day: date, rows: list[Row], name: Name, others: str) -> Table:
    """A line per room, columns of five minutes: a listing as of television, wide for a long night."""
    timed, whole = apart(rows)
    first, count = axis_of(timed)

    def place(row: Row) -> tuple[int, int]:
        begin = int((row.begins - first).total_seconds()) // 60 // STEP
        end = -(-int((row.ends - first).total_seconds()) // 60 // STEP)
        return begin, max(end, begin + 1) - begin

    bodies = [
        [Line(lane.name if n == 0 else "", len(lane.strips), strip, lane.lang) for n, strip in enumerate(lane.strips)]
        for lane in make_lanes(timed, name, place, count, others)
    ]
    hours = (first + timedelta(hours=n) for n in range(count // PER_HOUR))
    heads = [(clock_words(hour.astimezone(timed[0].starts_at.tzinfo)), PER_HOUR, "") for hour in hours]
    return Table(day, heads, bodies, whole, count, "colspan")


def apart(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """What has its hours, and what takes the whole day or several."""
    whole = [row for row in rows if row.all_day or row.ends - row.begins > LONGEST]
    return [row for row in rows if row not in whole], whole


def axis_of(rows: list[Row]) -> tuple[datetime, int]:
    """The full hour the first begins in, in UTC, and the steps until the hour the last is over.

    Steps of real time: on the nights that clocks change one hour has two columns, or none.
    """
    if not rows:
        return datetime.min.replace(tzinfo=UTC), 0
    first = min(rows, key=attrgetter("begins")).starts_at.replace(minute=0, second=0).astimezone(UTC)
    last = max(max(row.ends, row.begins + timedelta(minutes=1)) for row in rows)
    minutes = int((last - first).total_seconds()) // 60
    return first, -(-minutes // 60) * PER_HOUR


def across(day: date, rows: list[Row], name: Name, others: str) -> Table:
    """A column per track; a line per moment at which something begins, as high as what is said in it."""
    timed, whole = apart(rows)
    names = {row.begins: clock_words(row.starts_at) for row in timed}
    instants = sorted(names)

    def place(row: Row) -> tuple[int, int]:
        return instants.index(row.begins), max(1, sum(row.begins <= instant < row.ends for instant in instants))

    lanes = make_lanes(timed, name, place, len(instants), others)
    strips = [strip for lane in lanes for strip in lane.strips]
    lines = [
        Line(names[instant], 1, [cell for strip in strips for cell in strip if cell.start == n])
        for n, instant in enumerate(instants)
    ]
    heads = [(lane.name, len(lane.strips), lane.lang) for lane in lanes]
    return Table(day, heads, [lines] if lines else [], whole, len(strips), "rowspan")


def make_lanes(
    rows: list[Row], name: Name, place: Callable[[Row], tuple[int, int]], length: int, others: str
) -> list[Lane]:
    """Lanes by name, ``others`` last; within each the first strip that is free takes a line."""
    named: dict[str, list[list[Cell]]] = {}
    spoken: dict[str, str] = {}
    for row in sorted(rows, key=attrgetter("begins", "ends", "uid")):
        start, span = place(row)
        own, lang = name(row)
        strips = named.setdefault(own, [])
        spoken.setdefault(own, lang)
        free = next((strip for strip in strips if strip[-1].start + strip[-1].span <= start), None)
        if free is None:
            free = []
            strips.append(free)
        free.append(Cell(start, span, row))
    order = sorted(named, key=lambda key: (key == others, key.casefold()))
    return [Lane(key, spoken[key], [filled(strip, length) for strip in named[key]]) for key in order]


def filled(strip: list[Cell], length: int) -> list[Cell]:
    """The strip with empty cells wherever nothing happens, so that it spans the whole axis."""
    cells, at = [], 0
    for cell in strip:
        if cell.start > at:
            cells.append(Cell(at, cell.start - at))
        cells.append(cell)
        at = cell.start + cell.span
    return cells + ([Cell(at, length - at)] if at < length else [])
