"""Bad input through the API: a problem with a sentence and nothing written, or text that stays text."""

import json
from typing import Any

import pytest
from django.test import Client

from events.models import Registration
from subscribers.models import Message
from tests.factories import make_open_occurrence, make_public_event

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("clock")]


def register(client: Client, **values: Any) -> Any:
    body = {"occurrenceId": str(make_open_occurrence().public_id), "email": "noor@example.org", "seats": 1, **values}
    return client.post("/api/v1/registrations", json.dumps(body), content_type="application/json")


@pytest.mark.parametrize("name", ["<b>Noor</b> & co", "Zoë 👩‍🔬 نور de Jong", 'O\'Neill; "N", x'])
def test_signs_and_emoji_in_a_name_are_kept_as_they_are(client: Client, name: str) -> None:
    assert register(client, name=name).status_code == 201
    assert Registration.objects.get().name == name


@pytest.mark.parametrize(
    "name", ["No\u202eor", "No\u2066or", "No\x07or", "No\nor", "No\u2028or", "\ufeff", "n" * 10_000]
)
def test_what_nobody_can_see_or_is_far_too_long_is_refused_in_a_sentence(client: Client, name: str) -> None:
    response = register(client, name=name)
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["name"] == "name" and error["reason"].endswith(".")
    assert not Registration.objects.exists() and not Message.objects.exists()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("occurrences?kind=music&kind=lecture", 200),
        ("occurrences?venue=atlantis", 200),
        ("occurrences?onzin=1", 400),
        ("occurrences?kind=opera", 400),
        ("occurrences?venue=%3Cb%3E", 400),
        ("occurrences?venue=" + "x" * 7_000, 400),
        ("occurrences?venue=" + "x" * 10_000, 414),
        ("occurrences?from=2026-03-29T02:30:00", 400),
        ("events/abcdefgh", 404),
        ("occurrences/x", 404),
        ("occurrences/00000000-0000-0000-0000-000000000000", 404),
        ("series/%3Cscript%3E", 404),
        ("editions/nacht.%00", 404),
    ],
)
def test_a_query_or_a_path_that_cannot_be_is_answered_with_a_sentence(client: Client, path: str, status: int) -> None:
    make_public_event(kind="lecture")
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == status, response.content
    if status != 200:
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["detail"].endswith(".")
