"""“Deuren” in the desk: a QR code that is shown once, its phones, and what they contradict each other in."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from config.desk.groups import ensure_groups
from events.door.keys import trade_secret
from events.models import DoorKey, Occurrence
from tests.events.door.phones import Phone, make_phone, tonight
from tests.factories import make_registration, make_staff
from tests.pages import soup, text_of

pytestmark = pytest.mark.django_db
HERE = "/beheer/deuren/"


@pytest.fixture
def occurrence(clock: Any) -> Occurrence:
    return tonight()


@pytest.fixture
def desk(client: Client, occurrence: Occurrence) -> Client:
    staff = make_staff()
    staff.groups.add(ensure_groups())
    client.force_login(staff)
    return client


def open_door(desk: Client, **values: Any) -> Any:
    return desk.post(f"{HERE}nieuw/", {"day": "2026-06-15", "venue": "", **values})


@pytest.mark.parametrize("everywhere", [True, False])
def test_a_door_is_opened_and_its_address_is_shown_once(desk: Client, occurrence: Occurrence, everywhere: bool) -> None:
    venue = occurrence.venue
    page = soup(open_door(desk, venue="" if everywhere else str(venue.pk)))
    address = page.find(id="address")["value"]
    before, secret = address.split("#")
    assert before == "http://testserver/d/" and page.find("img", class_="code")
    key = DoorKey.objects.get()
    assert (key.venue, key.evening.day.isoformat()) == (None if everywhere else venue, "2026-06-15")
    traded = trade_secret(secret, "", timezone.now())
    assert traded is not None and traded[0].key == key
    assert secret not in text_of(desk.get(f"{HERE}{key.pk}/")) + text_of(desk.get(HERE))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-06-14", "Deze avond is al geweest."),
        ("2026-06-16", "Op die dag staat hier niets in de agenda."),
        ("zomaar", "Voer een geldige datum in."),
    ],
)
def test_a_door_to_nothing_is_not_opened(desk: Client, day: str, said: str) -> None:
    assert said in text_of(open_door(desk, day=day))
    assert DoorKey.objects.count() == 0


def test_a_door_and_a_phone_are_revoked_and_say_so(desk: Client, occurrence: Occurrence) -> None:
    device, _ = make_phone(occurrence, "Annie")
    desk.post(f"{HERE}telefoon/{device.pk}/intrekken/")
    desk.post(f"{HERE}{device.key_id}/intrekken/")
    device.refresh_from_db()
    assert device.revoked_at == device.key.revoked_at == timezone.now()
    page = text_of(desk.get(f"{HERE}{device.key_id}/"))
    assert "Stand: ingetrokken" in page and "Annie" in page
    assert "gold al niet meer" in text_of(desk.post(f"{HERE}{device.key_id}/intrekken/", follow=True))


def test_one_seat_twice_is_shown_with_the_name_the_phones_and_the_times(
    desk: Client, occurrence: Occurrence, clock: Any
) -> None:
    party = make_registration(occurrence, name="Noor van Dam")
    phones = [Phone(make_phone(occurrence, label)[0]) for label in ("voor", "achter")]
    scans = [phone.scan(party) for phone in phones]
    clock.shift(timedelta(minutes=5))
    for phone, scan in zip(phones, scans, strict=True):
        phone.send([scan])
    page = text_of(desk.get(f"{HERE}{phones[0].device.key_id}/"))
    assert "Noor van Dam : 2 binnen op 1 plaats." in page
    assert "binnen 1, 12:00:00 op voor" in page and "binnen 1, 12:00:00 op achter" in page
