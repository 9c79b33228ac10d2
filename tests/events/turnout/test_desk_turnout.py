"""“Opkomst” in the desk: how many came, by edition and by lead time, and what more places would risk."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from config.desk.groups import ensure_groups
from events.models import Edition, Occurrence, Turnout
from tests.factories import make_edition, make_event, make_public_event, make_registration, make_staff, make_venue
from tests.pages import soup, text_of

pytestmark = pytest.mark.django_db
HERE = "/beheer/opkomst/"
FOUR = [(80, 60), (100, 66), (60, 47), (90, 58)]


@pytest.fixture
def desk(client: Client) -> Client:
    staff = make_staff()
    staff.groups.add(ensure_groups())
    client.force_login(staff)
    return client


def was(edition: Edition, seats: int, came: int, days: int, **values: Any) -> Turnout:
    """What was counted of an event of that edition, so many days ago."""
    at = timezone.now() - timedelta(days=days)
    event = make_event(edition, at__starts_at=at, at__ends_at=at + timedelta(hours=1))
    row = {"walked_in": 0, "cancelled_late": 0, "waiting": 0, "by_lead": {"0": [seats, came]}, **values}
    return Turnout.objects.create(
        occurrence=event.occurrences.get(), seats=seats, came=came, counted_at=timezone.now(), **row
    )


def next_one(edition: Edition, *, hall: int | None = 90) -> Occurrence:
    venue = make_venue(capacity=hall)
    event = make_public_event(edition, at__way_in="register", at__capacity=80, at__venue=venue)
    return event.occurrences.get()


def cells(page: Any, caption: str) -> list[list[str]]:
    table = next(one for one in soup(page).find_all("table") if caption in one.caption.text)
    return [[" ".join(cell.text.split()) for cell in row.find_all(["th", "td"])] for row in table.tbody.find_all("tr")]


def test_editions_stand_beside_each_other_and_so_do_lead_times(desk: Client) -> None:
    first, second = make_edition(slug="2025"), make_edition(slug="2026")
    was(first, 80, 60, 400, walked_in=5, by_lead={"0": [30, 27], "28": [50, 33]})
    was(second, 10, 0, 30, cancelled_late=2, waiting=3)
    was(second, 30, 20, 30)
    page = desk.get(HERE)
    assert "Van 120 plaatsen op 3 momenten waarvan de deur scande, kwamen er 80 (67 %)." in text_of(page)
    assert cells(page, "Per editie") == [
        [str(second), "2", "40", "20", "20", "50 %", "2", "3", "0"],
        [str(first), "1", "80", "60", "20", "75 %", "0", "0", "5"],
    ]
    assert cells(page, "Naar hoe lang") == [
        ["op de dag zelf", "70", "47", "23", "67 %"],
        ["langer", "50", "33", "17", "66 %"],
    ]
    assert [one.title.text for one in soup(page).find_all("svg", class_="chart")] == [
        "Gekomen, per editie",
        "Gekomen, naar hoe lang tevoren men zich aanmeldde",
    ]


def test_before_the_first_evening_it_says_so(desk: Client) -> None:
    assert "Nog van geen avond is bekend wie er kwam." in text_of(desk.get(HERE))


def risk_page(desk: Client, evenings: Sequence[tuple[int, int]], *, same_day: bool = False, **values: Any) -> Any:
    edition = make_edition()
    for number, (seats, came) in enumerate(evenings, start=1):
        was(edition, seats, came, 30 if same_day else 30 * number)
    was(make_edition(), 500, 0, 60)  # of another series
    occurrence = next_one(edition, **values)
    make_registration(occurrence, seats=4, state="waitlisted")
    return desk.get(f"{HERE}{occurrence.pk}/")


def test_what_more_places_would_risk_up_to_what_the_hall_may_hold(desk: Client) -> None:
    page = risk_page(desk, FOUR)
    assert "Plaatsen 80, vergeven 0, op de wachtlijst 4." in text_of(page)
    before = "Eerder kwamen er 231 van 330 (70 %), over 4 avonden met 4 momenten; per moment van 64 % tot 78 %."
    assert before in text_of(page)
    assert "tussen 39 en 70 mensen" in text_of(page)
    assert cells(page, "Als er meer plaatsen") == [["4", "minder dan 1 %", "0,0", "21,6"], ["8", "2 %", "0,1", "18,9"]]
    assert "In de zaal mogen 90 mensen" in text_of(page)


def test_without_a_limit_of_the_hall_it_asks_for_one(desk: Client) -> None:
    page = risk_page(desk, FOUR, hall=None)
    assert [row[0] for row in cells(page, "Als er meer plaatsen")] == ["4", "8", "12", "16", "20"]
    assert "Bij de locatie staat niet hoeveel mensen er mogen zijn." in text_of(page)


@pytest.mark.parametrize(("evenings", "same_day"), [(FOUR[:2], False), ([(30, 20)] * 3, False), (FOUR, True)])
def test_few_evenings_or_places_and_one_night_with_many_rooms_show_their_shares_and_no_risk(
    desk: Client, evenings: Sequence[tuple[int, int]], same_day: bool
) -> None:
    page = risk_page(desk, evenings, same_day=same_day)
    assert "Dat is te weinig om iets over de volgende te zeggen" in text_of(page) and "per moment van" in text_of(page)
    assert "Als er meer plaatsen" not in text_of(page)


def test_who_may_not_see_registrations_sees_nothing_of_it(client: Client) -> None:
    staff = get_user_model().objects.create_user("medewerker", is_staff=True)
    staff.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(staff)
    assert [client.get(HERE).status_code, client.get(f"{HERE}1/").status_code] == [302, 302]


def test_what_comes_says_how_many_have_a_place_and_how_many_wait(desk: Client) -> None:
    moment = next_one(make_edition())
    unlimited = make_public_event(at__way_in="expected", at__capacity=None).occurrences.get()
    for seats, state in ((3, "confirmed"), (2, "waitlisted"), (4, "cancelled")):
        make_registration(moment, seats=seats, state=state)
    make_registration(unlimited)
    page = desk.get(HERE)
    found = {row[0]: row[2:] for row in cells(page, "Kies er een")}
    assert found == {moment.event.title: ["80", "3", "2"], unlimited.event.title: ["onbeperkt", "1", "0"]}
    assert f"De meeste plaatsen zijn vergeven bij {moment.event.title}: 3." in str(soup(page).select("svg.chart"))
