"""What the pages say in the small hours: a night goes on past midnight, and twice a year the clock does not."""

from datetime import date

import pytest

from tests.factories import local, make_edition, make_public_event, make_series
from tests.pages import problems, soup

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("clock")]

ADDRESS = "/agenda/nacht/2026/"


def night_of(day, **values):
    return make_edition(make_series(slug="nacht"), slug="2026", starts_on=day, **values)


def event(edition, title, starts, ends, **values):
    make_public_event(edition, title=title, at__starts_at=starts, at__ends_at=ends, **values)


def live_of(client, clock, moment):
    """(what is on, what comes next) at a moment, as titles."""
    clock.move_to(moment)
    response = client.get(ADDRESS)
    assert problems(response, "nl") == []
    panel = soup(response).select_one(".live")
    if panel is None:
        return [], []
    said = {h.get_text(): [a.get_text() for a in h.find_next("ul").select("a")] for h in panel.find_all("h2")}
    assert panel.find(id=panel["aria-labelledby"]) in panel.find_all("h2")
    return said.get("Nu bezig", []), said.get("Hierna", [])


def test_now_and_next_go_on_past_midnight_and_end_with_the_night(client, clock):
    night = night_of(date(2026, 9, 19))
    event(night, "Vroeg", local(2026, 9, 19, 22), local(2026, 9, 19, 23))
    event(night, "Midden", local(2026, 9, 19, 23, 30), local(2026, 9, 20, 0, 30))
    event(night, "Laat", local(2026, 9, 20, 1), local(2026, 9, 20, 2))
    assert [
        live_of(client, clock, local(2026, 9, *moment))
        for moment in [(19, 21, 59), (19, 22), (19, 23), (20, 0, 29), (20, 0, 30), (20, 1), (20, 2)]
    ] == [
        ([], []),
        (["Vroeg"], ["Midden", "Laat"]),
        ([], ["Midden", "Laat"]),
        (["Midden"], ["Laat"]),
        ([], ["Laat"]),
        (["Laat"], []),
        ([], []),
    ]


def test_what_comes_next_is_of_the_same_programme_day(client, clock):
    congress = night_of(date(2026, 9, 19), ends_on=date(2026, 9, 20))
    event(congress, "Vandaag", local(2026, 9, 19, 16), local(2026, 9, 19, 17))
    event(congress, "Morgen", local(2026, 9, 20, 9), local(2026, 9, 20, 10))
    assert live_of(client, clock, local(2026, 9, 19, 16, 30)) == (["Vandaag"], [])
    assert live_of(client, clock, local(2026, 9, 19, 18)) == ([], [])
    assert live_of(client, clock, local(2026, 9, 20, 9)) == (["Morgen"], [])


def test_in_the_night_that_the_clock_goes_back_each_of_the_two_hours_has_its_turn(client, clock):
    night = night_of(date(2026, 10, 24))
    event(night, "Eerste", local(2026, 10, 25, 2, 15), local(2026, 10, 25, 2, 45))
    event(night, "Tweede", local(2026, 10, 25, 2, 15, fold=1), local(2026, 10, 25, 2, 45, fold=1))
    event(night, "Derde", local(2026, 10, 25, 3), local(2026, 10, 25, 4))
    moments = [local(2026, 10, 25, 2, 30), local(2026, 10, 25, 2, 30, fold=1), local(2026, 10, 25, 3)]
    assert [live_of(client, clock, moment) for moment in moments] == [
        (["Eerste"], ["Tweede", "Derde"]),
        (["Tweede"], ["Derde"]),
        (["Derde"], []),
    ]


def test_in_the_night_that_the_clock_goes_forward_nothing_is_an_hour_early_or_late(client, clock):
    night = night_of(date(2027, 3, 27))
    event(night, "Voor", local(2027, 3, 28, 1, 30), local(2027, 3, 28, 3, 30))
    event(night, "Na", local(2027, 3, 28, 3, 30), local(2027, 3, 28, 4))
    moments = [local(2027, 3, 28, 1, 59), local(2027, 3, 28, 3, 29), local(2027, 3, 28, 3, 30)]
    assert [live_of(client, clock, moment) for moment in moments] == [
        (["Voor"], ["Na"]),
        (["Voor"], ["Na"]),
        (["Na"], []),
    ]


@pytest.mark.parametrize(
    ("prefix", "first", "second"), [("", "zomertijd", "wintertijd"), ("/en", "summer time", "winter time")]
)
def test_the_hour_that_comes_twice_says_which_and_stands_in_the_order_of_time(client, prefix, first, second):
    night = night_of(date(2026, 10, 24))
    event(night, "Later", local(2026, 10, 25, 2, 15, fold=1), local(2026, 10, 25, 3))
    event(night, "Eerder", local(2026, 10, 25, 2, 45), local(2026, 10, 25, 2, 15, fold=1))
    page = soup(client.get(prefix + ADDRESS))
    assert [(time.get_text().replace("\u2060", ""), time["datetime"]) for time in page.select(".rows time")] == [
        (f"02:45 ({first})–02:15 ({second})", "2026-10-25T02:45+02:00"),
        (f"02:15 ({second})–03:00", "2026-10-25T02:15+01:00"),
    ]
    address = page.select(".rows a")[1]["href"]
    assert soup(client.get(address)).select_one(".when").get_text().endswith(f"02:15 ({second})–\u206003:00")


@pytest.mark.parametrize("address", ["/", "/agenda/"])
def test_after_midnight_what_is_still_to_begin_is_not_said_to_have_begun(client, clock, address):
    night = night_of(date(2026, 9, 19))
    event(night, "Bezig", local(2026, 9, 19, 23), local(2026, 9, 20, 2))
    event(night, "Straks", local(2026, 9, 20, 1), local(2026, 9, 20, 2))
    clock.move_to(local(2026, 9, 20, 0, 30))
    days = soup(client.get(address)).select("section.day")
    assert [(day.h2.get_text(), [a.get_text() for a in day.select(".rows a")]) for day in days] == [
        ("Al begonnen", ["Bezig"]),
        ("zaterdag 19 september", ["Straks"]),
    ]


def test_the_night_leads_the_front_page_until_its_programme_day_ends(client, clock):
    event(night_of(date(2026, 9, 19)), "Laat", local(2026, 9, 20, 4), local(2026, 9, 20, 5))
    for hour, leads in ((5, True), (6, False)):
        clock.move_to(local(2026, 9, 20, hour))
        assert bool(soup(client.get("/")).select(".lead")) is leads
        headings = {h.get_text() for h in soup(client.get("/agenda/nacht/")).find_all("h2")}
        assert ("Komt eraan" in headings, "Eerdere edities" in headings) == (leads, not leads)
        assert ("Deze editie is geweest." in client.get(ADDRESS).content.decode()) is not leads
