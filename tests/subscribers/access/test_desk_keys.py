"""API keys in the desk: made and shown once, seen in use, ended; by their owner or by who keeps those of all."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from wagtail.models import ModelLogEntry

from config.desk.groups import ensure_groups
from subscribers.access.keys import create_api_key, find_api_key
from subscribers.models import ApiKey
from tests.accounts import just_proved
from tests.factories import make_staff
from tests.subscribers.access.test_keys import give

pytestmark = pytest.mark.django_db

HERE = "/beheer/api-sleutels/"
NEW = {"name": "planbord", "scopes": ["issues:read"], "days": "90"}


@pytest.fixture
def editor() -> Any:
    """Of the group Redactie, which has no keys by itself, with the right to have them."""
    user = get_user_model().objects.create_user("redacteur", "redacteur@example.org")
    user.groups.add(ensure_groups())
    return give(user, "subscribers.add_apikey")


@pytest.fixture
def desk(client: Client, editor: Any) -> Client:
    just_proved(client, editor)
    return client


def page_of(response: Any) -> Any:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").find(class_="desk-page")


def listed(client: Client) -> list[list[str]]:
    """What the list says of each key, but for its prefix and what one may do."""
    rows = page_of(client.get(HERE)).select("tbody tr")
    return [[cell.get_text(strip=True) for cell in row.select("th, td")[:-1] if not cell.code] for row in rows]


def test_a_key_is_made_shown_once_and_works(desk: Client, clock: Any) -> None:
    form = page_of(desk.get(f"{HERE}nieuw/"))
    assert [box["value"] for box in form.select("[name=scopes]")] == ["issues:read", "issues:write"]
    made: Any = desk.post(f"{HERE}nieuw/", NEW)
    raw = page_of(made).find(id="key")["value"]
    key = find_api_key(raw)
    assert key and (key.name, key.scopes) == ("planbord", ["issues:read"])
    assert "no-store" in made["Cache-Control"]
    for address in (HERE, f"{HERE}{key.pk}/intrekken/", f"{HERE}nieuw/"):
        assert raw not in desk.get(address).content.decode()
    assert listed(desk) == [["planbord", "issues:read", "15 juni 2026", "13 september 2026", "geldig"]]


def test_making_and_revoking_stand_in_the_history_without_the_key(desk: Client, editor: Any) -> None:
    raw = page_of(desk.post(f"{HERE}nieuw/", NEW)).find(id="key")["value"]
    desk.post(f"{HERE}{ApiKey.objects.get().pk}/intrekken/")
    entries = ModelLogEntry.objects.filter(action__startswith="apikey.").order_by("pk")
    assert [(one.action, one.user) for one in entries] == [("apikey.create", editor), ("apikey.revoke", editor)]
    assert raw[9:] not in str(list(entries.values()))


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"scopes": []}, {"scopes": ["users:write"]}, {"days": "3650"}], ids=str
)
def test_a_form_that_asks_too_much_or_too_little_makes_nothing(desk: Client, wrong: dict[str, Any]) -> None:
    page = page_of(desk.post(f"{HERE}nieuw/", {**NEW, **wrong}))
    assert page.find(id="key") is None and page.select(".w-field__errors, [role=alert]")
    assert not ApiKey.objects.exists()


def test_a_revoked_key_says_so_and_cannot_be_revoked_again(desk: Client, editor: Any, clock: Any) -> None:
    raw = create_api_key(editor, "planbord", ["issues:read"])
    address = f"{HERE}{ApiKey.objects.get().pk}/intrekken/"
    assert desk.get(address).status_code == 200 and find_api_key(raw)
    assert desk.post(address, follow=True).redirect_chain == [(HERE, 302)]
    assert find_api_key(raw) is None
    desk.post(address)
    assert ModelLogEntry.objects.filter(action="apikey.revoke").count() == 1
    assert listed(desk)[0][-1] == "ingetrokken"
    assert page_of(desk.get(HERE)).find("a", href=address) is None


def test_one_sees_and_ends_ones_own_keys_only_but_for_who_keeps_those_of_all(
    desk: Client, editor: Any, clock: Any
) -> None:
    theirs = create_api_key(make_staff(first_name="Bente", last_name="Beheer"), "van een ander", ["issues:read"])
    address = f"{HERE}{ApiKey.objects.get().pk}/intrekken/"
    assert "Er is nog geen sleutel." in page_of(desk.get(HERE)).get_text()
    assert (desk.get(address).status_code, desk.post(address).status_code) == (404, 404)
    assert find_api_key(theirs)
    give(editor, "subscribers.change_apikey")
    assert listed(desk) == [["van een ander", "Bente Beheer", "issues:read", "15 juni 2026", "15 juni 2027", "geldig"]]
    desk.post(address)
    assert find_api_key(theirs) is None


def test_a_key_whose_owner_lost_the_right_says_so(desk: Client, editor: Any, clock: Any) -> None:
    create_api_key(editor, "planbord", ["issues:read", "issues:write"])
    editor.groups.clear()
    give(editor, "wagtailadmin.access_admin", "newsletter.view_issue")
    assert listed(desk)[0][-1] == "werkt niet voor issues:write: wie hem maakte, mag dat zelf niet"


@pytest.mark.parametrize("rights", [[], ["newsletter.change_issue"]], ids=["none", "of issues"])
def test_without_the_right_there_is_nothing_to_see_or_do(client: Client, clock: Any, rights: list[str]) -> None:
    create_api_key(make_staff(), "planbord", ["issues:read"])
    user = get_user_model().objects.create_user("gast", "gast@example.org")
    just_proved(client, give(user, "wagtailadmin.access_admin", *rights))
    key = ApiKey.objects.get()
    for address in (HERE, f"{HERE}nieuw/", f"{HERE}{key.pk}/intrekken/"):
        for answer in (client.get(address), client.post(address, NEW)):
            assert (answer.status_code, answer["Location"]) == (302, "/beheer/")
    assert list(ApiKey.objects.usable()) == [key]
    assert "api-sleutels" not in client.get("/beheer/").content.decode()


def test_who_only_keeps_keys_makes_none(client: Client) -> None:
    user = get_user_model().objects.create_user("controleur", "controleur@example.org")
    just_proved(client, give(user, "wagtailadmin.access_admin", "subscribers.change_apikey"))
    assert client.get(HERE).status_code == 200
    assert client.post(f"{HERE}nieuw/", NEW).status_code == 302
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_however_long(
    desk: Client, editor: Any, django_assert_num_queries: Any, rows: int
) -> None:
    for number in range(rows):
        create_api_key(editor, f"sleutel {number}", ["issues:read"])
    desk.get(HERE)
    with django_assert_num_queries(13):
        assert len(listed(desk)) == rows


def test_the_page_of_a_group_offers_both_rights(client: Client) -> None:
    just_proved(client, make_staff())
    page = BeautifulSoup(client.get("/beheer/groups/new/").content, "html.parser")
    ours = Permission.objects.filter(content_type__model="apikey")
    offered = {ours.filter(pk=box["value"]).first() for box in page.select("[name=permissions]")} - {None}
    assert {one.codename for one in offered} == {"add_apikey", "change_apikey"}


def test_the_menu_of_settings_leads_to_it(desk: Client) -> None:
    assert [f'"url": "{HERE}"' in desk.get("/beheer/").content.decode()] == [True]
