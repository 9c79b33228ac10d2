"""The night at a glance: numbers for each occurrence, and how full it was through the evening."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from events.door.night import Night, Place, look_at_night
from events.door.scans.sums import Count
from tests.events.door.phones import make_phone, tonight
from tests.factories import make_evening, make_registration, make_scan, make_staff
from tests.pages import soup

pytestmark = pytest.mark.django_db
MINUTES = timedelta(minutes=1)


@pytest.fixture
def occurrence(clock: Any) -> Any:
    return tonight(venue=None, place="Plein")


def seen() -> Night:
    return look_at_night(make_evening(), timezone.now())


def test_registered_in_left_walked_in_and_missing(occurrence: Any) -> None:
    party = make_registration(occurrence, seats=3)
    make_registration(occurrence, seats=2)
    make_registration(occurrence, state="waitlisted")
    make_scan(occurrence, code=party.code, people=3)
    make_scan(occurrence, kind="walk-in", people=4)
    make_scan(occurrence, code=party.code, kind="out", people=1)
    make_scan(occurrence, code=party.code, people=1, after_right=True)
    night = seen()
    assert night.places == [Place(occurrence.entry, 5, Count(3, 4, 1), begun=True)]
    assert (night.total, night.registered, night.missing) == (Count(3, 4, 1), 5, 2)
    assert night.total.inside == 6


def test_nobody_is_missing_before_it_begins(occurrence: Any, clock: Any) -> None:
    make_registration(occurrence, seats=3)
    clock.shift(-60 * MINUTES)
    assert [place.missing for place in seen().places] == [None]


def test_the_curve_says_how_many_were_inside_at_each_quarter(occurrence: Any) -> None:
    now = timezone.now()
    for minutes, kind, people in ((1, "walk-in", 4), (2, "in", 2), (40, "out", 3), (3, "in", 0)):
        make_scan(occurrence, kind=kind, people=people, happened_at=now + minutes * MINUTES)
    night = seen()
    assert night.curve == [(now + 15 * MINUTES, 6), (now + 30 * MINUTES, 6), (now + 45 * MINUTES, 3)]
    assert night.fullest == (now + 15 * MINUTES, 6)
    assert night.points == "0.0,0.0 272.0,0.0 544.0,60.0"


def test_an_evening_without_a_scan_has_no_curve(occurrence: Any) -> None:
    night = seen()
    assert (night.curve, night.points, night.fullest, night.total) == ([], "", None, Count())


def test_the_number_of_queries_hangs_on_nothing(occurrence: Any, django_assert_num_queries: Any) -> None:
    for many in (1, 3):
        for _ in range(many):
            other = tonight()
            make_scan(other, code=make_registration(other).code)
        evening = make_evening()
        with django_assert_num_queries(6):
            look_at_night(evening, timezone.now())


def test_a_code_with_more_people_in_than_seats_alarms_until_it_is_undone(occurrence: Any, client: Client) -> None:
    client.force_login(make_staff())
    party, evening = make_registration(occurrence, name="Noor van Dam"), make_evening()
    twice = [make_scan(occurrence, code=party.code) for _ in range(2)]
    key = make_phone(occurrence)[0].key
    page = soup(client.get(f"/beheer/deuren/avond/{evening.pk}/"))
    [alarm] = page.select("[data-live] [role=alert]")
    assert "bij 1 code is er meer mensen binnen" in " ".join(alarm.get_text().split())
    assert [one["href"] for one in alarm.select("a")] == [f"/beheer/deuren/{key.pk}/"]
    assert "Noor" not in page.get_text()
    make_scan(occurrence, kind="undo", undoes=twice[1].nonce)
    assert not soup(client.get(f"/beheer/deuren/avond/{evening.pk}/?inner=1")).select("[role=alert]")


def test_the_night_asks_for_itself_anew_while_it_lasts(occurrence: Any, client: Client, clock: Any) -> None:
    staff = make_staff()
    client.force_login(staff)
    address = f"/beheer/deuren/avond/{make_evening().pk}/"
    [live] = soup(client.get(address)).select("[data-live]")
    assert (live["data-live"], live["data-every"]) == (f"{address}?inner=1", "15")
    goes_on = []
    for hours in (0, 17, 2):
        clock.shift(timedelta(hours=hours))
        client.force_login(staff)
        inner = soup(client.get(f"{address}?inner=1"))
        assert (inner.h1, inner.select(".desk-now")[0].get_text()) == (None, "Nu binnen: 0")
        goes_on.append(bool(inner.select("[data-goes-on]")))
    assert goes_on == [True, True, False]
