"""“Kalenders” in the desk: numbers in a table, the same in bars, and no more than can be known."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from events.models import CalendarEntry, Change, Event, FeedFetch, FeedScope
from events.publishing.calendars_desk import Bar, bars
from tests.factories import make_edition, make_public_event, make_series, make_staff

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 15, 10, tzinfo=UTC)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_staff())
    return client


@pytest.fixture
def night(clock: Any) -> FeedScope:
    """The feed of an edition: changed this morning; Apple comes ten times a day, and did twice since."""
    edition = make_edition(make_series(slug="nacht", name="Nacht"), slug="2026", starts_on=date(2026, 9, 19))
    make_public_event(edition)
    scope = FeedScope.objects.get(edition=edition)
    for ago in range(1, 8):
        row(scope, "apple", ago, version=0, unchanged=10)
    row(scope, "apple", 0, version=scope.version, full=2)
    row(scope, "browser", 3, version=0, full=1)
    row(scope, "android", 1, version=0, full=1)
    row(scope, "thunderbird", 1, version=0, unchanged=1)
    row(scope, "thunderbird", 0, version=scope.version, full=1)
    row(scope, "google", 0, version=scope.version, full=1)
    return scope


def row(scope: FeedScope, client: str, ago: int, **values: int) -> None:
    at = NOON - timedelta(days=ago, minutes=12)
    FeedFetch.objects.create(scope=scope, client=client, day=at.date(), last_at=at, **values)


def cells(response: Any) -> list[list[str]]:
    body = response.content.decode().split("<tbody>")[1].split("</tbody>")[0]
    found = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.DOTALL) for line in body.split("</tr>")[:-1]]
    return [[re.sub(r"<[^>]+>", "", cell).replace("\xa0", " ").strip() for cell in line] for line in found]


def test_every_feed_is_listed_with_its_fetches_the_busiest_first(desk: Client, night: FeedScope) -> None:
    lines = cells(desk.get("/beheer/kalenders/"))
    assert [line[:3] for line in lines] == [
        ["Nacht 2026", "77", "15 juni 2026 11:48"],
        ["Alles", "0", "–"],
        ["Nacht", "0", "–"],
    ]


def test_a_feed_shows_per_program_how_often_how_lately_and_how_far_the_change_is(
    desk: Client, night: FeedScope
) -> None:
    response = desk.get(f"/beheer/kalenders/{night.pk}/")
    assert cells(response) == [
        ["Apple Agenda", "72", "", "15 juni 2026 11:48", "minstens 20%"],
        ["Thunderbird", "2", "", "15 juni 2026 11:48", "zo goed als allemaal"],
        ["ICSx⁵ / DAVx⁵ (Android)", "1", "", "14 juni 2026 11:48", "nog niet"],
        ["Browser", "1", "", "12 juni 2026 11:48", "komt niet vanzelf terug"],
        ["Google Agenda", "1", "", "15 juni 2026 11:48", "nog niet te zeggen"],
    ]
    assert (
        'aria-label="Per dag, vandaag als laatste: 0, 0, 0, 0, 0, 0, 10, 10, 10, 10, 10, 10, 10, 2"'
        in response.content.decode()
    )


def test_bars_are_as_high_as_their_share_of_the_busiest_day() -> None:
    assert bars([0, 1, 2, 4]) == [Bar(8, 18.0, 6.0), Bar(16, 12.0, 12.0), Bar(24, 0.0, 24.0)]
    assert bars([0, 0]) == []


def test_the_list_of_feeds_takes_as_many_queries_for_one_as_for_many(
    desk: Client, night: FeedScope, django_assert_max_num_queries: Any
) -> None:
    desk.get("/beheer/kalenders/")
    with django_assert_max_num_queries(30) as few:
        desk.get("/beheer/kalenders/")
    before = len(few)
    make_public_event(make_edition(make_series()))
    with django_assert_max_num_queries(before):
        desk.get("/beheer/kalenders/")


def test_the_menu_leads_to_it_and_strangers_are_kept_out(desk: Client, night: FeedScope, client: Client) -> None:
    assert "/beheer/kalenders/" in desk.get("/beheer/").content.decode()
    for address in ("/beheer/kalenders/", f"/beheer/kalenders/{night.pk}/"):
        assert Client().get(address).status_code == 302


def test_an_account_without_the_programme_does_not_see_it(
    client: Client, night: FeedScope, django_user_model: Any
) -> None:
    reader = django_user_model.objects.create_user("lezer", "lezer@leiden.example", "een lang wachtwoord")
    reader.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(reader)
    assert client.get("/beheer/kalenders/").status_code == 302
    assert "/beheer/kalenders/" not in client.get("/beheer/").content.decode()


def test_a_feed_that_does_not_exist_is_404(desk: Client, night: FeedScope) -> None:
    assert desk.get("/beheer/kalenders/999999/").status_code == 404


def test_what_changed_outside_the_desk_is_told_at_the_press_of_a_button(desk: Client, night: FeedScope) -> None:
    Event.objects.update(title="Nachtconcert")
    page = desk.get("/beheer/kalenders/")
    assert "Agenda’s bijwerken" in page.content.decode()
    assert CalendarEntry.objects.get().facts["nl"]["title"] != "Nachtconcert"
    response = desk.post("/beheer/kalenders/", follow=True)
    assert "In de agenda’s van bezoekers: 1 tekst." in response.content.decode()
    assert CalendarEntry.objects.get().facts["nl"]["title"] == "Nachtconcert"
    assert Change.objects.latest("pk").by == response.wsgi_request.user
    again = desk.post("/beheer/kalenders/", follow=True).content.decode()
    assert ("De agenda’s waren al bij; er is niets veranderd." in again, Change.objects.count()) == (True, 2)


def test_the_button_is_for_who_may_publish(client: Client, night: FeedScope, django_user_model: Any) -> None:
    Event.objects.update(title="Nachtconcert")
    reader = django_user_model.objects.create_user("lezer", "lezer@leiden.example", "een lang wachtwoord")
    reader.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(reader)
    client.post("/beheer/kalenders/")
    assert Change.objects.count() == 1
    reader.user_permissions.add(Permission.objects.get(codename="change_event"))
    assert "Agenda’s bijwerken" not in client.get("/beheer/kalenders/").content.decode()
    client.post("/beheer/kalenders/")
    assert Change.objects.count() == 1  # who may change an event may not yet tell the public everything
    reader.user_permissions.add(Permission.objects.get(codename="publish_event"))
    client.post("/beheer/kalenders/")
    assert Change.objects.count() == 2
    assert client.post(f"/beheer/kalenders/{night.pk}/").status_code == 405
