"""A place that counts only after the mail: what is held meanwhile, and what becomes of it."""

import ast
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

import events.registration
from events import tasks
from events.models import Occurrence, Registration
from events.publishing.telling import tell_calendars
from events.registration.registering import cancel_registration
from subscribers.models import Message
from subscribers.screens.desk_urls import desk_address
from tests.events.registration.parties import confirm, register, states
from tests.events.registration.secret_links import confirm_address
from tests.factories import make_open_occurrence, make_registration, make_staff
from tests.pages import problems, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HOUR = timedelta(minutes=60)


def test_until_it_is_confirmed_nobody_is_told_more_than_a_link_and_no_calendar(outbox: Any) -> None:
    occurrence = make_open_occurrence(must_confirm=True)
    register(occurrence, "anna@example.org")
    (mail,) = outbox()
    text = mail.get_body(("plain",)).get_content()
    code = occurrence.registrations.get().code
    assert "/aanmelding/bevestigen/" in text and code not in text and "vastgehouden tot 13:00 uur" in text
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
        assert "Uw 2 plaatsen worden vastgehouden tot 13:00 uur." in text_of(page)
    assert states(occurrence) == [("anna", "pending")]
    for answer in (client.post(address), client.post(address), client.get(address)):  # again shows the same
        assert (answer.status_code, "Uw 2 plaatsen zijn vastgelegd." in text_of(answer)) == (200, True)
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


def test_addresses_that_nobody_reads_hold_half_of_an_evening_and_no_more() -> None:
    occurrence = make_open_occurrence(capacity=10, must_confirm=True)
    assert {register(occurrence, f"{number}@example.org", 2) for number in range(9)} == {"pending"}
    assert Occurrence.objects.free_seats() == {occurrence.pk: 5}
    Occurrence.objects.update(must_confirm=False)
    assert [register(occurrence, f"{name}@example.org", 3) for name in ("anna", "bram")] == ["confirmed", "waitlisted"]
    assert Occurrence.objects.free_seats() == {occurrence.pk: 0}


def test_who_comes_beyond_that_half_has_a_place_with_the_button_where_there_is_one() -> None:
    occurrence = make_open_occurrence(capacity=4, must_confirm=True)
    for name in ("eerst", "tweede", "derde"):
        register(occurrence, f"{name}@example.org", 2)
    assert [getattr(confirm(occurrence, f"{name}@example.org"), "state", None) for name in ("tweede", "derde")] == [
        "confirmed", "waitlisted",
    ]  # fmt: skip
    assert getattr(confirm(occurrence, "eerst@example.org"), "state", None) == "confirmed"
    assert Occurrence.objects.free_seats() == {occurrence.pk: 0}


def test_who_comes_beyond_that_half_and_does_not_fit_stops_nobody() -> None:
    occurrence = make_open_occurrence(capacity=6, must_confirm=True)
    for number in range(2):
        register(occurrence, f"{number}@example.org", 4)
    Occurrence.objects.update(must_confirm=False)
    assert [register(occurrence, f"{name}@example.org", 1) for name in "abcd"] == [*["confirmed"] * 3, "waitlisted"]


def test_a_room_for_one_is_kept_whole() -> None:
    occurrence = make_open_occurrence(capacity=1, must_confirm=True)
    register(occurrence, "anna@example.org")
    assert Occurrence.objects.free_seats() == {occurrence.pk: 0}
    assert getattr(confirm(occurrence, "anna@example.org"), "state", None) == "confirmed"


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
    for path in set(folder.rglob("*.py")) - set((folder / "announcing").rglob("*.py")):  # a message has states as well
        for node in ast.walk(ast.parse(path.read_text())):
            targets = node.targets if isinstance(node, ast.Assign) else []
            flat = [one for target in targets for one in (target.elts if isinstance(target, ast.Tuple) else [target])]
            if any(isinstance(one, ast.Attribute) and one.attr == "state" for one in flat):
                found.add(path.name)
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("update", "create"):
                found |= {path.name for keyword in node.keywords if keyword.arg == "state"}
    assert found == {"states.py"}


def test_only_who_still_has_to_confirm_lapses() -> None:
    occurrence = make_open_occurrence(capacity=1)
    for name in ("anna", "bram"):
        register(occurrence, f"{name}@example.org")
    Occurrence.objects.update(must_confirm=True)
    register(occurrence, "cas@example.org")
    rows = occurrence.registrations.order_by("pk").values_list("state", "lapses_at")
    assert list(rows) == [("confirmed", None), ("waitlisted", None), ("pending", timezone.now() + HOUR)]
