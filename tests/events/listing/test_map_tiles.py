"""Tiles under the map of a programme: only where the operator has a server for them, and exactly where they belong."""

from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, override_settings

from config.settings.tiles import map_tiles
from tests.factories import make_edition, make_public_event, make_series, make_venue
from tests.pages import problems, soup, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MAP = "/agenda/nacht/2026/?weergave=kaart"
PATTERN = "https://tiles.example/brt/{z}/{x}/{y}.png"


@pytest.fixture
def night(clock):
    edition = make_edition(make_series(slug="nacht"), starts_on=date(2026, 9, 19))
    for name, lat, lon in (("Lakenhal", 52.1628, 4.4873), ("Hortus", 52.1567, 4.4843), ("LUMC", 52.166, 4.4778)):
        make_public_event(edition, at__venue=make_venue(name=name, lat=lat, lon=lon))
    return edition


@pytest.fixture
def tiled():
    with override_settings(MAP_TILES=PATTERN, MAP_CREDIT="Kaart: Kadaster"):
        yield Client()


def images_of(client):
    return soup(client.get(MAP)).select(".plan svg image")


def test_without_the_setting_nobody_else_is_asked_for_anything(client, night):
    response = client.get(MAP)
    assert not soup(response).select("image")
    assert "img-src 'self' data:;" in response["Content-Security-Policy"]
    assert "Eén uitzondering" not in text_of(client.get("/privacy/"))


def test_with_it_that_one_host_may_be_asked_is_named_and_is_told_about(tiled, night):
    response = tiled.get(MAP)
    assert problems(response, "nl") == []
    assert "img-src 'self' data: https://tiles.example; frame-src" in response["Content-Security-Policy"]
    assert "Kaart: Kadaster" in text_of(response)
    assert "haalt uw browser de ondergrond op bij tiles.example" in text_of(tiled.get("/privacy/"))


def test_the_tiles_cover_the_whole_drawing_without_a_gap(tiled, night):
    found = [{name: float(image[name]) for name in ("x", "y", "width", "height")} for image in images_of(tiled)]
    _, _, width, height = (float(value) for value in soup(tiled.get(MAP)).select_one(".plan svg")["viewbox"].split())
    assert min(tile["x"] for tile in found) <= 0 and min(tile["y"] for tile in found) <= 0
    assert max(tile["x"] + tile["width"] for tile in found) >= width
    assert max(tile["y"] + tile["height"] for tile in found) >= height
    assert all(128 <= tile["width"] <= 257 for tile in found)
    rows = sorted({(tile["y"], tile["height"]) for tile in found})
    assert all(abs(y + high - below) <= 0.2 for (y, high), (below, _) in zip(rows, rows[1:], strict=False))
    assert len(found) <= 20


def test_a_venue_lies_on_the_tile_that_has_it(tiled, night):
    """52.1628 north, 4.4873 east is in tile 33584/21599 of zoom 16, by the formula of OpenStreetMap's wiki."""
    images = {image["href"]: image for image in images_of(tiled)}
    tile = images["https://tiles.example/brt/16/33584/21599.png"]
    spot = soup(tiled.get(MAP)).select(".plan circle.true")[1]
    assert float(tile["x"]) <= float(spot["cx"]) <= float(tile["x"]) + float(tile["width"])
    assert float(tile["y"]) <= float(spot["cy"]) <= float(tile["y"]) + float(tile["height"])


@pytest.mark.parametrize("value", ["", "/kaart/{z}/{x}/{y}.png", PATTERN, "https://t.example:8443/w?z={z}&x={x}&y={y}"])
def test_a_pattern_that_can_be_used_is_taken_as_it_is(value):
    assert map_tiles(value, "Kaart: ons") == (value, "Kaart: ons")


@pytest.mark.parametrize(
    "value",
    [
        "http://tiles.example/{z}/{x}/{y}.png",
        "//tiles.example/{z}/{x}/{y}.png",
        "https://tiles.example; script-src */{z}/{x}/{y}",
        "https://user@tiles.example/{z}/{x}/{y}",
        "https://{z}/{x}/{y}",
        "https://tiles.example/{x}/{y}",
    ],
)
def test_any_other_is_refused_by_name(value):
    with pytest.raises(ImproperlyConfigured, match="setting MAP_TILES must"):
        map_tiles(value, "Kaart: ons")
