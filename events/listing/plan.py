"""The map of a programme: where its venues lie towards each other, drawn by ourselves. Pure: groups in, points out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from .groups import Group
from .tiles import Point, Tile, tiles_under

WIDTH = 400.0
LEAST, MOST = 240.0, 480.0  # height
MARGIN = 26.0
APART = 36.0  # between two numbers, 34 wide: 24 px where the drawing is 288 px, on the smallest telephone
FAR = 5_000.0  # metres from the middle; what lies further is in the list only
WALK = 75.0  # metres a minute, as in *Mijn programma*
EQUATOR = 111_320.0  # metres in a degree


@dataclass(frozen=True)
class Spot:
    """A venue with its number; ``x`` and ``y`` of the number, ``at`` the true place, both in units of the drawing."""

    number: int
    group: Group
    x: float
    y: float
    at: Point

    @property
    def is_moved(self) -> bool:
        """Whether the number had to give way to others, so that a line must lead to the true place."""
        return math.dist((self.x, self.y), self.at) > 12


@dataclass(frozen=True)
class Plan:
    """``scale`` is the length of ``minutes`` of walking; ``elsewhere`` has no place on the map."""

    spots: list[Spot]
    elsewhere: list[Group]
    width: float
    height: float
    minutes: int
    scale: float
    tiles: list[Tile] = field(default_factory=list)

    @property
    def metres(self) -> int:
        return round(self.minutes * WALK / 50) * 50


@dataclass(frozen=True)
class Frame:
    """How the drawing lies on the ground: ``origin`` (WGS84) at ``x``, ``y``; ``unit`` of the drawing is a metre."""

    origin: Point
    x: float
    y: float
    unit: float
    height: float

    def place(self, point: Point) -> Point:
        east, south = metres(point, self.origin)
        return round(self.x + east * self.unit, 1), round(self.y + south * self.unit, 1)

    def point_at(self, x: float, y: float) -> Point:
        lat = self.origin[0] - (y - self.y) / self.unit / EQUATOR
        lon = self.origin[1] + (x - self.x) / self.unit / EQUATOR / math.cos(math.radians(self.origin[0]))
        return lat, lon


def make_plan(groups: Sequence[Group], tiles: str = "") -> Plan:
    """North is up. Groups are numbered from north to south, so that a number is quickly found on the map.

    ``tiles`` is the pattern of their addresses, where the operator has a server for them.
    """
    known = [(group, point) for group in groups if (point := point_of(group))]
    near = [pair for pair in known if within_reach(pair[1], [point for _, point in known])]
    placed = {id(group) for group, _ in near}
    elsewhere = [group for group in groups if id(group) not in placed]
    if not near:
        return Plan([], elsewhere, 0, 0, 0, 0)
    ordered = sorted(near, key=lambda pair: (-pair[1][0], pair[1][1], pair[0].name))
    frame = make_frame([point for _, point in ordered])
    true = [frame.place(point) for _, point in ordered]
    shown = spread(true, frame.height)
    spots = [
        Spot(number, group, x, y, at)
        for number, ((group, _), (x, y), at) in enumerate(zip(ordered, shown, true, strict=True), start=1)
    ]
    minutes = next((m for m in (15, 10, 5, 2) if m * WALK * frame.unit < WIDTH / 3), 1)
    under = tiles_under(tiles, frame.place, frame.point_at(0, 0), frame.point_at(WIDTH, frame.height)) if tiles else []
    return Plan(spots, elsewhere, WIDTH, frame.height, minutes, round(minutes * WALK * frame.unit, 1), under)


def point_of(group: Group) -> Point | None:
    return next((row.point for row in group.rows if row.point), None)


def within_reach(point: Point, points: list[Point]) -> bool:
    middle = median(lat for lat, _ in points), median(lon for _, lon in points)
    return math.dist(metres(point, middle), (0, 0)) <= FAR


def metres(point: Point, origin: Point) -> Point:
    """East and south of ``origin``; flat enough for a city."""
    east = (point[1] - origin[1]) * EQUATOR * math.cos(math.radians(origin[0]))
    return east, (origin[0] - point[0]) * EQUATOR


def make_frame(points: list[Point]) -> Frame:
    """The largest in which all of them fit, in the middle."""
    flat = [metres(point, points[0]) for point in points]
    left, top = min(x for x, _ in flat), min(y for _, y in flat)
    wide, high = max(x for x, _ in flat) - left, max(y for _, y in flat) - top
    unit = min((WIDTH - 2 * MARGIN) / max(wide, 400), (MOST - 2 * MARGIN) / max(high, 200))
    height = max(LEAST, high * unit + 2 * MARGIN)
    x, y = (WIDTH - wide * unit) / 2 - left * unit, (height - high * unit) / 2 - top * unit
    return Frame(points[0], x, y, unit, round(height, 1))


def spread(points: list[Point], height: float, rounds: int = 120) -> list[Point]:
    """The same places with numbers pushed apart until none covers another; the same every time."""
    at = [list(point) for point in points]
    for _ in range(rounds):
        quiet = True
        for i in range(len(at)):
            for j in range(i):
                quiet = part(at[i], at[j], i + j) and quiet
        for spot in at:
            spot[0] = min(max(spot[0], APART / 2), WIDTH - APART / 2)
            spot[1] = min(max(spot[1], APART / 2), height - APART / 2)
        if quiet:
            break
    return [(round(x, 1), round(y, 1)) for x, y in at]


def part(one: list[float], other: list[float], turn: int) -> bool:
    """Push two apart that are too near, each by half; True when they were not. Equal places part in some direction."""
    dx, dy = one[0] - other[0], one[1] - other[1]
    length = math.hypot(dx, dy)
    if length >= APART:
        return True
    if length < 0.01:
        dx, dy, length = math.cos(turn), math.sin(turn), 1.0
        push = APART / 2
    else:
        push = (APART - length) / 2 + 0.1
    for spot, sign in ((one, 1), (other, -1)):
        spot[0] += sign * dx / length * push
        spot[1] += sign * dy / length * push
    return False
