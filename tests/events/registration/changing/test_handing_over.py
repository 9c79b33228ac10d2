"""A place goes to somebody else: a new code and calendar for one, the end of them for the other."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from events.models import ChoiceGroup, Registration
from events.registration.changing.handing_over import hand_over
from subscribers.models import Message
from tests.events.registration.secret_links import manage_address
from tests.events.registration.standings import plain
from tests.factories import make_edition, make_open_occurrence, make_public_event, make_registration, make_scan
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def give(party: Registration, seats: int, email: str = "bo@example.org") -> None:
    hand_over(party, name="Bo", email=email, seats=seats)


def calendar_of(mail: Any) -> list[tuple[str, str]]:
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    found = [Calendar.from_ical(part.get_payload(decode=True)) for part in parts]
    return [(str(one["METHOD"]), str(one.walk("VEVENT")[0]["UID"]).split("@")[0]) for one in found]


def test_all_of_it_ends_one_registration_and_begins_another(outbox: Any, client: Client) -> None:
    party = make_registration(make_open_occurrence(), seats=2, email="an@example.org")
    address = manage_address(party).removeprefix("http://testserver")
    give(party, 2)
    theirs = Registration.objects.get(email="bo@example.org")
    party.refresh_from_db()
    to_an, to_bo = outbox()
    assert (party.state, theirs.state, theirs.seats) == ("handed", "confirmed", 2)
    assert (to_an["To"], calendar_of(to_an)) == ("an@example.org", [("CANCEL", f"r-{party.public_id}")])
    assert (to_bo["To"], calendar_of(to_bo)) == ("bo@example.org", [("REQUEST", f"r-{theirs.public_id}")])
    assert theirs.code in plain(to_bo) and party.code != theirs.code and "Bo" not in plain(to_bo)
    page = client.get(address)
    assert "Deze plaats is overgedragen." in text_of(page) and theirs.code not in page.content.decode()
    assert client.post(f"{address}afmelden/").status_code == 200
    theirs.refresh_from_db()
    assert theirs.state == "confirmed"
    assert "overgedragen" in text_of(client.get(f"/d/{party.code}"))


def test_a_part_of_it_leaves_the_rest_with_its_code(outbox: Any) -> None:
    party = make_registration(make_open_occurrence(capacity=3), seats=3, email="an@example.org")
    give(party, 1)
    party.refresh_from_db()
    to_an, to_bo = outbox()
    assert [(one.state, one.seats) for one in Registration.objects.order_by("pk")] == [
        ("confirmed", 2),
        ("confirmed", 1),
    ]
    assert calendar_of(to_an) == [] and party.code in plain(to_an) and "Eerst waren het er 3." in plain(to_an)
    assert calendar_of(to_bo)[0][0] == "REQUEST"


@pytest.mark.parametrize(
    ("had", "state", "then"),
    [
        (2, "confirmed", ("confirmed", 4, 0)),
        (1, "waitlisted", ("confirmed", 2, 0)),
        (3, "waitlisted", ("confirmed", 2, 1)),
        (3, "pending", ("confirmed", 2, 1)),
    ],
)
def test_whoever_is_registered_there_already_has_more_with_it_and_the_giver_learns_nothing(
    had: int, state: str, then: tuple[str, int, int]
) -> None:
    occurrence = make_open_occurrence(capacity=4)
    party = make_registration(occurrence, seats=2, email="an@example.org")
    lapses = timezone.now() + timedelta(hours=1) if state == "pending" else None
    theirs = make_registration(occurrence, seats=had, state=state, email="bo@example.org", lapses_at=lapses)
    if state != "confirmed":
        make_registration(occurrence, seats=2)
    give(party, 2)
    theirs.refresh_from_db()
    assert (theirs.state, theirs.seats, theirs.more_wanted) == then
    kinds = list(Message.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["registration.handed-over", "registration.received"]
    assert occurrence.registrations.filter(state="confirmed").seats() <= 4


def test_an_address_without_room_for_mail_is_owed_it() -> None:
    occurrence = make_open_occurrence(capacity=20)
    for number in range(5):
        give(make_registration(occurrence, email=f"{number}@example.org"), 1)
    theirs = Registration.objects.get(email="bo@example.org")
    assert theirs.seats == 5 and theirs.owed_since is not None
    assert Message.objects.filter(email="bo@example.org").count() == 3


@pytest.mark.parametrize(
    ("why", "seats", "email"),
    [("too many", 3, "bo@example.org"), ("own", 1, "AN@example.org"), ("waits", 1, "bo@example.org"),
     ("in", 1, "bo@example.org"), ("no address", 1, "bo"), ("begun", 1, "bo@example.org")],
)  # fmt: skip
def test_what_cannot_be_changes_nothing_and_says_why(clock: Any, why: str, seats: int, email: str) -> None:
    state = "waitlisted" if why == "waits" else "confirmed"
    occurrence = make_open_occurrence(capacity=1 if why == "waits" else 9)  # too few for who waits
    party = make_registration(occurrence, seats=2, state=state, email="an@example.org")
    if why == "in":
        scan = make_scan(occurrence, code=party.code)
        assert scan.code_hash
    if why == "begun":
        clock.move_to(occurrence.starts_at)
    with pytest.raises(ValidationError) as error:
        give(party, seats, email)
    assert error.value.messages[0].endswith(".")
    assert [(one.state, one.seats) for one in Registration.objects.all()] == [(state, 2)]
    assert not Message.objects.exists()


def test_of_a_choice_nobody_gets_a_second() -> None:
    edition = make_edition()
    at = {
        "at__way_in": "choose",
        "at__choice": ChoiceGroup.objects.create(edition=edition, name="Kies"),
        "at__capacity": 3,
    }
    here, there = (make_public_event(edition, **at).occurrences.get() for _ in range(2))
    party = make_registration(here, seats=2)
    make_registration(there, email="bo@example.org")
    with pytest.raises(ValidationError):
        give(party, 2)
    party.refresh_from_db()
    assert (party.state, Message.objects.count()) == ("confirmed", 0)


def test_the_form_keeps_what_was_typed_and_does_it_once(client: Client, clock: Any) -> None:
    party = make_registration(make_open_occurrence(), seats=3)
    address = manage_address(party).removeprefix("http://testserver") + "overdragen/"
    stamp = client.get(address).content.decode().split('name="stamp" value="')[1].split('"')[0]
    clock.shift(timedelta(minutes=1))
    headers = {"Sec-Fetch-Site": "same-origin"}
    wrong = client.post(address, {"stamp": stamp, "name": "Bo", "email": "bo", "seats": "1"}, headers=headers)
    assert wrong.status_code == 400 and 'value="Bo"' in wrong.content.decode()
    for _ in range(2):
        values = {
            "stamp": stamp,
            "name": "Bo",
            "email": "bo@example.org",
            "seats": "1",
            "let_be": "filled in by itself",
        }
        assert client.post(address, values, headers=headers).status_code == 302
    party.refresh_from_db()
    assert (party.seats, Registration.objects.get(email="bo@example.org").seats) == (2, 1)
