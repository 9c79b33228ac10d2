"""Everything that is coming, with filters that are the address."""

import pytest

from events.ledger.reconcile import reconcile_calendar
from tests.factories import local, make_event, make_public_event, make_registration, make_term, make_venue
from tests.pages import problems, soup, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def titles(response):
    return [a.get_text() for a in soup(response).select(".rows a")]


@pytest.mark.parametrize(("address", "language"), [("/agenda/", "nl"), ("/en/agenda/", "en")])
def test_it_is_a_good_page_in_both_languages(client, address, language):
    make_public_event(title="Orgel", title_en="Organ")
    response = client.get(address)
    assert response.status_code == 200
    assert problems(response, language) == []
    assert titles(response) == [{"nl": "Orgel", "en": "Organ"}[language]]


def test_what_has_no_english_is_shown_in_dutch_and_says_so(client):
    make_public_event(title="Orgel", title_en="")
    assert soup(client.get("/en/agenda/")).select_one(".rows a")["lang"] == "nl"


def test_days_and_hours_are_headings_in_order(client):
    make_public_event(at__starts_at=local(2026, 6, 20, 21, 30))
    make_public_event(at__starts_at=local(2026, 6, 20, 20))
    make_public_event(at__starts_at=local(2027, 1, 2, 9))
    page = soup(client.get("/agenda/"))
    assert [h.get_text() for h in page.select("section.day h2")] == ["zaterdag 20 juni", "zaterdag 2 januari 2027"]
    assert [h.get_text() for h in page.select(".hour h3")] == ["20:00", "21:00", "09:00"]


def test_filters_choose_count_and_can_be_taken_back_one_by_one(client):
    venue, term = make_venue(slug="hortus", name="Hortus"), make_term(slug="groen", name="Groen")
    make_public_event(title="Wandeling", kind="tour", terms=[term], at__venue=venue)
    make_public_event(title="Concert")
    response = client.get("/agenda/", {"venue": "hortus", "kind": "tour", "term": "groen", "q": "wandel"})
    assert titles(response) == ["Wandeling"]
    page = soup(response)
    assert page.select_one("[role=status]").get_text() == "1 activiteit"
    chips = {
        chip.get_text(" ").split(": ")[-1].removesuffix(" ×").strip(): chip["href"] for chip in page.select(".chips a")
    }
    assert list(chips) == ["Hortus", "Groen", "Excursie of wandeling", "“wandel”", "Wis alles"]
    assert chips["Groen"] == "?venue=hortus&kind=tour&q=wandel"
    assert page.select_one("option[value=hortus]").has_attr("selected")


def test_the_feed_of_a_choice_is_offered_with_the_same_filters(client):
    make_public_event(kind="tour")
    page = soup(client.get("/agenda/?kind=tour"))
    assert page.select_one("#feed-address")["value"] == "http://testserver/agenda.ics?kind=tour"
    assert page.select_one(".subscribe .button")["href"] == "webcal://testserver/agenda.ics?kind=tour"
    assert page.select_one("link[type='text/calendar']")["href"] == "http://testserver/agenda.ics?kind=tour"


@pytest.mark.parametrize(
    "query", ["?onzin=1", "?vanaf=gisteren", "?vanaf=2026-99-99", "?kind=", "?q=" + "x" * 500, "?vanaf=9999-12-31"]
)
def test_parameters_that_mean_nothing_are_ignored(client, query):
    make_public_event(title="Concert")
    response = client.get(f"/agenda/{query}")
    assert response.status_code == 200
    assert titles(response) == ["Concert"]


def test_an_unknown_value_finds_nothing_and_shows_the_way_back(client):
    make_public_event()
    response = client.get("/agenda/?venue=atlantis")
    assert response.status_code == 200
    assert titles(response) == []
    assert "Niets gevonden met deze filters. Wis de filters" in text_of(response)
    assert "atlantis" in soup(response).select_one(".chips").get_text()


def test_what_people_type_is_never_markup(client):
    response = client.get("/agenda/", {"q": "<script>alert(1)</script>", "venue": '"><b>x'})
    assert b"<script>alert" not in response.content
    assert b'"><b>x' not in response.content


def test_long_lists_are_cut_between_days_and_go_on(client):
    for number in range(62):
        make_event(title=f"Vroeg {number}", at__starts_at=local(2026, 6, 20, 20))
    make_event(title="Laat", at__starts_at=local(2026, 6, 22, 20))
    reconcile_calendar()
    first = client.get("/agenda/")
    assert len(titles(first)) == 62
    following = soup(first).select_one(".pages .button:not(.second)")["href"]
    second = client.get(f"/agenda/{following}")
    assert titles(second) == ["Laat"]
    assert soup(second).select_one(".pages a")["href"] == "?"


@pytest.mark.parametrize(
    ("taken", "words", "state"),
    [(0, "10 plaatsen vrij", None), (7, "Nog 3 plaatsen", "few"), (10, "Vol: wachtlijst", "full")],
)
def test_free_seats_are_told_before_one_clicks(client, taken, words, state):
    event = make_public_event(at__way_in="register", at__capacity=10)
    if taken:
        make_registration(event.occurrences.get(), seats=taken)
    line = soup(client.get("/agenda/")).select(".rows li p")[-1]
    assert words in line.get_text()
    assert (line.b["class"] if line.b else None) == ([state] if state else None)


def test_what_is_not_published_is_not_there(client):
    make_event(title="Nog geheim")
    assert titles(client.get("/agenda/")) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_rows(client, django_assert_num_queries, rows):
    for _ in range(rows):
        make_public_event(terms=[make_term()], at__way_in="register", at__capacity=4)
    with django_assert_num_queries(13):  # four are the cache's: versions, seats, and until when it holds
        client.get("/agenda/")
