"""Drawings: the same every time, small, and right in page and mail. Nothing here needs Django."""

from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from events.drawings import HEIGHT, WIDTH, draw, family_of, qr_svg, to_png, to_svg
from events.drawings.compose import FAMILIES, HINTS

ROLES = ("sky", "deep", "line", "soft", "glow", "accent", "shade")
LIGHT = dict(zip(ROLES, ("#e9e4d6", "#d3d8d6", "#16202e", "#a9b3b8", "#e9a51f", "#7a2e5d", "#16202e"), strict=True))
DARK = dict(zip(ROLES, ("#0a1020", "#16213c", "#c9d3e6", "#43526f", "#ffc857", "#8d4a78", "#060a14"), strict=True))
ABOUT = {family: [hints[0]] for family, hints in HINTS.items()}


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_family_is_chosen_by_what_it_is_about_and_is_small_and_valid(family):
    shapes = draw("abcd2345", ABOUT[family])
    assert family_of("abcd2345", ABOUT[family]) == family
    for svg in (to_svg(shapes), to_svg(shapes, (LIGHT, DARK))):
        ET.fromstring(svg)
        assert len(svg) < 20_000
        assert "style=" not in svg


def test_the_same_code_gives_the_same_drawing_and_another_code_another():
    assert to_svg(draw("abcd2345", ["erfgoed"])) == to_svg(draw("abcd2345", ["erfgoed"]))
    assert to_svg(draw("abcd2345", ["erfgoed"])) != to_svg(draw("abcd2346", ["erfgoed"]))


def test_what_hints_at_nothing_gets_any_of_the_families():
    assert {family_of(f"code{n}", ["xyzzy"]) for n in range(200)} == set(FAMILIES)


def test_a_drawing_in_a_page_is_hidden_from_readers_of_screens_and_takes_the_colours_of_the_page():
    svg = to_svg(draw("abcd2345"))
    assert 'aria-hidden="true"' in svg
    assert "#" not in svg


def test_the_picture_for_mail_is_a_png_of_fixed_size_in_light_and_dark():
    shapes = draw("abcd2345", ["gezondheid"])
    light, dark = (Image.open(BytesIO(to_png(shapes, own))).convert("RGB") for own in (LIGHT, DARK))
    assert (light.format, light.size, dark.size) == (None, (WIDTH, HEIGHT), (WIDTH, HEIGHT))
    assert to_png(shapes, LIGHT).startswith(b"\x89PNG")
    assert sum(light.resize((1, 1)).getpixel((0, 0))) > 3 * 128 > sum(dark.resize((1, 1)).getpixel((0, 0)))


def test_a_qr_code_is_hidden_from_readers_of_screens_and_as_small_as_can_be():
    svg = qr_svg("https://agenda.example/")
    assert ET.fromstring(svg).get("aria-hidden") == "true"
    assert len(svg) < 3_000 and svg == qr_svg("https://agenda.example/")
