"""Another number of people, or another name: what one has then, what others get, and what is mailed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from events.models import Occurrence, Registration
from events.registration.changing.leaving import leave
from events.registration.changing.party import change_party
from events.registration.registering import cancel_registration
from subscribers.models import Message
from tests.events.registration.standings import edit, plain
from tests.factories import make_open_occurrence, make_registration

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("clock")]


def party_at(occurrence: Occurrence, seats: int, state: str = "confirmed", ago: int = 0, **values: Any) -> Registration:
    since = timezone.now() - timedelta(minutes=ago)
    return make_registration(occurrence, seats=seats, state=state, in_line_since=since, created_at=since, **values)


def change(party: Registration, seats: int) -> None:
    change_party(Registration.objects.get(pk=party.pk), name=party.name, seats=seats)


def stands(*parties: Registration) -> list[tuple[str, int, int]]:
    rows = [Registration.objects.get(pk=party.pk) for party in parties]
    return [(row.state, row.seats, row.more_wanted) for row in rows]


def kinds() -> list[tuple[str, str]]:
    rows = Message.objects.order_by("pk").values_list("email", "kind")
    return [(address.split("@")[0], kind.removeprefix("registration.")) for address, kind in rows]


@pytest.mark.parametrize(
    ("capacity", "taken", "had", "asked", "gets"),
    [
        (9, 0, 3, 2, ("confirmed", 2, 0)),
        (9, 0, 2, 5, ("confirmed", 5, 0)),
        (6, 3, 2, 4, ("confirmed", 3, 1)),  # one of two is free
        (6, 4, 2, 4, ("confirmed", 2, 2)),
        (None, 0, 2, 6, ("confirmed", 6, 0)),
    ],
)
def test_who_has_a_place_gets_what_there_is_and_waits_for_the_rest(
    outbox: Any, capacity: int | None, taken: int, had: int, asked: int, gets: tuple[str, int, int]
) -> None:
    occurrence = make_open_occurrence(capacity=capacity)
    party = party_at(occurrence, had, email="an@example.org")
    if taken:
        party_at(occurrence, taken)
    code = party.code
    change(party, asked)
    change(party, asked)  # twice is as good as once
    (mail,) = outbox()
    text = plain(mail)
    waits = "Voor nog" in text
    assert stands(party) == [gets]
    assert code in text and f"Eerst waren het er {had}." in text and waits == bool(gets[2])
    assert f"U hebt nu {gets[1]} plaatsen." in text
    assert [part.get_content_type() for part in mail.walk() if "calendar" in part.get_content_type()] == []


def test_seats_that_are_given_back_go_to_who_waits() -> None:
    occurrence = make_open_occurrence(capacity=3)
    party, waiting = (
        party_at(occurrence, 3, email="an@example.org"),
        party_at(occurrence, 2, "waitlisted", email="bo@example.org"),
    )
    change(party, 1)
    assert stands(party, waiting) == [("confirmed", 1, 0), ("confirmed", 2, 0)]
    assert sorted(kinds()) == [("an", "changed"), ("bo", "promoted")]


def test_the_rest_comes_in_its_turn_and_is_told_as_one_party() -> None:
    occurrence = make_open_occurrence(capacity=4)
    other = party_at(occurrence, 2)
    first = party_at(occurrence, 2, "waitlisted", ago=5)
    party = party_at(occurrence, 2, email="an@example.org")
    change(party, 4)
    assert stands(party) == [("confirmed", 2, 2)]
    later = party_at(occurrence, 1, "waitlisted")
    cancel_registration(other)
    assert stands(first, party, later) == [("confirmed", 2, 0), ("confirmed", 2, 2), ("waitlisted", 1, 0)]
    cancel_registration(Registration.objects.get(pk=first.pk))
    assert stands(party, later) == [("confirmed", 4, 0), ("waitlisted", 1, 0)]
    assert [kind for who, kind in kinds() if who == "an"] == ["changed", "promoted"]


def test_a_rest_that_is_given_up_stops_nobody() -> None:
    occurrence = make_open_occurrence(capacity=4)
    other, party = party_at(occurrence, 2), party_at(occurrence, 2, ago=9)
    change(party, 4)
    later = party_at(occurrence, 1, "waitlisted")
    change(other, 1)
    assert stands(later) == [("waitlisted", 1, 0)]
    change(party, 2)
    assert stands(party, later) == [("confirmed", 2, 0), ("confirmed", 1, 0)]


def test_who_waits_keeps_its_place_with_fewer_and_goes_to_the_end_with_more() -> None:
    occurrence = make_open_occurrence(capacity=2)
    party_at(occurrence, 2)
    first, second = party_at(occurrence, 2, "waitlisted", 9), party_at(occurrence, 1, "waitlisted", 5)
    change(first, 1)
    assert list(occurrence.registrations.in_line()) == [first, second]
    change(first, 2)
    assert list(occurrence.registrations.in_line()) == [second, first]


def test_who_fits_with_fewer_is_told_of_the_place_alone() -> None:
    occurrence = make_open_occurrence(capacity=3)
    party_at(occurrence, 2)
    waiting = party_at(occurrence, 2, "waitlisted", email="an@example.org")
    change(waiting, 1)
    assert (stands(waiting), kinds()) == ([("confirmed", 1, 0)], [("an", "promoted")])


def close(party: Registration) -> None:
    Occurrence.objects.filter(pk=party.occurrence_id).update(starts_at=timezone.now())


REFUSED: dict[str, tuple[Callable[[Registration], Any], int]] = {
    "too many": (lambda party: None, 7),
    "full, without a waiting list": (lambda party: edit(party.occurrence, has_waiting_list=False, capacity=3), 4),
    "begun": (close, 2),
    "leaving": (leave, 2),
    "gone": (cancel_registration, 2),
    "called off": (lambda party: edit(party.occurrence, status="cancelled", status_reason="Ziek."), 2),
    "none": (lambda party: None, 0),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_changes_nothing_and_says_why(why: str) -> None:
    party = party_at(make_open_occurrence(capacity=9), 3)
    before, seats = REFUSED[why]
    before(party)
    party.refresh_from_db()
    known, mails = stands(party), Message.objects.count()
    with pytest.raises(ValidationError) as error:
        change_party(party, name="Bo", seats=seats)
    assert error.value.messages[0].endswith(".")
    party = Registration.objects.get(pk=party.pk)
    assert (stands(party), party.name, Message.objects.count()) == (known, party.name, mails)
