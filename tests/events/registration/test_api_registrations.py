"""Registering through the API."""

import json
from typing import Any

import pytest
from django.test import Client

from events.models import Occurrence, Registration
from subscribers.models import Message
from tests.factories import make_event, make_open_occurrence, make_registration
from tests.typed import carry_out_typed

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


def sent_again(client: Client, occurrence: Occurrence, key: str, network: str = "192.0.2.1", **values: Any) -> Any:
    body = {
        "occurrenceId": str(occurrence.public_id),
        "name": "Noor",
        "email": "noor@example.org",
        "seats": 2,
        **values,
    }
    return client.post(
        "/api/v1/registrations",
        json.dumps(body),
        content_type="application/json",
        headers={"idempotency-key": key},
        REMOTE_ADDR=network,
    )


def test_a_call_with_the_key_of_one_before_is_answered_as_that_was_and_mails_nobody(client: Client) -> None:
    occurrence = make_open_occurrence(capacity=2)
    first = sent_again(client, occurrence, "a-key-of-mine")
    for email in ("noor@example.org", "NOOR@Example.org"):
        again = sent_again(client, occurrence, "a-key-of-mine", email=email)
        assert (again.status_code, again.json(), again["Location"]) == (201, first.json(), first["Location"])
    carry_out_typed()
    assert list(Message.objects.values_list("kind", flat=True)) == ["registration.confirmed"]


@pytest.mark.parametrize(
    "other",
    [{"key": "another-key"}, {"network": "198.51.100.1"}, {"seats": 1}, {"email": "an@example.org"}],
    ids=str,
)
def test_another_key_network_wish_or_address_is_another_call(client: Client, other: dict[str, Any]) -> None:
    occurrence = make_open_occurrence(capacity=20)
    first = sent_again(client, occurrence, "a-key-of-mine")
    again = sent_again(client, occurrence, **{"key": "a-key-of-mine", **other})
    carry_out_typed()
    assert (again.status_code, again.json()["id"] == first.json()["id"]) == (201, False)
    kind = "confirmed" if "email" in other else "repeated"
    assert Message.objects.latest("pk").kind == f"registration.{kind}"


def test_what_was_refused_may_be_sent_again_with_its_key_and_one_too_short_is_refused(client: Client) -> None:
    occurrence = make_open_occurrence(capacity=2)
    assert sent_again(client, occurrence, "a-key-of-mine", name="http://x.example").status_code == 400
    assert sent_again(client, occurrence, "a-key-of-mine").status_code == 201
    assert sent_again(client, occurrence, "short").status_code == 400
