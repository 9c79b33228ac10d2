"""Full: in words that say whether one can still wait, whichever door somebody looks through."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from events.models import Occurrence
from tests.events.registration.parties import register
from tests.events.registration.secret_links import manage_address
from tests.factories import make_open_occurrence, make_registration
from tests.pages import soup, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def full_moment(**values: Any) -> Occurrence:
    occurrence = make_open_occurrence(capacity=2, **values)
    make_registration(occurrence, seats=2)
    return occurrence


def form_of(client: Client, occurrence: Occurrence, prefix: str = "") -> BeautifulSoup:
    return BeautifulSoup(client.get(f"{prefix}/aanmelden/{occurrence.public_id}/").content, "html.parser")


@pytest.mark.parametrize(
    ("prefix", "said"), [("", "Het is vol: alle plaatsen zijn bezet."), ("/en", "This is full: all places are taken.")]
)
def test_the_form_of_what_is_full_without_a_waiting_list_says_full_and_asks_nothing(
    client: Client, prefix: str, said: str
) -> None:
    page = form_of(client, full_moment(has_waiting_list=False), prefix)
    assert said in page.main.get_text(" ")  # type: ignore[union-attr]
    assert not page.select("main form") and "wachtlijst" not in page.main.get_text()  # type: ignore[union-attr]


def test_the_form_of_what_is_full_with_one_offers_it(client: Client) -> None:
    page = form_of(client, full_moment())
    assert page.select_one("main form button:not([name])").get_text() == "Zet mij op de wachtlijst"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        (1, "Voor uw hele gezelschap is er geen plaats meer: er is nog 1 plaats."),
        (2, "Het is vol: alle plaatsen zijn bezet."),
    ],
)
def test_who_does_not_fit_where_nobody_waits_hears_how_many_would(taken: int, said: str) -> None:
    occurrence = make_open_occurrence(capacity=2, has_waiting_list=False)
    make_registration(occurrence, seats=taken)
    with pytest.raises(ValidationError) as caught:
        register(occurrence, "b@example.org", 2)
    assert caught.value.messages == [said]


@pytest.mark.parametrize(
    ("prefix", "hours", "said"),
    [
        ("", None, "Een gezelschap blijft bij elkaar; past het niet, dan wacht wie erna komt ook."),
        ("", 2, "ook, tot 2 uur voor het begin. Daarna gaat voor wie wel past."),
        ("/en", None, "A party stays together; if it does not fit, whoever comes after it waits too."),
        ("/en", 1, "too, until 1 hour before the start. From then on whoever does fit goes first."),
    ],
)
def test_the_order_of_the_line_stands_on_the_form_the_page_of_the_event_and_that_of_who_waits(
    client: Client, prefix: str, hours: int | None, said: str
) -> None:
    occurrence = full_moment(pass_over_hours=hours)
    register(occurrence, "anna@example.org", 2)
    register(occurrence, "bram@example.org")
    party = occurrence.registrations.get(email="bram@example.org")
    event = client.get(f"{prefix}/evenement/x-{occurrence.event.code}/", follow=True)
    link = f"{prefix}/aanmelding/{manage_address(party).rstrip('/').rsplit('/', 1)[1]}/"
    for page in (form_of(client, occurrence, prefix), *(soup(one) for one in (event, client.get(link)))):
        assert said in " ".join(page.main.get_text(" ").split())  # type: ignore[union-attr]
    ahead = (
        ("1 registration is waiting before you", "for 2 places.") if prefix else ("Voor u wacht 1", "voor 2 plaatsen.")
    )
    assert all(part in soup(client.get(link)).main.get_text(" ") for part in ahead)  # type: ignore[union-attr]


def test_what_is_not_registered_for_here_says_so(client: Client) -> None:
    occurrence = make_open_occurrence(way_in="free")
    page = client.get(reverse("register", args=[occurrence.public_id]))
    assert (page.status_code, "Voor dit moment kunt u zich hier niet aanmelden." in text_of(page)) == (404, True)


@pytest.mark.parametrize(("capacity", "most"), [(None, "4"), (10, "4"), (3, "3")])
def test_the_form_asks_for_no_more_than_the_largest_party(client: Client, capacity: int | None, most: str) -> None:
    occurrence = make_open_occurrence(capacity=capacity, party_limit=4)
    page = soup(client.get(reverse("register", args=[occurrence.public_id])))
    assert page.select_one("input[name=seats]")["max"] == most  # type: ignore[index]
