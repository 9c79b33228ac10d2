"""The list of a door on paper: by surname, a box for each person, nothing that paper should not hold."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from events.door.evenings import evening_on
from events.door.printed import sheets_of
from events.models import DoorKey, Occurrence
from tests.events.door.phones import tonight
from tests.factories import make_registration, make_staff, make_venue
from tests.pages import soup

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def occurrence(clock: Any) -> Occurrence:
    return tonight()


def door_of(occurrence: Occurrence, **values: Any) -> DoorKey:
    evening = evening_on(occurrence.starts_at.date())
    return DoorKey.objects.create(evening=evening, expires_at=occurrence.starts_at, digest=str(values), **values)


def page_of(client: Client, key: DoorKey) -> Any:
    client.force_login(make_staff())
    return soup(client.get(reverse("deuren:list", args=[key.pk])))


def rows_of(page: Any) -> list[list[Any]]:
    return [
        [*(cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])[:3]), len(row.select(".desk-box"))]
        for row in page.select("tbody tr")
    ]


def test_who_comes_stands_by_surname_with_a_box_for_each_person(client: Client, occurrence: Occurrence) -> None:
    parties = [
        make_registration(occurrence, name=name, seats=seats)
        for name, seats in (("Fatima de Wit", 2), ("Äda Bos", 1), ("Jan van der Aa", 13))
    ]
    make_registration(occurrence, name="Weg", state="cancelled")
    make_registration(occurrence, name="Onbevestigd", state="pending")
    make_registration(occurrence, name="Wim Wacht", state="waitlisted")
    page = page_of(client, door_of(occurrence))
    assert rows_of(page) == [
        ["Jan van der Aa", parties[2].code, "13", 0],
        ["Äda Bos", parties[1].code, "1", 1],
        ["Fatima de Wit", parties[0].code, "2", 2],
    ]
    assert [one.get_text(strip=True) for one in page.select(".desk-paper li")] == ["Wim Wacht, 1"]
    said = page.get_text(" ", strip=True)
    assert "Versnipper deze lijst uiterlijk woensdag 17 juni 2026" in " ".join(said.split())
    assert parties[0].email not in said


def test_a_list_is_of_one_door(client: Client, occurrence: Occurrence) -> None:
    make_registration(occurrence, name="Hier")
    here, elsewhere = door_of(occurrence, venue=occurrence.venue), door_of(occurrence, venue=make_venue())
    assert [len(rows_of(page_of(client, key))) for key in (here, elsewhere)] == [1, 0]


def test_names_are_for_who_may_see_registrations(client: Client, occurrence: Occurrence) -> None:
    key = door_of(occurrence)
    staff = make_staff()
    staff.is_superuser = False
    staff.save()
    client.force_login(staff)
    for right, status in (("view_doorkey", 302), ("view_registration", 200)):
        staff.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", right]))
        assert client.get(reverse("deuren:list", args=[key.pk])).status_code == status


def test_a_list_takes_as_many_queries_for_many(
    client: Client, occurrence: Occurrence, django_assert_num_queries: Any
) -> None:
    key = DoorKey.objects.select_related("evening", "venue").get(pk=door_of(occurrence).pk)
    for _ in range(3):
        make_registration(occurrence)
        with django_assert_num_queries(2):
            sheets_of(key)
