"""What the group Redactie may do in the desk, and what it may not."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask

from config.desk.groups import ensure_groups
from events.models import Event, Registration
from newsletter.models import Delivery, Issue
from subscribers.models import Subscriber
from tests.factories import make_open_occurrence, make_registration, make_subscriber, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    user = get_user_model().objects.create_user("redacteur", "redacteur@example.org", "geheim-genoeg-1")
    user.groups.add(ensure_groups())
    client.force_login(user)
    return client


def names_in_menu(client: Client) -> str:
    return client.get(reverse("wagtailadmin_home")).content.decode()


def test_redactie_works_on_programme_newsletter_subscribers_and_images(editor: Client) -> None:
    for model in (Event, Issue, Registration, Delivery, Subscriber):
        assert editor.get(reverse(model.snippet_viewset.get_url_name("list"))).status_code == 200
    assert editor.get(reverse("wagtailimages:add")).status_code == 200
    assert editor.get(reverse(Event.snippet_viewset.get_url_name("add"))).status_code == 200


def test_redactie_has_nothing_to_say_over_accounts(editor: Client) -> None:
    html = names_in_menu(editor)
    assert '"name": "users"' not in html
    for name in ("wagtailusers_users:index", "wagtailusers_groups:index", "wagtailusers_users:add"):
        assert editor.get(reverse(name)).status_code == 302


def test_someone_without_a_group_does_not_get_in(client: Client) -> None:
    client.force_login(get_user_model().objects.create_user("bezoeker", "bezoeker@example.org", "geheim-genoeg-1"))
    assert client.get(reverse("wagtailadmin_home")).status_code == 302


def test_nobody_edits_or_deletes_what_services_write(client: Client, clock: Any) -> None:
    client.force_login(get_user_model().objects.create_superuser("beheer", "beheer@example.org", "geheim-genoeg-1"))
    rows = [make_registration(make_open_occurrence()), make_subscriber(make_topic())]
    for row in rows:
        for step in ("edit", "delete"):
            response = client.post(
                reverse(row.snippet_viewset.get_url_name(step), args=[row.pk]), {"email": "x@example.org"}
            )
            assert response.status_code == 302
        before = (row.email, row.name)
        row.refresh_from_db()
        assert (row.email, row.name) == before
        assert client.get(reverse(row.snippet_viewset.get_url_name("add"))).status_code == 302


def test_the_group_is_made_once_and_takes_the_place_of_wagtails_own() -> None:
    first, second = ensure_groups(), ensure_groups()
    assert first == second
    assert list(Group.objects.values_list("name", flat=True)) == ["Redactie"]
    task = GroupApprovalTask.objects.get()
    assert (task.name, list(task.groups.all())) == ("Beoordeling door de redactie", [first])
    assert first.permissions.filter(codename="publish_event").exists()
    assert not first.permissions.filter(codename__endswith="_user").exists()


def test_a_group_of_wagtails_own_that_is_in_use_stays() -> None:
    user = get_user_model().objects.create_user("oud", "oud@example.org", "geheim-genoeg-1")
    user.groups.add(Group.objects.get(name="Editors"))
    ensure_groups()
    assert set(Group.objects.values_list("name", flat=True)) == {"Editors", "Redactie"}
