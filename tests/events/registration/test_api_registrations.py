"""Registering through the API."""

import json
from typing import Any

import pytest
from django.test import Client

from events.models import Occurrence, Registration
from tests.factories import make_event, make_open_occurrence, make_registration

pytestmark = pytest.mark.django_db


def register(client: Client, occurrence: Occurrence, **values: Any) -> Any:
    body = {
        "occurrenceId": str(occurrence.public_id),
        "name": "Noor",
        "email": "noor@example.org",
        "seats": 2,
        "language": "en",
        **values,
    }
    return client.post("/api/v1/registrations", json.dumps(body), content_type="application/json")


def refusal(answer: Any) -> tuple[int, list[tuple[str, str]]]:
    assert answer["Content-Type"] == "application/problem+json"
    return answer.status_code, [(one["name"], one["code"]) for one in answer.json()["errors"]]


def test_a_registration_is_made_confirmed_and_mailed(client: Client, outbox: Any) -> None:
    occurrence = make_open_occurrence(capacity=10)
    answer = register(client, occurrence)
    registration = Registration.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {"id": str(registration.public_id), "state": "confirmed", "seats": 2}
    assert answer["Location"] == f"/api/v1/registrations/{registration.public_id}"
    assert answer["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in answer
    kept = (
        registration.occurrence,
        registration.name,
        registration.email,
        registration.seats,
        registration.language,
        registration.source,
    )
    assert kept == (occurrence, "Noor", "noor@example.org", 2, "en", "api")
    assert [mail["To"] for mail in outbox()] == ["noor@example.org"]


def test_seats_and_language_may_be_left_out(client: Client) -> None:
    occurrence = make_open_occurrence()
    body = {"occurrenceId": str(occurrence.public_id), "name": "  Noor  ", "email": "noor@example.org"}
    assert client.post("/api/v1/registrations", json.dumps(body), content_type="application/json").status_code == 201
    registration = Registration.objects.get()
    assert (registration.name, registration.seats, registration.language) == ("Noor", 1, "nl")


def test_who_comes_when_it_is_full_waits(client: Client) -> None:
    occurrence = make_open_occurrence(capacity=3)
    make_registration(occurrence, seats=2)
    answer = register(client, occurrence)
    assert (answer.status_code, answer.json()["state"]) == (201, "waitlisted")


def test_a_place_that_must_be_confirmed_is_pending(client: Client) -> None:
    answer = register(client, make_open_occurrence(must_confirm=True))
    assert (answer.status_code, answer.json()["state"]) == (201, "pending")


def test_the_same_address_again_gets_the_answer_of_a_newcomer_and_changes_nothing(client: Client) -> None:
    occurrence = make_open_occurrence(capacity=10)
    first, second = (
        register(client, occurrence),
        register(client, occurrence, email="NOOR@example.org", name="Iemand anders"),
    )
    assert (first.status_code, second.status_code) == (201, 201)
    assert {**first.json(), "id": ""} == {**second.json(), "id": ""}
    assert set(first.headers) == set(second.headers)
    assert Registration.objects.get().name == "Noor"


def test_what_is_full_without_a_waiting_list_is_a_conflict(client: Client) -> None:
    occurrence = make_open_occurrence(capacity=1, has_waiting_list=False)
    make_registration(occurrence)
    assert refusal(register(client, occurrence, seats=1)) == (409, [("occurrenceId", "full")])


def test_what_does_not_exist_is_gone(client: Client) -> None:
    occurrence = Occurrence(event=make_event(occurrences=0))
    assert refusal(register(client, occurrence)) == (410, [("occurrenceId", "gone")])


@pytest.mark.parametrize(
    ("values", "status", "code"),
    [
        ({"way_in": "free"}, 400, "not_here"),
        ({"status": "cancelled", "status_reason": "Ziek."}, 409, "closed"),
        ({"registration_opens_at": "2026-06-16T00:00:00Z"}, 409, "not_open"),
        ({"registration_closes_at": "2026-06-14T00:00:00Z"}, 409, "closed"),
    ],
)
def test_what_takes_no_registrations_says_why(
    client: Client, clock: Any, values: dict[str, Any], status: int, code: str
) -> None:
    answer = register(client, make_open_occurrence(**values))
    assert refusal(answer) == (status, [("occurrenceId", code)])
    assert answer.json()["detail"].startswith("occurrenceId: ")


def test_a_party_that_is_too_large_is_refused_with_the_limit(client: Client) -> None:
    answer = register(client, make_open_occurrence(), seats=7)
    assert refusal(answer) == (400, [("seats", "party_too_large")])
    assert answer.json()["detail"] == "seats: U kunt hier hoogstens 6 plaatsen vragen."


def test_too_many_from_one_network_must_wait(client: Client, clock: Any, settings: Any) -> None:
    settings.LIMIT_PER_NETWORK_HOUR = 1
    occurrence = make_open_occurrence()
    assert register(client, occurrence).status_code == 201
    answer = register(client, occurrence, email="piet@example.org")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "3600"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Te veel aanvragen",
        "status": 429,
        "detail": "Er kwam net te veel tegelijk binnen. Probeer het over 60 minuten nog eens.",
    }
