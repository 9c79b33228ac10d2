"""Series, editions, venues, organisers and themes in the API."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from events.models import Scheme, SeriesName, VenueName
from tests.factories import make_edition, make_organiser, make_series, make_term, make_venue

pytestmark = pytest.mark.django_db


def get(client: Client, path: str, **headers: str) -> Any:
    answer = client.get(f"/api/v1/{path}", headers=headers)
    assert answer.status_code == 200, answer.content
    return answer.json()


def only(client: Client, path: str, **headers: str) -> Any:
    body = get(client, path, **headers)
    assert (body["count"], len(body["items"])) == (1, 1)
    return body["items"][0]


def test_a_series_has_its_earlier_names_and_answers_under_its_earlier_address(client: Client) -> None:
    series = make_series(
        slug="nacht",
        name="Nacht",
        name_en="Night",
        summary="Eens per jaar.",
        description="Lang.",
        ended_on=date(2025, 10, 8),
    )
    SeriesName.objects.create(series=series, name="Oude nacht", slug="oude-nacht", valid_until=date(2018, 8, 31))
    series.organisers.add(make_organiser(slug="museum"))
    expected = {
        "id": "nacht",
        "name": "Nacht",
        "formerNames": [{"name": "Oude nacht", "validUntil": "2018-08-31"}],
        "summary": "Eens per jaar.",
        "description": "Lang.",
        "endedOn": "2025-10-08",
        "organisers": ["museum"],
        "url": "http://testserver/agenda/nacht/",
    }
    assert only(client, "series") == get(client, "series/nacht") == get(client, "series/oude-nacht") == expected
    assert get(client, "series/nacht", **{"accept-language": "en"})["name"] == "Night"


def test_an_edition_has_the_name_of_its_time_and_the_end_of_its_day(client: Client) -> None:
    series = make_series(slug="nacht", name="Nacht", name_en="Night")
    SeriesName.objects.create(series=series, name="Oude nacht", slug="oude-nacht", valid_until=date(2018, 8, 31))
    make_edition(
        series,
        starts_on=date(2016, 9, 17),
        ordinal="vierde",
        theme="Tijd",
        is_cancelled=True,
        cancelled_reason="Storm.",
    )
    expected = {
        "id": "nacht.2016",
        "seriesId": "nacht",
        "name": "Oude nacht 2016",
        "ordinal": "vierde",
        "theme": "Tijd",
        "summary": "",
        "startsOn": "2016-09-17",
        "endsOn": "2016-09-17",
        "dayEndsAt": "06:00:00",
        "timeZone": "Europe/Amsterdam",
        "status": "cancelled",
        "statusReason": "Storm.",
        "url": "http://testserver/agenda/nacht/2016/",
    }
    assert (
        only(client, "editions")
        == get(client, "editions/nacht.2016")
        == get(client, "editions/oude-nacht.2016")
        == expected
    )


def test_editions_come_newest_first_and_by_series(client: Client) -> None:
    series = make_series(slug="nacht")
    for year in (2016, 2018, 2017):
        make_edition(series, starts_on=date(year, 9, 17))
    make_edition(starts_on=date(2019, 1, 1))
    assert [item["id"] for item in get(client, "editions?series=nacht")["items"]] == [
        "nacht.2018",
        "nacht.2017",
        "nacht.2016",
    ]
    assert get(client, "editions")["count"] == 4


def test_an_edition_that_is_not_public_is_not_there(client: Client) -> None:
    make_edition(make_series(slug="nacht"), starts_on=date(2026, 9, 19), is_public=False)
    assert get(client, "editions") == {"items": [], "count": 0}
    assert client.get("/api/v1/editions/nacht.2026").status_code == 404


def test_a_room_has_the_address_and_the_place_of_its_building(client: Client) -> None:
    hall = make_venue(
        slug="hal", name="Hal", capacity=900, wheelchair=True, access_note="Lift links.", url="https://hal.example"
    )
    room = make_venue(
        slug="zaal", name="Zaal", parent=hall, street="", postcode="", city="", lat=None, lon=None, ring_loop=True
    )
    VenueName.objects.create(venue=room, name="Kamer", valid_until=date(2020, 1, 1))
    assert get(client, "venues/zaal") == {
        "id": "zaal",
        "parentId": "hal",
        "name": "Zaal",
        "formerNames": [{"name": "Kamer", "validUntil": "2020-01-01"}],
        "street": "Kloksteeg 16",
        "postcode": "2311 SL",
        "city": "Leiden",
        "location": {"type": "Point", "coordinates": [4.4881, 52.1578]},
        "capacity": None,
        "access": ["ring_loop"],
        "accessNote": "",
        "url": "",
    }
    assert get(client, "venues")["items"] == [get(client, "venues/hal"), get(client, "venues/zaal")]


def test_a_place_without_coordinates_has_no_location(client: Client) -> None:
    make_venue(lat=None, lon=None)
    assert only(client, "venues")["location"] is None


@pytest.mark.parametrize(
    ("box", "found"),
    [
        ("4.48,52.15,4.49,52.16", ["hal", "zaal"]),
        ("4.4881,52.1578,4.4881,52.1578", ["hal", "zaal"]),
        ("5.00,52.15,5.10,52.16", []),
        ("-180,-90,180,90", ["hal", "zaal"]),
    ],
)
def test_a_box_finds_the_venues_in_it_with_their_rooms(client: Client, box: str, found: list[str]) -> None:
    hall = make_venue(slug="hal", name="Hal")
    make_venue(slug="zaal", name="Zaal", parent=hall, lat=None, lon=None)
    make_venue(slug="nergens", name="Nergens", lat=None, lon=None)
    assert [item["id"] for item in get(client, f"venues?bbox={box}")["items"]] == found


@pytest.mark.parametrize(
    "box", ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "52.15,181,52.16,182", "4,91,5,92", "1e5,1,2,3", "١,٢,٣,٤"]
)
def test_a_box_of_another_shape_is_refused(client: Client, box: str) -> None:
    answer: Any = client.get("/api/v1/venues", {"bbox": box})
    assert answer.status_code == 400
    assert [one["name"] for one in answer.json()["errors"]] == ["bbox"]


def test_coordinates_are_in_crs84_and_in_nothing_else(client: Client) -> None:
    crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    rd = "http://www.opengis.net/def/crs/EPSG/0/28992"
    right: Any = client.get("/api/v1/venues", {"crs": crs84}, headers={"accept-crs": crs84})
    assert (right.status_code, right["Content-Crs"]) == (200, f"<{crs84}>")
    wrong: Any = client.get("/api/v1/venues", {"crs": rd}, headers={"accept-crs": rd})
    assert wrong.status_code == 400
    assert sorted((one["in"], one["name"]) for one in wrong.json()["errors"]) == [
        ("header", "Accept-Crs"),
        ("query", "crs"),
    ]


def test_an_organiser_has_a_name_and_a_site(client: Client) -> None:
    make_organiser(
        slug="museum", name="Museum", name_en="The Museum", description="Van alles.", url="https://museum.example"
    )
    expected = {"id": "museum", "name": "The Museum", "description": "Van alles.", "url": "https://museum.example"}
    english = {"accept-language": "en"}
    assert only(client, "organisers", **english) == get(client, "organisers/museum", **english) == expected


def test_a_theme_says_to_which_dated_scheme_it_belongs(client: Client) -> None:
    scheme = Scheme.objects.create(
        slug="lijnen", name="Lijnen", name_en="Lines", valid_from=date(2012, 1, 1), valid_until=date(2022, 12, 31)
    )
    make_term(scheme=scheme, slug="zorg", name="Zorg", name_en="Care")
    assert only(client, "terms") == {
        "id": "zorg",
        "name": "Zorg",
        "schemeId": "lijnen",
        "schemeName": "Lijnen",
        "validFrom": "2012-01-01",
        "validUntil": "2022-12-31",
    }


@pytest.mark.parametrize(
    ("path", "queries"), [("series", 5), ("editions", 4), ("venues", 4), ("organisers", 3), ("terms", 3)]
)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_however_long(
    client: Client, django_assert_num_queries: Any, path: str, queries: int, rows: int
) -> None:
    for _ in range(rows):
        series = make_series()
        series.organisers.add(make_organiser())
        SeriesName.objects.create(series=series, name="Vroeger", valid_until=date(2018, 8, 31))
        make_edition(series)
        VenueName.objects.create(venue=make_venue(), name="Vroeger", valid_until=date(2018, 8, 31))
        make_term()
    with django_assert_num_queries(queries):
        assert get(client, path)["count"] == rows
