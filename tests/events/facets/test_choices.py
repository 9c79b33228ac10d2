"""Ready-made choices, and the filters that are not facts: the same on pages, in calendars and as data."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from events.ledger.reconcile import reconcile_calendar
from events.models import CalendarEntry, EntryFacet, FeedScope, Occurrence
from tests.factories import make_edition, make_event, make_public_event, make_registration, make_series
from tests.pages import soup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def on_page(client, query):
    return sorted(a.get_text() for a in soup(client.get(f"/agenda/?{query}")).select(".rows a"))


def in_feed(client, query, path="/agenda.ics"):
    calendar = Calendar.from_ical(client.get(f"{path}?{query}").content)
    return sorted(str(event["SUMMARY"]) for event in calendar.walk("VEVENT"))


def as_data(client, query):
    return sorted(item["title"] for item in client.get(f"/agenda.json?{query}").json()["items"])


@pytest.fixture
def programme():
    edition = make_edition(make_series(slug="nacht"), slug="2026")
    make_event(edition, title="Gratis")
    make_event(edition, title="Betaald", at__price="€ 5")
    make_event(edition, title="Elders", at__way_in="elsewhere", at__ticket_url="https://example.org/")
    make_event(edition, title="Genood", at__way_in="invited")
    make_event(edition, title="Plaats", at__way_in="register", at__capacity=1, at__price="Gratis")
    make_event(edition, title="English", language="en", is_highlight=True, wheelchair=True, at__price="€ 1")
    reconcile_calendar()
    return edition


CHOICES = {
    "entrance=free": ["Gratis", "Plaats"],
    "places=left": ["Plaats"],
    "places=left&entrance=free": ["Plaats"],
    "language=any&language=en&highlight=1": ["English"],
    "access=wheelchair&access=ring_loop": ["English"],
}


def test_a_choice_is_the_same_everywhere(client, programme):
    assert {query: on_page(client, query) for query in CHOICES} == CHOICES
    assert {query: in_feed(client, query) for query in CHOICES} == CHOICES
    assert {query: in_feed(client, query, "/agenda/nacht/2026.ics") for query in CHOICES} == CHOICES
    assert {query: as_data(client, query) for query in CHOICES} == CHOICES


def test_an_answer_that_does_not_exist_asks_nothing(client, programme):
    for query in ("entrance=paid", "places=none", "places=left2", "entrance=&places="):
        assert (query, len(on_page(client, query)), len(in_feed(client, query))) == (query, 6, 6)


def test_a_taken_place_leaves_the_calendar_at_once_and_only_its_tag_tells_it_is_the_same(client, programme):
    address = "/agenda.ics?places=left"
    first = client.get(address)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    make_registration(Occurrence.objects.get(event__title="Plaats"))
    assert "Last-Modified" not in first
    assert client.get(address, headers={"If-Modified-Since": "Mon, 15 Jun 2026 10:00:00 GMT"}).status_code == 200
    assert in_feed(client, "places=left") == on_page(client, "places=left") == as_data(client, "places=left") == []
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_two_readings_of_places_left_are_the_same_bytes(client, programme, clock):
    first = client.get("/agenda.ics?places=left").content
    clock.shift(timedelta(minutes=1))
    assert client.get("/agenda.ics?places=left").content == first


def test_registration_that_has_closed_has_no_places_left(client, programme, clock):
    clock.shift(timedelta(days=10, hours=9))
    assert in_feed(client, "places=left") == []


def test_a_filter_that_is_new_is_filled_by_reconciling_and_its_calendars_are_new(client, programme):
    EntryFacet.objects.filter(name="entrance").delete()
    assert in_feed(client, "entrance=free") == []
    before = dict(FeedScope.objects.values_list("name", "version"))
    assert reconcile_calendar() == []
    assert in_feed(client, "entrance=free") == ["Gratis", "Plaats"]
    after = dict(FeedScope.objects.values_list("name", "version"))
    assert {name: after[name] - before[name] for name in after} == dict.fromkeys(after, 1)
    assert reconcile_calendar() == []
    assert dict(FeedScope.objects.values_list("name", "version")) == after
    assert set(CalendarEntry.objects.values_list("sequence", flat=True)) == {0}


def test_ready_made_choices_are_links_and_say_which_one_shows(client, programme):
    for address in ("/agenda/", "/agenda/nacht/2026/"):
        look_at_choices(client, address)


def look_at_choices(client, address):
    links = {a.get_text(): a for a in soup(client.get(address)).select(".ready a")}
    assert list(links) == ["Hoogtepunten in het Engels (1)", "Toegankelijk (1)", "Gratis (2)", "Plaatsen vrij (1)"]
    assert not any(a.has_attr("aria-current") for a in links.values())
    for label, link in links.items():
        page = soup(client.get(address + link["href"]))
        assert [a.get_text() for a in page.select(".ready [aria-current]")] == [label]
        assert label.endswith(f"({len(page.select('.rows a'))})")
        assert page.select_one("#feed-address")["value"].split("?")[1]


def test_a_choice_keeps_the_view_of_the_page(client, programme):
    page = soup(client.get("/agenda/nacht/2026/?weergave=kaart"))
    assert {a["href"] for a in page.select(".ready a")} >= {"?entrance=free&weergave=kaart"}


def test_what_there_is_nothing_of_is_not_offered(client):
    make_public_event(at__way_in="invited")
    assert not soup(client.get("/agenda/")).select(".ready")


def test_the_button_says_how_many_one_subscribes_to(client, programme):
    told = {
        query: soup(client.get(f"/agenda/{query}")).select_one(".subscribe .button").get_text()
        for query in ("", "?places=left")
    }
    assert told == {"": "Abonneer op 6 activiteiten", "?places=left": "Abonneer op 1 activiteit"}


def test_the_panel_tells_every_client_how_and_offers_the_data(client, programme):
    panel = soup(client.get("/agenda/nacht/2026/?entrance=free")).select_one(".subscribe")
    assert panel.input["value"] == "http://testserver/agenda/nacht/2026.ics?entrance=free"
    assert panel.input.has_attr("readonly")
    assert panel.select_one(".scan img.code")
    assert [s.get_text() for s in panel.select(".steps summary")] == [
        "iPhone, iPad",
        "Mac",
        "Google Agenda",
        "Outlook.com, Microsoft 365",
        "Outlook op de computer",
        "Thunderbird",
        "Android zonder Google",
    ]
    data = {a.get_text(): a["href"] for a in panel.select(".open-data a")}
    assert data == {
        "Atom": "/agenda/nacht/2026.atom?entrance=free",
        "JSON Feed": "/agenda/nacht/2026.json?entrance=free",
        "CSV": "/agenda/nacht/2026.csv?entrance=free",
        "schedule.json": "/agenda/nacht/2026/schedule.json",
        "Wat er is gewijzigd": "/wijzigingen/?reeks=nacht",
    }
    assert all(client.get(address).status_code == 200 for address in data.values())


@pytest.mark.parametrize("word", ["Orgel", "Organ", "orgelmuziek", "pipes", "Koor", "Choir"])
def test_a_word_of_title_summary_or_place_is_found_in_either_language_and_every_word_must_be(client, word):
    make_public_event(
        title="Orgel",
        title_en="Organ",
        summary="Met orgelmuziek.",
        summary_en="With pipes.",
        at__place="Koor",
        at__place_en="Choir",
    )
    make_public_event(title="Lezing", title_en="Talk")
    for asked in (word, word.upper(), f"{word} organ"):
        assert (on_page(client, f"q={asked}"), in_feed(client, f"q={asked}")) == (["Orgel"], ["Orgel"])
        assert [item["title"] for item in client.get(f"/en/agenda.json?q={asked}").json()["items"]] == ["Organ"]
    assert on_page(client, f"q={word}+Lezing") == in_feed(client, f"q={word}+Talk") == []


def test_a_list_of_which_two_are_chosen_shows_both_and_keeps_both(client, programme):
    (field,) = soup(client.get("/agenda/?language=any&language=en")).select("select#f-language")
    assert field.has_attr("multiple")
    assert {option["value"] for option in field.select("option[selected]")} == {"any", "en"}
    once = soup(client.get("/agenda/?language=en&language=en")).select_one("select#f-language")
    assert not once.has_attr("multiple")
    assert [option["value"] for option in once.select("option[selected]")] == ["en"]
