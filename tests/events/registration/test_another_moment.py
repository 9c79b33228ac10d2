"""Who registered moves to another moment of the same event by themselves, with the whole party."""

from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from events.models import ChoiceGroup, Occurrence, Registration
from events.publishing.telling import tell_calendars
from events.registration.seats.choosing import move_registration, others_to_choose
from tests.at_once import at_once
from tests.events.registration.parties import register, states
from tests.events.registration.test_choosing import kinds, path_of
from tests.factories import make_edition, make_public_event, make_registration
from tests.pages import problems, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def two_moments(**values: Any) -> tuple[Occurrence, Occurrence]:
    event = make_public_event(occurrences=2, at__way_in="register", at__capacity=2, **values)
    first, second = event.occurrences.order_by("starts_at")
    return first, second


@pytest.mark.parametrize(
    ("prefix", "said"), [("", "Liever op een ander moment?"), ("/en", "Would you rather come at another time?")]
)
def test_the_page_offers_the_other_moment_and_moves_all_of_them(client: Client, prefix: str, said: str) -> None:
    first, second = two_moments()
    register(first, "anna@example.org", 2)
    register(first, "bram@example.org", 1)
    party = first.registrations.get(email="anna@example.org")
    page = client.get(path_of(party, prefix))
    assert problems(page, prefix[1:] or "nl") == [] and said in text_of(page)
    moved = client.post(f"{path_of(party, prefix)}wisselen/{second.public_id}/")
    assert moved.status_code == 302
    assert (states(first), states(second)) == ([("bram", "confirmed")], [("anna", "confirmed")])
    assert (kinds(), kinds("bram@example.org")) == (["confirmed", "switched"], ["waitlisted", "promoted"])


def test_where_one_is_already_there_is_no_moving_to(client: Client) -> None:
    first, second = two_moments()
    register(first, "anna@example.org")
    register(second, "anna@example.org")
    party = first.registrations.get()
    assert others_to_choose(party) == []
    refused = client.post(f"{path_of(party)}wisselen/{second.public_id}/")
    assert (refused.status_code, "Daar bent u al aangemeld." in text_of(refused)) == (409, True)
    assert (states(first), states(second)) == ([("anna", "confirmed")], [("anna", "confirmed")])


def test_without_an_address_one_collides_with_nobody() -> None:
    first, second = two_moments()
    party = make_registration(first, email="")
    make_registration(second, email="")
    assert others_to_choose(party) == [second]


def test_a_moment_of_another_choice_is_not_offered() -> None:
    edition = make_edition()
    first, second = two_moments(edition=edition)
    choice = ChoiceGroup.objects.create(edition=edition, name="Kies")
    Occurrence.objects.filter(pk=second.pk).update(way_in="choose", choice=choice)
    tell_calendars()
    party = make_registration(first)
    assert others_to_choose(party) == []
    with pytest.raises(ValidationError) as caught:
        move_registration(party, second.public_id)
    assert caught.value.code == "gone"


@pytest.mark.django_db(transaction=True)
def test_registering_there_and_moving_there_at_once_is_one_party_there() -> None:
    first, second = two_moments()
    register(first, "anna@example.org")
    party = Registration.objects.get()

    def move() -> None:
        with suppress(ValidationError):  # who registered there first has nowhere to move to
            move_registration(party, second.public_id)

    at_once(move, lambda: register(second, "anna@example.org"))
    assert [state for _, state in states(second)] == ["confirmed"]
