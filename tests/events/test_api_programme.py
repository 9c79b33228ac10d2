"""Events and occurrences in the API: what the public was told, filtered, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from events.models import CalendarEntry, Event, Occurrence, Series, SeriesName
from events.services.ledger import reconcile_calendar
from tests.factories import (
    local,
    make_edition,
    make_event,
    make_open_occurrence,
    make_organiser,
    make_public_event,
    make_registration,
    make_series,
    make_term,
    make_venue,
)

pytestmark = pytest.mark.django_db


def items(client: Client, path: str, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/{path}", query)
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body["count"] == len(body["items"])
    return list(body["items"])


def titles(client: Client, path: str = "occurrences", **query: Any) -> list[str]:
    return [item["title"] for item in items(client, path, **query)]


def publish(event: Event) -> None:
    reconcile_calendar(Event.objects.filter(pk=event.pk))


@pytest.fixture
def concert(clock: time_machine.Traveller) -> Event:
    """One event with everything on it, on 19 September 2026 at 20:15 in Amsterdam."""
    edition = make_edition(make_series(slug="nacht", name="Nacht"), starts_on=local(2026, 9, 19).date())
    church = make_venue(slug="kerk", name="Kerk")
    room = make_venue(slug="koor", name="Koor", parent=church)
    return make_public_event(
        edition,
        title="Orgel",
        title_en="Organ",
        slug="orgel",
        summary="Een uur orgel.",
        summary_en="An hour of organ.",
        text="<p>Bach.</p>",
        text_en="<p>Bach!</p>",
        language="both",
        is_highlight=True,
        wheelchair=True,
        terms=[make_term(slug="erfgoed")],
        organisers=[make_organiser(slug="museum")],
        at__starts_at=local(2026, 9, 19, 20, 15),
        at__venue=room,
        at__way_in="register",
        at__capacity=40,
        at__price="gratis",
    )


def test_an_occurrence_says_all_that_the_public_may_know(client: Client, concert: Event) -> None:
    occurrence = concert.occurrences.get()
    make_registration(occurrence, seats=3)
    make_registration(occurrence, seats=2, state="waitlisted")
    expected = {
        "id": str(occurrence.public_id),
        "eventId": concert.code,
        "title": "Orgel",
        "summary": "Een uur orgel.",
        "textLanguage": "nl",
        "kind": "music",
        "language": "both",
        "seriesId": "nacht",
        "editionId": "nacht.2026",
        "terms": ["erfgoed"],
        "organisers": ["museum"],
        "access": ["wheelchair"],
        "highlight": True,
        "track": "",
        "url": f"http://testserver/evenement/orgel-{concert.code}/",
        "changedAt": "2026-06-15T10:00:00Z",
        "startsAt": "2026-09-19T18:15:00Z",
        "endsAt": "2026-09-19T19:15:00Z",
        "endKnown": True,
        "allDay": False,
        "continuous": False,
        "programmeDate": "2026-09-19",
        "timeZone": "Europe/Amsterdam",
        "status": "scheduled",
        "statusReason": "",
        "wayIn": "register",
        "capacity": 40,
        "seatsFree": 35,
        "partyLimit": 6,
        "price": "gratis",
        "ticketUrl": "",
        "streamUrl": "",
        "venueId": "koor",
        "place": "Kerk, Koor",
        "address": "Kerk, Koor, Kloksteeg 16, 2311 SL Leiden",
        "previous": None,
        "calendarUrl": f"http://testserver/evenement/{occurrence.public_id}.ics",
        "sequence": 0,
    }
    assert items(client, "occurrences") == [expected]
    assert client.get(f"/api/v1/occurrences/{occurrence.public_id}").json() == expected


def test_an_event_says_all_that_the_public_may_know(client: Client, concert: Event) -> None:
    expected = {
        "id": concert.code,
        "title": "Organ",
        "summary": "An hour of organ.",
        "html": "<p>Bach!</p>",
        "text": "Bach!",
        "textLanguage": "en",
        "kind": "music",
        "language": "both",
        "seriesId": "nacht",
        "editionId": "nacht.2026",
        "terms": ["erfgoed"],
        "organisers": ["museum"],
        "access": ["wheelchair"],
        "highlight": True,
        "track": "",
        "speakers": [],
        "image": None,
        "status": "scheduled",
        "occurrences": [str(concert.occurrences.get().public_id)],
        "url": f"http://testserver/en/evenement/orgel-{concert.code}/",
        "changedAt": "2026-06-15T10:00:00Z",
    }
    english = {"accept-language": "en"}
    assert client.get("/api/v1/events", headers=english).json() == {"items": [expected], "count": 1}
    assert client.get(f"/api/v1/events/{concert.code}", headers=english).json() == expected


def test_what_was_edited_but_not_published_is_not_told(client: Client, concert: Event) -> None:
    Event.objects.update(title="Gewijzigd")
    Occurrence.objects.update(starts_at=local(2026, 9, 20, 20), ends_at=local(2026, 9, 20, 21))
    assert titles(client) == ["Orgel"]
    assert items(client, "occurrences")[0]["startsAt"] == "2026-09-19T18:15:00Z"


def test_an_unpublished_event_is_not_there(client: Client) -> None:
    event = make_event()
    assert titles(client) == titles(client, "events") == []
    assert client.get(f"/api/v1/events/{event.code}").status_code == 404


def test_an_event_lists_its_occurrences_in_order_and_once(client: Client) -> None:
    event = make_public_event(occurrences=3)
    uids = [str(one.public_id) for one in event.occurrences.order_by("starts_at")]
    assert [item["occurrences"] for item in items(client, "events")] == [uids]
    assert [item["id"] for item in items(client, "occurrences")] == uids


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


def test_what_is_cancelled_stays_with_its_reason(client: Client, concert: Event) -> None:
    Occurrence.objects.update(status="cancelled", status_reason="De organist is ziek.")
    publish(concert)
    [told] = items(client, "occurrences")
    assert (told["status"], told["statusReason"], told["seatsFree"], told["sequence"]) == (
        "cancelled",
        "De organist is ziek.",
        0,
        1,
    )
    assert items(client, "events")[0]["status"] == "cancelled"


def test_what_has_gone_stays_as_cancelled_and_is_found_by_who_keeps_up(
    client: Client, clock: Any, concert: Event
) -> None:
    clock.shift(timedelta(hours=1))
    Event.objects.update(live=False)
    publish(concert)
    [told] = items(client, "occurrences", changedSince="2026-06-15T10:30:00Z")
    assert (told["status"], told["statusReason"], told["seatsFree"]) == ("cancelled", "Dit onderdeel is vervallen.", 0)
    assert told["changedAt"] == "2026-06-15T11:00:00Z"
    assert items(client, "events", changedSince="2026-06-15T10:30:00Z")[0]["status"] == "cancelled"


def test_an_occurrence_that_was_deleted_is_still_told_as_cancelled(client: Client, concert: Event) -> None:
    Occurrence.objects.all().delete()
    publish(concert)
    assert [(item["status"], item["seatsFree"], item["capacity"]) for item in items(client, "occurrences")] == [
        ("cancelled", 0, 40)
    ]


def test_what_was_moved_says_where_and_when_it_was(client: Client, concert: Event) -> None:
    Occurrence.objects.update(starts_at=local(2026, 9, 19, 21), ends_at=local(2026, 9, 19, 22))
    publish(concert)
    [told] = items(client, "occurrences")
    assert told["previous"] == {
        "startsAt": "2026-09-19T18:15:00Z",
        "endsAt": "2026-09-19T19:15:00Z",
        "place": "Kerk, Koor",
    }


def test_who_keeps_up_gets_the_oldest_change_first(client: Client, clock: Any) -> None:
    first = make_public_event(title="Eerst", at__starts_at=local(2026, 12, 1, 20))
    clock.shift(timedelta(hours=1))
    make_public_event(title="Daarna", at__starts_at=local(2026, 7, 1, 20))
    assert titles(client) == titles(client, "events") == ["Daarna", "Eerst"]
    since = CalendarEntry.objects.get(event_code=first.code).changed_at.isoformat()
    assert titles(client, changedSince=since) == titles(client, "events", changedSince=since) == ["Eerst", "Daarna"]


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


@pytest.mark.parametrize(("path", "queries"), [("occurrences", 3), ("occurrences?registration=open", 3), ("events", 3)])
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
    with django_assert_num_queries(3):
        items(
            client, "occurrences", series="nacht", venue="kerk", term="erfgoed", **{"from": timezone.now().isoformat()}
        )
