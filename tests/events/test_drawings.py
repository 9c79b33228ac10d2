"""Drawings: the same every time, small, and right in page and mail."""

from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from events.drawings import HEIGHT, WIDTH, draw, family_of, to_png, to_svg
from events.drawings.compose import FAMILIES, HINTS
from subscribers.shell import colours
from tests.factories import make_edition, make_public_event, make_series, make_term

LIGHT, DARK = colours.light(colours.DRAWING), colours.dark(colours.DRAWING)
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


@pytest.mark.django_db
@pytest.mark.parametrize(("suffix", "kind"), [("svg", "image/svg+xml"), ("png", "image/png")])
def test_events_series_and_editions_have_one_at_a_fixed_address(client, suffix, kind):
    series = make_series(slug="nacht-van-kunst")
    event = make_public_event(make_edition(series, slug="2026"), terms=[make_term(slug="erfgoed")])
    for code in (event.code, "nacht-van-kunst", "nacht-van-kunst-2026"):
        response = client.get(f"/beeld/{code}.{suffix}")
        assert (response.status_code, response["Content-Type"]) == (200, kind)
        assert response["Cache-Control"] == "public, max-age=604800"
        again = client.get(f"/beeld/{code}.{suffix}", headers={"if-none-match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.django_db
def test_what_is_unknown_has_no_drawing(client):
    assert client.get("/beeld/zzzzzzzz.svg").status_code == 404


@pytest.mark.django_db
def test_a_drawing_that_stands_alone_may_style_itself_and_nothing_else(client):
    response = client.get(f"/beeld/{make_public_event().code}.svg")
    assert response["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'"
