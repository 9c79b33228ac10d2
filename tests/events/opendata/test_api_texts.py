"""Answers of lists are kept as texts: one that is told anew is one that is made, and the bytes are those of JSON."""

import json
from typing import Any

import pytest
from django.test import Client

from events.models import Event, Occurrence
from events.opendata import texts
from tests.events.opendata.concert import publish
from tests.factories import make_edition, make_public_event, make_registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(clock: Any) -> list[Event]:
    edition = make_edition()
    limits = [("free", None), ("register", 5), ("free", 7)]
    return [make_public_event(edition, at__way_in=way_in, at__capacity=most) for way_in, most in limits]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Of what an answer was made."""
    taken: list[str] = []
    for name in ("make_occurrence", "make_event"):
        make = getattr(texts, name)

        def noted(entries: Any, language: str, make: Any = make) -> str:
            taken.append(entries[0].event_code)
            return str(make(entries, language))

        monkeypatch.setattr(texts, name, noted)
    return taken


def seats_free(client: Client, events: list[Event]) -> list[int | None]:
    found = {item["eventId"]: item["seatsFree"] for item in client.get("/api/v1/occurrences").json()["items"]}
    return [found[event.code] for event in events]


@pytest.mark.parametrize("path", ["occurrences", "events"])
def test_one_that_is_told_anew_is_the_only_one_made(
    client: Client, three: list[Event], made: list[str], path: str
) -> None:
    client.get(f"/api/v1/{path}")
    made.clear()
    three[1].title = "Anders"
    three[1].save()
    publish(three[1])
    assert "Anders" in client.get(f"/api/v1/{path}").content.decode()
    assert made == [three[1].code]


def test_another_seat_taken_makes_none(client: Client, three: list[Event], made: list[str]) -> None:
    client.get("/api/v1/occurrences")
    made.clear()
    make_registration(three[1].occurrences.get(), seats=2)
    assert (seats_free(client, three), made) == ([None, 3, 7], [])


def test_a_limit_taken_away_is_no_limit_any_more(client: Client, three: list[Event]) -> None:
    client.get("/api/v1/occurrences")
    Occurrence.objects.filter(event=three[1]).update(capacity=None)
    assert seats_free(client, three) == [None, None, 7]


@pytest.mark.parametrize("path", ["occurrences", "events", "occurrences?page=9"])
def test_a_list_that_is_joined_is_the_json_of_its_objects(client: Client, three: list[Event], path: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.content.decode() == json.dumps(answer.json())
    assert answer["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("path", ["occurrences", "events"])
def test_one_by_itself_is_what_the_list_says_of_it(client: Client, three: list[Event], path: str) -> None:
    for item in client.get(f"/api/v1/{path}").json()["items"]:
        assert client.get(f"/api/v1/{path}/{item['id']}").json() == item
