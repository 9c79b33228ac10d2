"""A drawing of its own for every event, series and edition: the same every time, from its code and what it is about."""

from .compose import draw, family_of
from .render import HEIGHT, WIDTH, to_png, to_svg
from .shapes import Shape

__all__ = ["HEIGHT", "WIDTH", "Shape", "draw", "family_of", "to_png", "to_svg"]
