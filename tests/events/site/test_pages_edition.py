"""The programme of an edition."""

from datetime import date

import pytest

from events.ledger.reconcile import reconcile_calendar
from events.models import Event, Occurrence, SeriesName
from tests.factories import local, make_edition, make_public_event, make_series, make_venue
from tests.pages import problems, soup, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("clock")]

NIGHT = date(2026, 9, 19)
ADDRESS = "/agenda/nacht/2026/"


@pytest.fixture
def night():
    return make_edition(make_series(slug="nacht", name="Nacht", name_en="Night"), starts_on=NIGHT, is_night=True)


def titles(response):
    return [a.get_text() for a in soup(response).select(".rows a")]


@pytest.mark.parametrize(("prefix", "language", "name"), [("", "nl", "Nacht 2026"), ("/en", "en", "Night 2026")])
def test_it_is_a_good_page_in_both_languages(client, night, prefix, language, name):
    make_public_event(night)
    for query in ("", "?weergave=locaties", "?licht=1"):
        response = client.get(prefix + ADDRESS + query)
        assert response.status_code == 200
        assert problems(response, language) == []
        assert soup(response).h1.get_text() == name


def test_after_midnight_is_still_the_same_night(client, night):
    make_public_event(night, title="Laat", at__starts_at=local(2026, 9, 20, 1, 15))
    make_public_event(night, title="Vroeg", at__starts_at=local(2026, 9, 19, 20))
    page = soup(client.get(ADDRESS))
    assert [h.get_text() for h in page.select("section.day > h2")] == ["zaterdag 19 september"]
    assert [h.get_text() for h in page.select(".hour h3")] == ["20:00", "01:00"]
    assert page.select(".rows time")[1]["datetime"] == "2026-09-20T01:15"


def test_what_is_continuous_comes_after_the_hours(client, night):
    ends = local(2026, 9, 20, 1)
    make_public_event(
        night, title="Expo", at__starts_at=local(2026, 9, 19, 19), at__ends_at=ends, at__is_continuous=True
    )
    make_public_event(night, title="Lezing", at__starts_at=local(2026, 9, 19, 20))
    page = soup(client.get(ADDRESS))
    assert [h.get_text() for h in page.select(".hour h3")] == ["20:00", "Doorlopend"]
    assert page.select(".rows time")[1].get_text().replace("\u2060", "") == "doorlopend 19:00–01:00"


def test_cancelled_and_moved_stay_in_place_with_the_reason(client, night):
    off = make_public_event(night, title="Orgel")
    moved = make_public_event(
        night, title="Harp", at__venue=make_venue(name="Hortus"), at__starts_at=local(2026, 9, 19, 21)
    )
    Occurrence.objects.filter(event=off).update(status="cancelled", status_reason="De organist is ziek.")
    Occurrence.objects.filter(event=moved).update(starts_at=local(2026, 9, 19, 22), ends_at=local(2026, 9, 19, 23))
    reconcile_calendar(Event.objects.all())
    first, second = soup(client.get(ADDRESS)).select(".rows li")
    assert first["class"] == ["off"]
    assert first.select_one(".status").get_text() == "Afgelast De organist is ziek."
    assert first.a.get_text() == "Orgel"
    assert second.select_one(".status").get_text() == "Verplaatst, eerst 21:00"
    assert second.s.get_text() == "21:00"
    assert second.time.get_text().replace("\u2060", "") == "22:00–23:00"


def test_a_night_opens_dark_and_a_link_turns_the_light_on(client, night):
    make_public_event(night)
    dark, lit = client.get(ADDRESS), client.get(f"{ADDRESS}?licht=1&weergave=locaties")
    assert soup(dark).html["class"] == ["night"]
    assert soup(lit).html["class"] == ["day"]
    assert "?licht=1" in {a["href"] for a in soup(dark).select(".bar a")}
    assert "?weergave=locaties" in {a["href"] for a in soup(lit).select(".bar a")}


def test_a_day_follows_the_system(client):
    make_public_event(make_edition(make_series(slug="congres"), slug="2026"))
    assert not soup(client.get("/agenda/congres/2026/")).html.get("class")


def test_by_venue_the_building_is_the_heading_and_the_room_the_line(client, night):
    building = make_venue(name="Stadsgehoorzaal", slug="stadsgehoorzaal")
    room = make_venue(name="Aalmarktzaal", parent=building)
    make_public_event(night, title="Klein", at__venue=room, at__starts_at=local(2026, 9, 19, 19))
    make_public_event(night, title="Foyer", at__venue=building)
    page = soup(client.get(f"{ADDRESS}?weergave=locaties"))
    assert [h.get_text() for h in page.select("section.group h2")] == ["Stadsgehoorzaal"]
    assert [li.p.get_text() for li in page.select(".rows li")] == [
        "Aalmarktzaal",
        "Muziek · Nederlands · Vrij binnenlopen",
    ]
    assert [li.a.get_text() for li in page.select(".rows li")] == ["Klein", "Foyer"]


def test_tracks_are_a_view_only_where_there_are_tracks(client, night):
    make_public_event(night, title="Zonder")
    assert titles(client.get(f"{ADDRESS}?weergave=sporen")) == ["Zonder"]
    make_public_event(night, title="Denken", track="Hoofd")
    make_public_event(night, title="Doen", track="Hand")
    page = soup(client.get(f"{ADDRESS}?weergave=sporen"))
    assert [h.get_text() for h in page.select("section.group h2")] == ["Hand", "Hoofd"]


def test_now_and_next_stand_on_top_while_it_runs(client, night, clock):
    make_public_event(night, title="Nu", at__starts_at=local(2026, 9, 19, 20))
    make_public_event(night, title="Straks", at__starts_at=local(2026, 9, 19, 22))
    assert not soup(client.get(ADDRESS)).select(".live")
    clock.move_to(local(2026, 9, 19, 20, 30))
    live = soup(client.get(ADDRESS)).select_one(".live")
    assert [
        (h.get_text(), ul.a.get_text()) for h, ul in zip(live.find_all("h2"), live.find_all("ul"), strict=True)
    ] == [
        ("Nu bezig", "Nu"),
        ("Hierna", "Straks"),
    ]


def test_a_cancelled_edition_stays_visible_with_its_reason(client):
    make_edition(make_series(slug="nacht"), starts_on=date(2020, 9, 19), is_cancelled=True, cancelled_reason="Corona.")
    response = client.get("/agenda/nacht/2020/")
    assert response.status_code == 200
    assert "Deze editie gaat niet door. Corona." in text_of(response)


def test_a_hidden_or_unknown_edition_is_not_found(client, night):
    make_edition(night.series, starts_on=date(2027, 9, 18), is_public=False)
    assert [client.get(f"/agenda/nacht/{slug}/").status_code for slug in ("2027", "1999")] == [404, 404]


def test_an_old_address_of_the_series_leads_to_the_new_one(client, night):
    SeriesName.objects.create(series=night.series, name="Vroeger", slug="vroeger", valid_until=date(2018, 1, 1))
    response = client.get("/agenda/vroeger/2026/")
    assert (response.status_code, response["Location"]) == (301, ADDRESS)


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_rows(client, night, django_assert_num_queries, rows):
    for _ in range(rows):
        make_public_event(night, at__way_in="register", at__capacity=4)
    with django_assert_num_queries(14):  # four are the cache's: versions, seats, and until when it holds
        client.get(ADDRESS)


@pytest.mark.slow
def test_five_hundred_lines_weigh_less_than_150_kilobytes(client, night):
    venue = make_venue(name="Rijksmuseum Boerhaave, Auditorium", wheelchair=True, ring_loop=True)
    texts = {"title": "Het koudste plekje op aarde", "title_en": "", "slug": "het-koudste-plekje-op-aarde"}
    event = make_public_event(night, **texts)
    starts_at = local(2026, 9, 19, 19)
    Occurrence.objects.bulk_create(
        Occurrence(
            event=event,
            venue=venue,
            starts_at=starts_at,
            ends_at=local(2026, 9, 19, 20),
            way_in="register",
            capacity=20,
        )
        for _ in range(499)
    )
    reconcile_calendar(Event.objects.all())
    for prefix in ("", "/en"):
        response = client.get(prefix + ADDRESS)
        assert len(titles(response)) == 500
        assert len(response.content) < 150_000
