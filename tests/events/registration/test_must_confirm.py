"""Who must confirm a place by mail: by the word of staff, by network and by address."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import tasks
from events.models import NetworkSeats, Occurrence, Registration
from events.registration.proof import open_elsewhere
from events.registration.registering import cancel_registration
from subscribers.access.keys import create_api_key
from tests.events.registration.parties import confirm, evening_of, register, states
from tests.factories import make_edition, make_open_occurrence, make_registration, make_staff
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HOUR = timedelta(minutes=60)


def test_a_network_that_took_more_than_ten_seats_confirms_the_rest_by_mail(settings: Any) -> None:
    occurrence, other = make_open_occurrence(capacity=60), make_open_occurrence(capacity=60)
    assert [register(occurrence, f"{n}@example.org", 5, "192.0.2.1") for n in range(3)] == [
        "confirmed", "confirmed", "pending",
    ]  # fmt: skip
    assert register(occurrence, "elders@example.org", 5, "192.0.2.2") == "confirmed"
    assert register(other, "ander@example.org", 5, "192.0.2.1") == "confirmed"
    assert register(occurrence, "balie@example.org", 5, source="desk") == "confirmed"
    settings.NETWORK_SEATS_HOUR = 40
    assert register(occurrence, "laat@example.org", 5, "192.0.2.1") == "confirmed"


def test_a_house_with_many_networks_is_asked_to_confirm_as_well() -> None:
    occurrence = make_open_occurrence(capacity=600)
    states = [register(occurrence, f"{n}@example.org", 5, f"2001:db8:1:{n:x}::/64") for n in range(20)]
    assert states == ["confirmed"] * 17 + ["pending"] * 3
    assert register(occurrence, "elders@example.org", 5, "2001:db8:2::/64") == "confirmed"


def test_what_is_known_of_a_network_is_a_hash_and_gone_within_the_hour(clock: Any) -> None:
    occurrence = make_open_occurrence(capacity=60)
    register(occurrence, "a@example.org", 6, "192.0.2.1")
    assert "192.0.2" not in str(list(NetworkSeats.objects.values()) + list(Registration.objects.values()))
    clock.shift(timedelta(minutes=58))
    tasks.tick()
    assert NetworkSeats.objects.count() == 1 and register(occurrence, "b@example.org", 5, "192.0.2.1") == "pending"
    clock.shift(timedelta(minutes=1))
    tasks.tick()
    assert NetworkSeats.objects.values_list("seats", flat=True).get() == 5
    clock.shift(timedelta(minutes=59))
    tasks.tick()
    assert not NetworkSeats.objects.exists()


def test_the_hour_is_the_last_one_also_when_no_tick_ran(clock: Any) -> None:
    occurrence = make_open_occurrence(capacity=60)
    register(occurrence, "a@example.org", 6, "192.0.2.1")
    clock.shift(HOUR)
    assert register(occurrence, "b@example.org", 6, "192.0.2.1") == "confirmed"


def test_page_and_api_of_one_network_count_together(client: Client, clock: Any) -> None:
    occurrence = make_open_occurrence(capacity=60)
    address = reverse("register", args=[occurrence.public_id])
    page = client.get(address).context["form"]
    clock.shift(timedelta(minutes=1))
    form = {"name": "Anna", "email": "a@example.org", "seats": 6, "let_be": "", "stamp": page.fresh_stamp}
    body = {"occurrenceId": str(occurrence.public_id), "name": "Bram", "email": "b@example.org", "seats": 5}
    assert "Er is plaats." in text_of(client.post(address, form))
    answer = client.post("/api/v1/registrations", json.dumps(body), content_type="application/json")
    assert (answer.status_code, answer.json()["state"], answer.json()["seats"]) == (201, "pending", 5)
    assert "nog één stap" in text_of(client.post(address, {**form, "email": "c@example.org", "seats": 1}))


def test_whose_browser_fills_the_trap_confirms_by_mail_and_is_not_dropped(client: Client, clock: Any) -> None:
    occurrence = make_open_occurrence()
    address = reverse("register", args=[occurrence.public_id])
    page = client.get(address).context["form"]
    clock.shift(timedelta(minutes=1))
    form = {
        "name": "An",
        "email": "an@example.org",
        "seats": 1,
        "let_be": "https://an.example",
        "stamp": page.fresh_stamp,
    }
    assert "nog één stap" in text_of(client.post(address, form))
    assert states(occurrence) == [("an", "pending")]
    assert confirm(occurrence, "an@example.org") and states(occurrence) == [("an", "confirmed")]


def test_a_caller_with_a_key_asks_for_many_people_and_counts_for_no_network(client: Client) -> None:
    occurrence = make_open_occurrence(capacity=60)
    bearer = f"Bearer {create_api_key(make_staff(), 'kassa', ['issues:read'])}"
    states = []
    for number in range(3):
        body = {"occurrenceId": str(occurrence.public_id), "name": "An", "email": f"{number}@example.org", "seats": 6}
        answer = client.post(
            "/api/v1/registrations",
            json.dumps(body),
            content_type="application/json",
            headers={"Authorization": bearer},
        )
        states.append(answer.json()["state"])
    assert states == ["confirmed"] * 3 and not NetworkSeats.objects.exists()


def test_an_address_with_six_places_in_an_edition_confirms_the_seventh_by_mail() -> None:
    edition = make_edition()
    evenings = [evening_of(edition) for _ in range(7)]
    for evening in evenings[:6]:
        make_registration(evening, email="Anna@example.org")
    assert register(evening_of(make_edition()), "anna@example.org") == "confirmed"
    assert register(make_open_occurrence(), "anna@example.org") == "confirmed"
    assert register(evenings[0], "anna@example.org") == "confirmed"  # known here: answered as a sixth would be
    assert register(evenings[6], "anna@example.org") == "pending"
    assert register(evenings[6], "bram@example.org") == "confirmed"
    cancel_registration(evenings[0].registrations.get())
    assert register(evening_of(edition), "anna@example.org") == "pending"  # five, and one that still has to confirm
    assert register(evenings[1], "anna@example.org") == "pending"  # known here: answered as a seventh would be


def test_what_was_and_what_staff_enter_do_not_count() -> None:
    edition = make_edition()
    for _ in range(6):
        make_registration(evening_of(edition), email="anna@example.org")
    evening = evening_of(edition)
    assert register(evening, "anna@example.org", source="desk") == "confirmed"
    Occurrence.objects.exclude(pk=evening.pk).update(
        starts_at=timezone.now() - timedelta(days=1), ends_at=timezone.now() - timedelta(hours=20)
    )
    assert register(evening_of(edition), "anna@example.org") == "confirmed"


def test_where_staff_say_so_everybody_confirms_also_who_phones() -> None:
    strict = make_open_occurrence(must_confirm=True)
    assert [register(strict, "a@example.org"), register(strict, "b@example.org", source="desk")] == ["pending"] * 2


def test_an_address_that_is_in_already_counts_like_another() -> None:
    """Or the next answer would tell whether it was."""
    answers = []
    for known in (True, False):
        occurrence = make_open_occurrence(capacity=60)
        if known:
            make_registration(occurrence, email="anna@example.org")
        register(occurrence, "anna@example.org", 6, "192.0.2.1")
        answers.append(register(occurrence, "spion@example.org", 5, "192.0.2.1"))
    assert answers == ["pending", "pending"]


def test_outside_an_edition_nothing_else_counts() -> None:
    evening = make_open_occurrence()
    make_registration(make_open_occurrence(), email="anna@example.org")
    assert open_elsewhere(evening, "anna@example.org") == 0
