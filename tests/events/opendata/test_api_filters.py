"""Finding events and occurrences: by what they are, by when, and by whether one can register."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from events.models import Event, Series, SeriesName
from tests.events.opendata.concert import items, make_concert, titles
from tests.factories import (
    local,
    make_edition,
    make_open_occurrence,
    make_organiser,
    make_public_event,
    make_registration,
    make_term,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def concert(clock: time_machine.Traveller) -> Event:
    return make_concert()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"series": "nacht"}, True),
        ({"series": "dag"}, False),
        ({"edition": "nacht.2026"}, True),
        ({"edition": "nacht.2025"}, False),
        ({"edition": "dag.2026"}, False),
        ({"venue": "koor"}, True),
        ({"venue": "kerk"}, True),
        ({"venue": "hal"}, False),
        ({"term": "erfgoed"}, True),
        ({"term": "zorg"}, False),
        ({"organiser": "museum"}, True),
        ({"organiser": "school"}, False),
        ({"kind": "music"}, True),
        ({"kind": "lecture"}, False),
        ({"language": "nl"}, True),
        ({"language": "en"}, True),
        ({"language": "any"}, False),
        ({"from": "2026-09-19T21:00:00+02:00"}, True),
        ({"from": "2026-09-19T19:15:00Z"}, False),
        ({"until": "2026-09-19T18:15:01Z"}, True),
        ({"until": "2026-09-19T18:15:00Z"}, False),
        ({"changedSince": "2026-06-15T10:00:00Z"}, True),
        ({"changedSince": "2026-06-15T10:00:01Z"}, False),
        ({"term": "erfgoed", "venue": "kerk", "kind": "music", "series": "nacht"}, True),
        ({"term": "erfgoed", "venue": "hal"}, False),
    ],
)
def test_filters_narrow_events_and_occurrences_alike(
    client: Client, concert: Event, query: dict[str, str], found: bool
) -> None:
    assert titles(client, "occurrences", **query) == titles(client, "events", **query) == (["Orgel"] if found else [])


def test_a_series_is_found_under_its_earlier_address(client: Client, concert: Event) -> None:
    series = Series.objects.get(slug="nacht")
    SeriesName.objects.create(series=series, name="Oude nacht", slug="oude-nacht", valid_until=local(2020, 1, 1).date())
    assert titles(client, series="oude-nacht") == titles(client, edition="oude-nacht.2026") == ["Orgel"]


@pytest.mark.parametrize(
    ("values", "is_open"),
    [
        ({}, True),
        ({"capacity": None}, True),
        ({"way_in": "expected"}, True),
        ({"way_in": "free"}, False),
        ({"way_in": "elsewhere", "ticket_url": "https://kaarten.example"}, False),
        ({"starts_at": local(2026, 6, 15, 11)}, False),
        ({"registration_opens_at": local(2026, 6, 16)}, False),
        ({"registration_closes_at": local(2026, 6, 15)}, False),
        ({"status": "cancelled", "status_reason": "Ziek."}, False),
    ],
)
def test_open_is_what_one_can_register_for_now(
    client: Client, clock: Any, values: dict[str, Any], is_open: bool
) -> None:
    occurrence = make_open_occurrence(**values)
    expected = [(str(occurrence.public_id), occurrence.capacity, occurrence.capacity)] if is_open else []
    found = items(client, "occurrences", registration="open")
    assert [(item["id"], item["capacity"], item["seatsFree"]) for item in found] == expected


@pytest.mark.parametrize(("waiting_list", "found"), [(True, [0]), (False, [])])
def test_a_full_place_is_open_when_it_has_a_waiting_list(
    client: Client, clock: Any, waiting_list: bool, found: list[int]
) -> None:
    occurrence = make_open_occurrence(capacity=2, has_waiting_list=waiting_list)
    make_registration(occurrence, seats=2)
    assert [item["seatsFree"] for item in items(client, "occurrences", registration="open")] == found


@pytest.mark.parametrize(("path", "queries"), [("occurrences", 7), ("occurrences?registration=open", 8), ("events", 5)])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_however_long(
    client: Client, django_assert_num_queries: Any, path: str, queries: int, rows: int
) -> None:
    edition = make_edition()
    for _ in range(rows):
        make_public_event(
            edition, terms=[make_term()], organisers=[make_organiser()], at__way_in="register", at__capacity=5
        )
    with django_assert_num_queries(queries):
        assert client.get(f"/api/v1/{path}").json()["count"] == rows


def test_a_filtered_list_costs_the_same_as_a_whole_one(
    client: Client, concert: Event, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(7):  # three are the cache's: versions, and until when it holds
        items(
            client, "occurrences", series="nacht", venue="kerk", term="erfgoed", **{"from": timezone.now().isoformat()}
        )
