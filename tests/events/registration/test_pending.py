"""A place that counts only after the mail: who must confirm, what is held meanwhile, and what becomes of it."""

import ast
import json
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import events.registration
from events import tasks
from events.models import NetworkSeats, Occurrence, Registration
from events.publishing.telling import tell_calendars
from events.registration.mail.links import confirm_address
from events.registration.registering import cancel_registration, confirm_registration, register_attendee
from subscribers.access.keys import create_api_key
from subscribers.models import Message
from subscribers.screens.desk_urls import desk_address
from tests.factories import make_edition, make_open_occurrence, make_public_event, make_registration, make_staff
from tests.pages import problems, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HOUR = timedelta(minutes=60)


def register(occurrence: Occurrence, email: str, seats: int = 1, network: str = "", source: str = "form") -> str:
    answer = register_attendee(
        occurrence.public_id, name="Anna", email=email, seats=seats, language="nl", source=source, network=network
    )
    return answer.state


def confirm(occurrence: Occurrence, email: str) -> Registration | None:
    party = occurrence.registrations.get(email=email, state="pending")
    return confirm_registration(confirm_address(party).rstrip("/").rsplit("/", 1)[1])


def states(occurrence: Occurrence) -> list[tuple[str, str]]:
    rows = occurrence.registrations.order_by("pk").values_list("email", "state")
    return [(email.removesuffix("@example.org"), state) for email, state in rows]


def evening_of(edition: Any) -> Occurrence:
    return make_public_event(edition, at__way_in="register", at__capacity=50).occurrences.get()


# Who must confirm.


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
    form = {"name": "Anna", "email": "a@example.org", "seats": 6, "website": "", "stamp": page.fresh_stamp}
    body = {"occurrenceId": str(occurrence.public_id), "name": "Bram", "email": "b@example.org", "seats": 5}
    assert "U komt!" in text_of(client.post(address, form))
    answer = client.post("/api/v1/registrations", json.dumps(body), content_type="application/json")
    assert (answer.status_code, answer.json()["state"], answer.json()["seats"]) == (201, "pending", 5)
    assert "Nog één stap" in text_of(client.post(address, {**form, "email": "c@example.org", "seats": 1}))


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


# What is held.


def test_until_it_is_confirmed_nobody_is_told_more_than_a_link_and_no_calendar(outbox: Any) -> None:
    occurrence = make_open_occurrence(must_confirm=True)
    register(occurrence, "anna@example.org")
    (mail,) = outbox()
    text = mail.get_body(("plain",)).get_content()
    code = occurrence.registrations.get().code
    assert "/aanmelding/bevestigen/" in text and code not in text
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    confirm(occurrence, "anna@example.org")
    assert code in outbox()[1].get_body(("plain",)).get_content()
    assert "text/calendar" in [part.get_content_type() for part in outbox()[1].walk()]


def test_looking_confirms_nothing_and_the_button_does(client: Client) -> None:
    occurrence = make_open_occurrence(must_confirm=True)
    register(occurrence, "anna@example.org", 2)
    address = confirm_address(occurrence.registrations.get()).removeprefix("http://testserver")
    for _ in range(2):
        page = client.get(address)
        assert (page.status_code, problems(page, "nl")) == (200, [])
        assert "Er zijn 2 plaatsen gevraagd op naam van Anna." in text_of(page)
    assert states(occurrence) == [("anna", "pending")]
    assert "Uw plaats staat vast." in text_of(client.post(address))
    assert states(occurrence) == [("anna", "confirmed")]


def test_too_late_says_so_and_takes_nothing_from_who_came_after(client: Client, clock: Any) -> None:
    occurrence = make_open_occurrence(capacity=1, must_confirm=True)
    register(occurrence, "anna@example.org")
    make_registration(occurrence, email="bram@example.org", state="waitlisted")
    address = confirm_address(occurrence.registrations.get(email="anna@example.org")).removeprefix("http://testserver")
    clock.shift(HOUR)
    late = client.post(address)
    assert (late.status_code, problems(late, "nl")) == (410, []) and "Niet op tijd bevestigd" in text_of(late)
    assert client.get(address).status_code == 410
    assert states(occurrence) == [("anna", "lapsed"), ("bram", "confirmed")]
    told = list(Message.objects.order_by("pk").values_list("kind", "email"))
    assert told == [("registration.pending", "anna@example.org"), ("registration.promoted", "bram@example.org")]
    assert register(occurrence, "anna@example.org") == "pending"


def test_who_confirms_when_it_is_full_waits_and_is_passed_by_nobody() -> None:
    occurrence = make_open_occurrence(capacity=3)
    make_registration(occurrence, email="in@example.org", seats=3)
    make_registration(occurrence, email="eerst@example.org", seats=2, state="waitlisted")
    Occurrence.objects.update(must_confirm=True)
    for name in ("tweede", "derde"):
        assert register(occurrence, f"{name}@example.org") == "pending"
    party = confirm(occurrence, "tweede@example.org")
    assert party is not None and party.state == "waitlisted"
    cancel_registration(occurrence.registrations.get(email="in@example.org"))
    assert states(occurrence) == [
        ("in", "cancelled"), ("eerst", "confirmed"), ("tweede", "confirmed"), ("derde", "pending"),
    ]  # fmt: skip


def test_a_mail_under_way_keeps_no_seat_from_who_waited_before_it() -> None:
    """The waiting list is older than the pending party: the seat that comes free is its own."""
    occurrence = make_open_occurrence(capacity=2)
    first = make_registration(occurrence, seats=2)
    make_registration(occurrence, email="wacht@example.org", seats=2, state="waitlisted")
    Occurrence.objects.update(must_confirm=True)
    register(occurrence, "nieuw@example.org", 2)
    cancel_registration(first)
    assert states(occurrence)[1:] == [("wacht", "confirmed"), ("nieuw", "pending")]
    assert Occurrence.objects.free_seats() == {occurrence.pk: 0}


def test_a_party_that_no_longer_fits_the_room_blocks_nobody() -> None:
    occurrence = make_open_occurrence(capacity=4)
    first = make_registration(occurrence, seats=4)
    make_registration(occurrence, email="groot@example.org", seats=4, state="waitlisted")
    make_registration(occurrence, email="klein@example.org", seats=1, state="waitlisted")
    Occurrence.objects.update(capacity=3)
    cancel_registration(first)
    assert states(occurrence)[1:] == [("groot", "waitlisted"), ("klein", "confirmed")]


def test_nobody_gets_a_place_by_the_button_at_what_was_called_off(clock: Any) -> None:
    occurrence = make_open_occurrence(must_confirm=True)
    register(occurrence, "anna@example.org")
    occurrence.status, occurrence.status_reason = "cancelled", "De spreker is ziek."
    occurrence.save()
    tell_calendars()
    assert confirm(occurrence, "anna@example.org") is None
    kinds = list(Message.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["registration.pending", "registration.called-off"]


def test_whatever_comes_in_whatever_order_is_never_oversold_and_no_seat_stays_idle(clock: Any) -> None:
    dice = random.Random(11)
    occurrence = make_open_occurrence(capacity=7, starts_at=timezone.now() + timedelta(days=30))
    for number in range(45):
        Occurrence.objects.update(must_confirm=dice.random() < 0.6)
        parties = list(occurrence.registrations.holding())
        step = dice.choice(("come", "come", "confirm", "cancel", "wait"))
        if step == "come":
            register(occurrence, f"{number}@example.org", dice.randint(1, 4))
        elif step == "wait":
            clock.shift(timedelta(minutes=dice.randint(1, 40)))
            tasks.tick()
        elif step == "cancel" and parties:
            cancel_registration(dice.choice(parties))
        elif pending := [party for party in parties if party.state == "pending"]:
            confirm(occurrence, dice.choice(pending).email)
        assert_fair(occurrence)


def assert_fair(occurrence: Occurrence) -> None:
    taken = occurrence.registrations.holding().filter(state="confirmed").seats()
    assert taken <= 7
    first = occurrence.registrations.in_line().first()
    if first and first.state == "waitlisted":
        assert taken + first.seats > 7


# What is kept and shown.


def test_who_never_confirmed_is_forgotten_in_two_weeks_and_holds_no_seat_of_anybody(clock: Any) -> None:
    occurrence = make_open_occurrence(must_confirm=True, starts_at=timezone.now() + timedelta(days=60), capacity=5)
    register(occurrence, "anna@example.org", 5)
    register(make_open_occurrence(starts_at=timezone.now() + timedelta(days=60)), "bram@example.org")
    clock.shift(timedelta(days=14))
    tasks.tick()
    assert tasks.forget()["visitors"] == 0
    clock.shift(timedelta(hours=2))
    assert tasks.forget()["visitors"] == 1
    assert list(Registration.objects.order_by("pk").values_list("email", "state")) == [
        ("", "lapsed"),
        ("bram@example.org", "confirmed"),
    ]
    assert Occurrence.objects.free_seats()[occurrence.pk] == 5


def test_the_desk_shows_who_still_has_to_confirm_until_when_and_who_did_not(client: Client, clock: Any) -> None:
    occurrence = make_open_occurrence(must_confirm=True)
    register(occurrence, "anna@example.org")
    party = occurrence.registrations.get()
    client.force_login(make_staff())
    shown = client.get(desk_address(Registration, "inspect", party.pk)).content.decode()
    assert "wacht op bevestiging" in shown and "Vervalt zonder bevestiging" in shown
    clock.shift(HOUR)
    tasks.tick()
    shown = client.get(desk_address(Registration, "list"), {"state": "lapsed"}).content.decode()
    assert "niet bevestigd" in shown and desk_address(Registration, "cancel", party.pk) not in shown
    export = b"".join(client.get(desk_address(Registration, "list"), {"export": "csv"}).streaming_content)
    assert "niet bevestigd" in export.decode()


def test_a_state_is_written_in_one_module_alone() -> None:
    folder = Path(events.registration.__file__).parent
    found = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            targets = node.targets if isinstance(node, ast.Assign) else []
            flat = [one for target in targets for one in (target.elts if isinstance(target, ast.Tuple) else [target])]
            if any(isinstance(one, ast.Attribute) and one.attr == "state" for one in flat):
                found.add(path.name)
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("update", "create"):
                found |= {path.name for keyword in node.keywords if keyword.arg == "state"}
    assert found == {"states.py"}
