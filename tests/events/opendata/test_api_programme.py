"""Events and occurrences in the API: what the public was told, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from events.models import CalendarEntry, Event, Occurrence
from tests.events.opendata.concert import items, make_concert, publish, titles
from tests.factories import local, make_event, make_public_event, make_registration

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def concert(clock: time_machine.Traveller) -> Event:
    return make_concert()


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
