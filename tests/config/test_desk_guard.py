"""What Wagtail's desk leaves open: bodies that no browser sends, pages nobody uses, names of rows one may not see."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from events.models import Event
from newsletter.models import Issue
from subscribers.models import Subscriber
from subscribers.screens.desk_urls import desk_address
from tests.config.test_engineering import APPS, ROOT
from tests.factories import make_event, make_issue, make_staff, make_subscriber, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_no_screen_asks_the_account_past_the_policy_of_its_rows() -> None:
    """``may`` asks; only whether one may enter the desk at all is asked of the account."""
    screens = [path for app in APPS for name in ("*desk*.py", "wagtail_hooks.py") for path in (ROOT / app).rglob(name)]
    asking = {
        path.name for path in screens if re.search(r"has_perms?\((?!.wagtailadmin.access_admin)", path.read_text())
    }
    assert len(screens) > 20
    assert asking == set()


@pytest.fixture
def desk(client: Client) -> Client:
    client.raise_request_exception = False
    client.force_login(make_staff())
    return client


@pytest.mark.parametrize("body", [{}, {"title": "x"}, {"body-count": ""}, {"body-count": "veel"}, {"body-0-type": "x"}])
def test_a_text_of_blocks_without_its_count_is_the_callers_mistake(desk: Client, body: dict[str, str]) -> None:
    issue = make_issue()
    for address in (desk_address(Issue, "add"), desk_address(Issue, "edit", issue.pk)):
        assert desk.post(address, body).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        {"occurrences-TOTAL_FORMS": "veel"},
        {"occurrences-TOTAL_FORMS": "1", "occurrences-INITIAL_FORMS": "9"},
        {"occurrences-TOTAL_FORMS": "-1", "occurrences-INITIAL_FORMS": "0"},
    ],
)
def test_moments_that_do_not_add_up_are_no_error_of_ours(desk: Client, body: dict[str, str]) -> None:
    for address in (desk_address(Event, "add"), desk_address(Event, "edit", make_event().pk)):
        assert desk.post(address, body).status_code in (200, 400)


@pytest.mark.parametrize("key", ["x", "", "9" * 40, "1;", "\0"])
def test_keys_of_rows_that_are_no_keys_are_the_callers_mistake(desk: Client, key: str) -> None:
    for path in ("snippets/choose/events/event/chosen-multiple/", "images/chooser/chosen-multiple/"):
        assert desk.get(f"/beheer/{path}", {"id": key}).status_code == 400
    assert desk.get(reverse("wagtail_bulk_action", args=["events", "venue", "delete"]), {"id": key}).status_code == 400


@pytest.mark.parametrize("path", ["tag-autocomplete/?term=a%00", "images/chooser/?tag=%00", "images/?q=%00"])
def test_what_no_database_can_look_for_is_not_looked_for(desk: Client, path: str) -> None:
    assert desk.get(f"/beheer/{path}").status_code == 400


def test_the_way_on_after_a_step_is_a_path(desk: Client) -> None:
    lock = desk_address(Event, "lock", make_event().pk)
    assert desk.post(lock, {"next": "nergens"}).status_code == 400
    assert desk.post(lock, {"next": "/beheer/"})["Location"] == "/beheer/"


def test_a_link_without_an_address_is_a_form_that_is_not_filled_in(desk: Client) -> None:
    response = desk.post(reverse("wagtailadmin_choose_page_external_link"), {})
    assert (response.status_code, response.json()["step"]) == (200, "external_link")


def test_no_chooser_makes_rows(desk: Client) -> None:
    assert desk.post("/beheer/snippets/choose/subscribers/topic/create/").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["pages/", "choose-page/", "workflows/list/", "api/main/images/", "failwhale/", "test404/", "reports/locked/"],
)
def test_what_we_do_not_use_is_not_there(desk: Client, path: str) -> None:
    assert desk.get(f"/beheer/{path}").status_code == 404


def test_the_menu_offers_nothing_that_is_not_there(desk: Client) -> None:
    assert "/beheer/workflows/" not in desk.get("/beheer/").content.decode()


def test_an_account_with_no_right_but_entering_learns_no_name(client: Client) -> None:
    user = get_user_model().objects.create_user("binnen", "binnen@leiden.example", None)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    person = make_subscriber(make_topic(), email="anna@example.org")
    choose = "/beheer/snippets/choose/subscribers/subscriber/"
    bulk = reverse("wagtail_bulk_action", args=["subscribers", "subscriber", "delete"])
    paths = (choose, f"{choose}results/", f"{choose}chosen/{person.pk}/", f"{choose}chosen-multiple/?id={person.pk}")
    for path in (*paths, f"{bulk}?id={person.pk}", f"{bulk}?id=all"):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (302, reverse("wagtailadmin_home"))
        assert client.get(path, headers={"X-Requested-With": "XMLHttpRequest"}).status_code == 403
    assert Subscriber.objects.exists()
