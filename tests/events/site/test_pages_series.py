"""The page of a series."""

from datetime import date

import pytest

from events.models import SeriesName
from tests.factories import local, make_edition, make_public_event, make_series
from tests.pages import problems, soup, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def series():
    series = make_series(slug="nacht", name="Nacht van Nu", name_en="Night of Now")
    SeriesName.objects.create(series=series, name="Nacht van Toen", slug="toen", valid_until=date(2018, 1, 1))
    return series


@pytest.mark.parametrize(
    ("address", "language", "name"),
    [("/agenda/nacht/", "nl", "Nacht van Nu"), ("/en/agenda/nacht/", "en", "Night of Now")],
)
def test_it_is_a_good_page_in_both_languages(client, series, address, language, name):
    make_public_event(make_edition(series))
    response = client.get(address)
    assert response.status_code == 200
    assert problems(response, language) == []
    assert soup(response).h1.get_text() == name


def test_every_edition_keeps_the_name_of_its_time_and_a_cancelled_one_its_reason(client, series):
    make_edition(series, starts_on=date(2017, 9, 16))
    make_edition(series, starts_on=date(2020, 9, 19), is_cancelled=True, cancelled_reason="Corona.")
    page = soup(client.get("/agenda/nacht/"))
    assert [line.a.get_text() for line in page.select(".rail .editions li")] == [
        "Nacht van Nu 2020",
        "Nacht van Toen 2017",
    ]
    assert page.select_one(".rail .off .status").get_text() == "Afgelast Corona."
    assert "Tot en met 2018 heette dit Nacht van Toen." in page.get_text()


def test_an_old_address_leads_to_the_new_one(client, series):
    response = client.get("/agenda/toen/")
    assert (response.status_code, response["Location"]) == (301, "/agenda/nacht/")


def test_an_unknown_series_is_not_found(client):
    assert client.get("/agenda/atlantis/").status_code == 404


def test_a_series_that_ended_says_so_and_offers_no_calendar(client, series):
    series.ended_on = date(2025, 10, 8)
    series.save()
    response = client.get("/agenda/nacht/")
    assert "Deze reeks is gestopt op 8 oktober 2025." in text_of(response)
    assert not soup(response).select("#abonneren")


def test_the_evergreen_feed_is_offered(client, series):
    assert (
        soup(client.get("/agenda/nacht/")).select_one("#feed-address")["value"] == "http://testserver/agenda/nacht.ics"
    )


def test_highlights_stand_for_the_whole_programme(client, series):
    edition = make_edition(series)
    for number in range(3):
        make_public_event(
            edition, title=f"Licht {number}", is_highlight=True, at__starts_at=local(2026, 6, 25, 20 + number)
        )
    make_public_event(edition, title="Gewoon")
    assert [a.get_text() for a in soup(client.get("/agenda/nacht/")).select(".rows a")] == [
        "Licht 0",
        "Licht 1",
        "Licht 2",
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_rows(client, series, django_assert_num_queries, rows):
    for year in range(rows):
        edition = make_edition(series, starts_on=date(2026 + year, 9, 19))
        make_public_event(edition, at__way_in="register", at__capacity=4)
    with django_assert_num_queries(12):  # three are the cache's: versions, and until when it holds
        client.get("/agenda/nacht/")
