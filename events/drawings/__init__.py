"""A drawing of its own for every event, series and edition: the same every time, from its code and what it is about."""

from .compose import draw, family_of
from .qr import qr_svg
from .render import HEIGHT, WIDTH, to_png, to_svg
from .shapes import Shape

__all__ = ["HEIGHT", "WIDTH", "Shape", "draw", "family_of", "qr_svg", "to_png", "to_svg"]
