"""Tiles of a map server under the drawing of a programme: square pictures in the web's Mercator (EPSG:3857). Pure."""

import math
from collections.abc import Callable
from dataclasses import dataclass

Point = tuple[float, float]  # latitude and longitude (WGS84), or x and y in the drawing
LEAST = 128.0  # units of the drawing that a tile of 256 pixels is wide, so that it is sharp and there are few
DEEPEST = 19


@dataclass(frozen=True)
class Tile:
    """One picture; its place and size in units of the drawing."""

    address: str
    x: float
    y: float
    width: float
    height: float


def tiles_under(pattern: str, place: Callable[[Point], Point], top_left: Point, bottom_right: Point) -> list[Tile]:
    """The tiles that cover a drawing from corner to corner; ``pattern`` has ``{z}``, ``{x}`` and ``{y}`` in it."""
    zoom = zoom_for(place, top_left)
    (left, top), (right, bottom) = number_of(top_left, zoom), number_of(bottom_right, zoom)
    return [
        make_tile(pattern, place, zoom, column, row)
        for row in range(int(top), int(bottom) + 1)
        for column in range(int(left), int(right) + 1)
    ]


def zoom_for(place: Callable[[Point], Point], point: Point) -> int:
    """The deepest at which a tile is still ``LEAST`` wide."""
    here, there = place(point), place((point[0], point[1] + 1))  # a degree to the east
    return max(z for z in range(DEEPEST + 1) if (there[0] - here[0]) * 360 / 2**z >= LEAST or z == 0)


def number_of(point: Point, zoom: int) -> tuple[float, float]:
    """(column, row), with how far into it."""
    lat, lon = math.radians(point[0]), point[1]
    return (lon + 180) / 360 * 2**zoom, (1 - math.asinh(math.tan(lat)) / math.pi) / 2 * 2**zoom


def corner_of(column: int, row: int, zoom: int) -> Point:
    """Latitude and longitude of the north-west corner of a tile."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / 2**zoom)))), column / 2**zoom * 360 - 180


def make_tile(pattern: str, place: Callable[[Point], Point], zoom: int, column: int, row: int) -> Tile:
    x, y = place(corner_of(column, row, zoom))
    right, bottom = place(corner_of(column + 1, row + 1, zoom))
    numbers = {"{z}": zoom, "{x}": column, "{y}": row}
    address = pattern
    for name, number in numbers.items():
        address = address.replace(name, str(number))
    return Tile(address, x, y, round(right - x, 1), round(bottom - y, 1))
