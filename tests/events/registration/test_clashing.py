"""Who registers reads what does not go together, of what is theirs alone, and may register all the same."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from events.models import CalendarEntry, Occurrence, Registration
from events.personal import programmes
from events.registration.pages.clashing import clashes_of
from tests.events.registration.secret_links import manage_address
from tests.factories import local, make_open_occurrence, make_registration, make_venue
from tests.pages import problems, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ANNA = "anna@example.org"
SAYS = "Dit past niet samen"


def at(hour: int, minute: int = 0, **values: Any) -> Occurrence:
    begins = local(2026, 6, 20, hour, minute)
    return make_open_occurrence(starts_at=begins, ends_at=begins + timedelta(hours=1), **values)


def form_of(client: Client, occurrence: Occurrence) -> str:
    response = client.get(reverse("register", args=[occurrence.public_id]))
    assert problems(response, "nl") == []
    return text_of(response)


def own_page(client: Client, party: Registration) -> str:
    return text_of(client.get(reverse("registration", args=[manage_address(party).rstrip("/").rsplit("/", 1)[1]])))


def star(client: Client, *occurrences: Occurrence) -> None:
    for occurrence in occurrences:
        client.post(reverse("star"), {"uid": str(occurrence.public_id)})


def test_the_form_says_what_overlaps_with_what_this_browser_keeps(client: Client) -> None:
    evening, late = at(20), at(20, 30)
    star(client, evening)
    said = form_of(client, late)
    assert f"‘{evening.event.title}’ en ‘{late.event.title}’ overlappen." in said
    assert "Aanmelden kan gewoon." in said and "Meld mij aan" in said
    assert SAYS not in form_of(Client(), late)


def test_the_form_says_when_the_walk_is_too_long(client: Client) -> None:
    evening, far = at(20), at(21, 5, venue=make_venue(lat=52.1700, lon=4.4500))
    star(client, evening)
    said = form_of(client, far)
    assert f"Tussen ‘{evening.event.title}’ en ‘{far.event.title}’ zitten 5 minuten; lopen duurt er" in said


@pytest.mark.parametrize("other", ["far away in time", "called off", "itself"])
def test_what_goes_together_is_not_warned_of(client: Client, other: str) -> None:
    evening = at(20)
    if other == "far away in time":
        star(client, at(12))
    elif other == "itself":
        star(client, evening)
    else:
        star(client, called_off := at(20, 30))
        CalendarEntry.objects.filter(uid=called_off.public_id).update(status="CANCELLED")
    assert SAYS not in form_of(client, evening)


def test_the_page_behind_the_mailed_link_says_it_of_whatever_the_address_registered_for(client: Client) -> None:
    evening, late = at(20), at(20, 30)
    mine = make_registration(evening, email=ANNA)
    make_registration(late, email="Anna@Example.org", state="waitlisted")
    make_registration(at(20, 45), email="bram@example.org")
    said = own_page(client, mine)
    assert said.count("overlappen.") == 1
    assert f"‘{evening.event.title}’ en ‘{late.event.title}’ overlappen." in said


def test_of_who_is_registered_without_address_nothing_is_known(client: Client) -> None:
    mine = make_registration(at(20), email="")
    make_registration(at(20, 30), email="")
    assert SAYS not in own_page(client, mine)


def test_what_was_given_back_is_warned_of_no_more(client: Client) -> None:
    mine = make_registration(at(20), email=ANNA)
    make_registration(at(20, 30), email=ANNA, state="cancelled")
    assert SAYS not in own_page(client, mine)


@pytest.mark.parametrize("rows", [1, 3])
def test_what_clashes_costs_one_query_however_many(client: Client, django_assert_num_queries: Any, rows: int) -> None:
    mine = make_registration(at(20), email=ANNA)
    for _ in range(rows):
        make_registration(at(20, 30), email=ANNA)
    party = Registration.objects.select_related("occurrence__entry").get(pk=mine.pk)
    with django_assert_num_queries(1):
        assert len(clashes_of(RequestFactory().get("/"), party)) == rows


def test_in_any_order_and_with_itself_in_it(clock: Any) -> None:
    first, second = (CalendarEntry.objects.get(uid=at(*hour).public_id) for hour in ((20,), (20, 30)))
    lines = [programmes.Planned(second, ""), programmes.Planned(first, "")]
    for entry in (first, second):
        (clash,) = programmes.clashes_with(entry, lines)
        assert (clash.first, clash.second, clash.kind) == (first, second, "overlap")


def test_that_page_says_it_of_what_this_browser_keeps_as_well(client: Client) -> None:
    evening, late = at(20), at(20, 30)
    star(client, late)
    assert f"‘{evening.event.title}’ en ‘{late.event.title}’ overlappen." in own_page(
        client, make_registration(evening, email=ANNA)
    )
