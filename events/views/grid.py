"""The timetable: lanes (rooms or tracks) against the clock, as cells of a table. Pure: lines in, cells out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from .rows import Row

STEP = 5  # minutes; what begins in between is put in the step it begins in
PER_HOUR = 60 // STEP
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
    strips: list[list[Cell]]


@dataclass(frozen=True)
class Line:
    """One line of the table: the name of what begins here, with how many lines or hours it spans, and its cells."""

    name: str
    span: int
    cells: list[Cell]


@dataclass(frozen=True)
class Table:
    """One programme day. ``heads`` are (name, span) over the columns; ``whole`` is what takes all day."""

    day: date
    heads: list[tuple[str, int]]
    lines: list[Line]
    whole: list[Row]
    columns: int


def timetables(rows: Iterable[Row], by_track: bool, others: str) -> list[Table]:
    """A table per programme day: rooms down and hours across, or (``by_track``) tracks across and moments down."""
    days: dict[date, list[Row]] = {}
    for row in rows:
        days.setdefault(row.day, []).append(row)
    make = across if by_track else down
    name: Callable[[Row], str] = (lambda row: row.track or others) if by_track else (lambda row: row.place or others)
    return [make(day, days[day], name, others) for day in sorted(days)]


def down(day: date, rows: list[Row], name: Callable[[Row], str], others: str) -> Table:
    """A line per room, columns of five minutes: a listing as of television, wide for a long night."""
    timed, whole = apart(rows)
    first, count = axis_of(timed)

    def place(row: Row) -> tuple[int, int]:
        begin = int((row.starts_at - first).total_seconds()) // 60 // STEP
        end = -(-int((row.ends_at - first).total_seconds()) // 60 // STEP)
        return begin, max(end, begin + 1) - begin

    lines = []
    for lane in make_lanes(timed, name, place, count, others):
        lines += [Line(lane.name if n == 0 else "", len(lane.strips), strip) for n, strip in enumerate(lane.strips)]
    heads = [(f"{first + timedelta(hours=n):%H:%M}", PER_HOUR) for n in range(count // PER_HOUR)]
    return Table(day, heads, lines, whole, count)


def apart(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """What has its hours, and what takes the whole day or several."""
    whole = [row for row in rows if row.all_day or row.ends_at - row.starts_at > LONGEST]
    return [row for row in rows if row not in whole], whole


def axis_of(rows: list[Row]) -> tuple[datetime, int]:
    """The full hour the first begins in, and the steps until the hour the last is over; naive of clock changes."""
    if not rows:
        return datetime.combine(date.min, time.min), 0
    first = min(row.starts_at for row in rows).replace(minute=0, second=0)
    last = max(max(row.ends_at, row.starts_at + timedelta(minutes=1)) for row in rows)
    minutes = int((last - first).total_seconds()) // 60
    return first, -(-minutes // 60) * PER_HOUR


def across(day: date, rows: list[Row], name: Callable[[Row], str], others: str) -> Table:
    """A column per track; a line per moment at which something begins, as high as what is said in it."""
    timed, whole = apart(rows)
    moments = sorted({row.starts_at for row in timed})

    def place(row: Row) -> tuple[int, int]:
        begin = moments.index(row.starts_at)
        return begin, max(1, sum(row.starts_at <= moment < row.ends_at for moment in moments))

    lanes = make_lanes(timed, name, place, len(moments), others)
    strips = [strip for lane in lanes for strip in lane.strips]
    lines = [
        Line(f"{moment:%H:%M}", 1, [cell for strip in strips for cell in strip if cell.start == n])
        for n, moment in enumerate(moments)
    ]
    heads = [(lane.name, len(lane.strips)) for lane in lanes]
    return Table(day, heads, lines, whole, len(strips))


def make_lanes(
    rows: list[Row], name: Callable[[Row], str], place: Callable[[Row], tuple[int, int]], length: int, others: str
) -> list[Lane]:
    """Lanes by name, ``others`` last; within each the first strip that is free takes a line."""
    named: dict[str, list[list[Cell]]] = {}
    for row in sorted(rows, key=lambda row: (row.starts_at, row.ends_at, row.uid)):
        start, span = place(row)
        strips = named.setdefault(name(row), [])
        free = next((strip for strip in strips if strip[-1].start + strip[-1].span <= start), None)
        if free is None:
            free = []
            strips.append(free)
        free.append(Cell(start, span, row))
    order = sorted(named, key=lambda key: (key == others, key.casefold()))
    return [Lane(key, [filled(strip, length) for strip in named[key]]) for key in order]


def filled(strip: list[Cell], length: int) -> list[Cell]:
    """The strip with empty cells wherever nothing happens, so that it spans the whole axis."""
    cells, at = [], 0
    for cell in strip:
        if cell.start > at:
            cells.append(Cell(at, cell.start - at))
        cells.append(cell)
        at = cell.start + cell.span
    return cells + ([Cell(at, length - at)] if at < length else [])
