"""The front page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import local, make_edition, make_public_event, make_series
from tests.pages import problems, soup, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("clock")]


@pytest.mark.parametrize(
    ("address", "language", "heading"), [("/", "nl", "Wat er komt in Leiden"), ("/en/", "en", None)]
)
def test_an_empty_programme_is_a_page_too(client, address, language, heading):
    response = client.get(address)
    assert response.status_code == 200
    assert problems(response, language) == []
    assert heading is None or soup(response).h1.get_text() == heading


def test_it_shows_what_comes_this_week_by_day_with_all_one_needs_to_choose(client):
    make_public_event(
        title="Sterren kijken", wheelchair=True, at__starts_at=local(2026, 6, 16, 20), kind="tour", language="en"
    )
    response = client.get("/")
    day = soup(response).select_one("section.day")
    assert day.h2.get_text() == "dinsdag 16 juni"
    row = day.select_one(".rows li")
    assert row.time["datetime"] == "2026-06-16T20:00"
    assert row.a.get_text() == "Sterren kijken"
    assert row.find_all("p")[-1].get_text() == "Excursie of wandeling · Engels · Vrij binnenlopen · Rolstoel"


def test_the_next_edition_leads_and_what_runs_all_season_does_not(client):
    today = timezone.localdate()
    make_edition(make_series(name="Inloop"), starts_on=today - timedelta(days=100), ends_on=today + timedelta(days=200))
    make_edition(make_series(name="Nacht"), starts_on=today + timedelta(days=90))
    page = soup(client.get("/"))
    assert page.select_one(".lead h2").get_text() == "Nacht 2026"
    assert [line.a.get_text() for line in page.select(".editions li")] == ["Inloop 2026"]


def test_a_cancelled_edition_is_told_but_never_leads(client):
    today = timezone.localdate()
    off = {"is_cancelled": True, "cancelled_reason": "Er is te veel wind."}
    make_edition(make_series(name="Kade"), starts_on=today + timedelta(days=3), **off)
    make_edition(make_series(name="Nacht"), starts_on=today + timedelta(days=90))
    page = soup(client.get("/"))
    assert page.select_one(".lead h2").get_text() == "Nacht 2026"
    assert "Afgelast Er is te veel wind." in " ".join(page.select_one(".editions").get_text(" ").split())


def test_one_full_night_does_not_push_the_rest_of_the_week_away(client):
    for _ in range(11):
        make_public_event(at__starts_at=local(2026, 6, 16, 20))
    response = client.get("/")
    assert len(soup(response).select(".rows li")) == 8
    assert "Nog 3 activiteiten op deze dag" in text_of(response)
    assert soup(response).select_one("section.day .more a")["href"] == "/agenda/?day=2026-06-16"


def test_what_has_begun_and_goes_on_stands_first_and_what_is_over_is_gone(client):
    make_public_event(title="Gisteren", at__starts_at=local(2026, 6, 14, 20))
    make_public_event(title="Expo", at__starts_at=local(2026, 6, 1, 10), at__ends_at=local(2026, 7, 1, 17))
    response = client.get("/")
    assert soup(response).select_one("section.day h2").get_text() == "Al begonnen"
    assert [a.get_text() for a in soup(response).select(".rows a")] == ["Expo"]


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_rows(client, django_assert_num_queries, rows):
    for _ in range(rows):
        make_public_event(make_edition(), at__way_in="register", at__capacity=4)
    with django_assert_num_queries(9):  # three are the cache's: versions, and until when it holds
        client.get("/")
