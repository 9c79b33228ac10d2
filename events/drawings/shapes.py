"""What a drawing is made of: areas, lines and dots in whole pixels, each in a role with a light and a dark colour."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import Literal, TypeVar

WIDTH, HEIGHT = 1200, 400
T = TypeVar("T")

Role = Literal["sky", "deep", "line", "soft", "glow", "accent", "shade"]
Point = tuple[int, int]


@dataclass(frozen=True)
class Shape:
    """``area`` is filled, ``line`` stroked ``size`` wide, ``dot`` a disc with radius ``size`` at its one point."""

    form: Literal["area", "line", "dot"]
    role: Role
    points: tuple[Point, ...]
    size: int = 0


class Dice:
    """Repeatable chance: only ``Random.random``, whose sequence Python promises to keep for a given seed."""

    def __init__(self, seed: str) -> None:
        self.roll: Callable[[], float] = Random(seed).random  # noqa: S311 (a picture, not a secret)

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.roll()

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self.roll() * (high - low + 1))

    def pick(self, options: list[T]) -> T:
        return options[int(self.roll() * len(options))]


def area(role: Role, points: Iterable[tuple[float, float]]) -> Shape:
    return Shape("area", role, whole(points))


def line(role: Role, points: Iterable[tuple[float, float]], size: int = 3) -> Shape:
    return Shape("line", role, whole(points), size)


def dot(role: Role, x: float, y: float, radius: float) -> Shape:
    return Shape("dot", role, whole([(x, y)]), max(1, round(radius)))


def box(role: Role, x: float, y: float, width: float, height: float) -> Shape:
    return area(role, [(x, y), (x + width, y), (x + width, y + height), (x, y + height)])


def arc(x: float, y: float, radius: float, start: float, end: float, steps: int = 24) -> list[tuple[float, float]]:
    """Points along a circle, angles in turns (0 = right, a quarter = down)."""
    turns = (start + (end - start) * i / steps for i in range(steps + 1))
    return [(x + radius * math.cos(2 * math.pi * t), y + radius * math.sin(2 * math.pi * t)) for t in turns]


def whole(points: Iterable[tuple[float, float]]) -> tuple[Point, ...]:
    return tuple((round(x), round(y)) for x, y in points)
