"""The page of one event."""

import json
from datetime import date

import pytest

from events.ledger.reconcile import reconcile_calendar
from events.models import CalendarEntry, Event, EventSpeaker, Occurrence, SeriesName
from tests.factories import (
    local,
    make_edition,
    make_event,
    make_public_event,
    make_registration,
    make_series,
    make_venue,
)
from tests.pages import problems, soup, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("clock")]


def address(event, prefix=""):
    return f"{prefix}/evenement/{event.slug}-{event.code}/"


@pytest.mark.parametrize(("prefix", "language", "title"), [("", "nl", "Orgel"), ("/en", "en", "Organ")])
def test_it_is_a_good_page_in_both_languages(client, prefix, language, title):
    event = make_public_event(make_edition(), title="Orgel", title_en="Organ")
    response = client.get(address(event, prefix))
    assert response.status_code == 200
    assert problems(response, language) == []
    assert soup(response).h1.get_text() == title


def test_when_where_and_how_are_told_for_each_moment(client):
    venue = make_venue(name="Hortus", street="Rapenburg 73", postcode="2311 GJ", city="Leiden")
    event = make_public_event(at__starts_at=local(2026, 6, 20, 20, 15), at__venue=venue)
    told = {
        dt.get_text(): " ".join(dt.find_next("dd").get_text(" ").replace("\u2060", "").split())
        for dt in soup(client.get(address(event))).select(".moment dt")
    }
    assert told == {
        "Wanneer": "zaterdag 20 juni 2026, 20:15–21:15",
        "Waar": "Hortus, Rapenburg 73, 2311 GJ Leiden Bekijk op de kaart",
        "Toegang": "Vrij binnenlopen",
    }


@pytest.mark.parametrize(
    ("values", "button", "target"),
    [
        ({"at__way_in": "register", "at__capacity": 5}, "Aanmelden", "/aanmelden/{uid}/"),
        (
            {"at__way_in": "elsewhere", "at__ticket_url": "https://example.org/k"},
            "Naar de kaarten",
            "https://example.org/k",
        ),
        ({}, "Zet in uw kalender", "/evenement/{uid}.ics"),
    ],
)
def test_there_is_one_button_and_it_is_the_right_one(client, values, button, target):
    event = make_public_event(**values)
    buttons = soup(client.get(address(event))).select("main .button")
    uid = event.occurrences.get().public_id
    assert [(b.get_text(), b["href"]) for b in buttons] == [(button, target.format(uid=uid))]


@pytest.mark.parametrize(
    ("status", "nl", "en"),
    [
        ("postponed", "Dit is uitgesteld.", "This has been postponed."),
        ("cancelled", "Dit gaat niet door.", "This is cancelled."),
    ],
)
def test_what_is_off_says_how(client, status, nl, en):
    event = make_public_event(at__status=status, at__status_reason="Storm.")
    for prefix, words in (("", nl), ("/en", en)):
        notice = soup(client.get(prefix + address(event), follow=True)).select_one(".notice.bad")
        assert notice.get_text(" ", strip=True).startswith(words)


def test_full_means_the_waiting_list(client):
    event = make_public_event(at__way_in="register", at__capacity=1)
    make_registration(event.occurrences.get())
    assert soup(client.get(address(event))).select_one("main .button").get_text() == "Op de wachtlijst"


@pytest.mark.parametrize(("prefix", "said"), [("", "Vol"), ("/en", "Full")])
def test_full_without_a_waiting_list_is_full_and_offers_nothing(client, prefix, said):
    event = make_public_event(at__way_in="register", at__capacity=1, at__has_waiting_list=False)
    make_registration(event.occurrences.get())
    page = soup(client.get(prefix + address(event)))
    assert page.select_one(".moment b.full").get_text() == said
    assert not page.select('a[href*="/aanmelden/"], a[href*="/register/"]')
    assert soup(client.get(f"{prefix}/agenda/")).select_one(".rows b.full").get_text() == said


def test_a_wrong_slug_and_the_short_link_lead_to_the_page(client):
    event = make_public_event()
    for asked in (f"/evenement/heel-anders-{event.code}/", f"/evenement/{event.code}/"):
        response = client.get(asked)
        assert (response.status_code, response["Location"]) == (301, address(event))


def test_an_unknown_code_is_not_found(client):
    response = client.get("/evenement/orgel-zzzzzzzz/")
    assert response.status_code == 404
    assert "Deze pagina is er niet" in text_of(response)


def test_an_event_that_was_never_public_is_not_found(client):
    assert client.get(address(make_event())).status_code == 404


def test_unpublished_after_it_was_public_says_it_is_off(client):
    event = make_public_event()
    Event.objects.update(live=False)
    reconcile_calendar(Event.objects.all())
    response = client.get(address(event))
    assert response.status_code == 200
    assert "Dit gaat niet door." in text_of(response)
    assert "Afgelast Dit onderdeel is vervallen." in text_of(response)
    assert not soup(response).select("main .button")


def test_a_moved_event_tells_where_and_when_it_was(client):
    event = make_public_event(at__venue=make_venue(name="Hortus"), at__starts_at=local(2026, 6, 20, 20))
    moved = {
        "venue": make_venue(name="Pesthuis"),
        "starts_at": local(2026, 6, 21, 20),
        "ends_at": local(2026, 6, 21, 21),
    }
    Occurrence.objects.filter(event=event).update(**moved)
    reconcile_calendar(Event.objects.all())
    assert (
        soup(client.get(address(event))).select_one(".status").get_text() == "Verplaatst, eerst za 20 juni 20:00 Hortus"
    )


def test_what_is_over_says_so_and_offers_nothing(client, clock):
    event = make_public_event(at__way_in="register", at__starts_at=local(2026, 6, 20, 20))
    clock.move_to(local(2026, 6, 21, 9))
    response = client.get(address(event))
    assert "Dit is geweest." in text_of(response)
    assert not soup(response).select("main .button")


def test_of_many_moments_the_first_is_told_in_full_and_the_past_is_folded_away(client):
    event = make_public_event(at__starts_at=local(2026, 6, 1, 10))
    for day in range(20, 26):
        Occurrence.objects.create(event=event, starts_at=local(2026, 6, day, 10), place="Markt")
    reconcile_calendar(Event.objects.all())
    page = soup(client.get(address(event)))
    assert [dd.get_text().replace("\u2060", "") for dd in page.select(".moment .when time")] == [
        "zaterdag 20 juni 2026, 10:00"
    ]
    assert [s.get_text() for s in page.select(".facts summary")] == ["Nog 5 andere momenten", "1 moment is geweest"]


def test_speakers_come_after_the_practical_facts(client):
    event = make_event(low_stimulus=True)
    EventSpeaker.objects.create(event=event, name="Noor", role="Filosoof", bio="Denkt na.")
    reconcile_calendar(Event.objects.all())
    headings = [h.get_text() for h in soup(client.get(address(event))).select("main h2, main h3")]
    assert headings == ["Praktisch", "Wie u ziet en hoort", "Noor"]


def test_structured_data_says_what_the_page_says_and_cannot_break_out(client):
    title = 'Slim</script><script>alert("1")</script> & co'
    event = make_public_event(
        title=title, language="nl", at__starts_at=local(2026, 6, 20, 20), at__venue=make_venue(name="Hortus")
    )
    response = client.get(address(event))
    scripts = soup(response).find_all("script")
    assert len(scripts) == 1
    data = json.loads(scripts[0].string)
    told = {key: data[key] for key in ("@type", "name", "startDate", "endDate", "eventStatus", "inLanguage")}
    assert told == {
        "@type": "Event",
        "name": title,
        "startDate": "2026-06-20T20:00:00+02:00",
        "endDate": "2026-06-20T21:00:00+02:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "inLanguage": "nl",
    }
    assert data["location"]["name"] == "Hortus"


def test_a_whole_day_is_dates_in_the_structured_data(client):
    days = {"at__all_day": True, "at__starts_at": local(2026, 6, 20), "at__ends_at": local(2026, 6, 22)}
    data = json.loads(soup(client.get(address(make_public_event(**days)))).script.string)
    assert (data["startDate"], data["endDate"]) == ("2026-06-20", "2026-06-21")


def test_the_name_of_the_edition_is_that_of_its_time(client):
    series = make_series(name="Nacht van Nu")
    SeriesName.objects.create(series=series, name="Nacht van Toen", valid_until=date(2018, 1, 1))
    event = make_public_event(make_edition(series, starts_on=date(2017, 9, 16)))
    assert soup(client.get(address(event))).select_one(".kicker a").get_text() == "Nacht van Toen 2017"


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_rows(client, django_assert_num_queries, rows):
    event = make_public_event(make_edition(), occurrences=rows, at__way_in="register", at__capacity=4)
    assert CalendarEntry.objects.count() == rows
    with django_assert_num_queries(6):  # three are the cache's: versions, and until when it holds
        client.get(address(event))


def test_the_desk_previews_the_page_before_anything_is_published():
    event = make_event(make_edition(), title="Nog niet gezegd")
    response = event.make_preview_request()
    assert response.status_code == 200
    assert soup(response).h1.get_text() == "Nog niet gezegd"
    assert not CalendarEntry.objects.exists()


def test_the_desk_previews_an_event_without_moments_with_what_is_missing():
    response = make_event(occurrences=0).make_preview_request()
    assert "Deze activiteit heeft nog geen moment." in text_of(response)
