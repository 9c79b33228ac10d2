"""Draws a small picture for a thing that has no photo: the same every time, from its code and what it is about.

Stands alone: a code and some words in, shapes out; shapes in, SVG or PNG out. No clock, no chance but that of the code.

Promises: equal arguments give equal bytes, on any machine (the dice are SHA-256); an SVG is well-formed, holds no text,
script or URL, and stays under 20 kB; without colours of its own it has class names alone, ``d-…`` for areas and ``l-…``
for lines, for a style sheet to colour. A PNG is WIDTH × HEIGHT pixels of few colours.

Sources: SVG 2 (paths, §9), ISO/IEC 18004 (QR codes, by the package ``segno``).
"""

from .compose import draw, family_of
from .qr import qr_svg
from .render import HEIGHT, WIDTH, to_png, to_svg
from .shapes import Shape

__all__ = ["HEIGHT", "WIDTH", "Shape", "draw", "family_of", "qr_svg", "to_png", "to_svg"]
