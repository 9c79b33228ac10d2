"""The map of a programme: where its venues lie towards each other, drawn by ourselves. Pure: groups in, points out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from .programme import Group

WIDTH = 400.0
LEAST, MOST = 240.0, 480.0  # height
MARGIN = 26.0
APART = 31.0  # between two numbers, 28 wide
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
    at: tuple[float, float]

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

    @property
    def metres(self) -> int:
        return round(self.minutes * WALK / 50) * 50


def make_plan(groups: Sequence[Group]) -> Plan:
    """North is up. Groups are numbered from north to south, so that a number is quickly found on the map."""
    known = [(group, point) for group in groups if (point := point_of(group))]
    near = [pair for pair in known if within_reach(pair[1], [point for _, point in known])]
    placed = {id(group) for group, _ in near}
    elsewhere = [group for group in groups if id(group) not in placed]
    if not near:
        return Plan([], elsewhere, 0, 0, 0, 0)
    ordered = sorted(near, key=lambda pair: (-pair[1][0], pair[1][1], pair[0].name))
    true, height, unit = project([point for _, point in ordered])
    shown = spread(true, height)
    spots = [
        Spot(number, group, x, y, at)
        for number, ((group, _), (x, y), at) in enumerate(zip(ordered, shown, true, strict=True), start=1)
    ]
    minutes = next((m for m in (15, 10, 5, 2) if m * WALK * unit < WIDTH / 3), 1)
    return Plan(spots, elsewhere, WIDTH, height, minutes, round(minutes * WALK * unit, 1))


def point_of(group: Group) -> tuple[float, float] | None:
    return next((row.point for row in group.rows if row.point), None)


def within_reach(point: tuple[float, float], points: list[tuple[float, float]]) -> bool:
    middle = median(lat for lat, _ in points), median(lon for _, lon in points)
    return math.dist(metres(point, middle), (0, 0)) <= FAR


def metres(point: tuple[float, float], origin: tuple[float, float]) -> tuple[float, float]:
    """East and south of ``origin``; flat enough for a city."""
    east = (point[1] - origin[1]) * EQUATOR * math.cos(math.radians(origin[0]))
    return east, (origin[0] - point[0]) * EQUATOR


def project(points: list[tuple[float, float]]) -> tuple[list[tuple[float, float]], float, float]:
    """(places in the drawing, its height, units of drawing in a metre)."""
    flat = [metres(point, points[0]) for point in points]
    left, top = min(x for x, _ in flat), min(y for _, y in flat)
    wide, high = max(x for x, _ in flat) - left, max(y for _, y in flat) - top
    unit = min((WIDTH - 2 * MARGIN) / max(wide, 400), (MOST - 2 * MARGIN) / max(high, 200))
    height = max(LEAST, high * unit + 2 * MARGIN)
    x0, y0 = (WIDTH - wide * unit) / 2 - left * unit, (height - high * unit) / 2 - top * unit
    return [(round(x0 + x * unit, 1), round(y0 + y * unit, 1)) for x, y in flat], round(height, 1), unit


def spread(points: list[tuple[float, float]], height: float, rounds: int = 120) -> list[tuple[float, float]]:
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
