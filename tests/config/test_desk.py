"""The staff desk as a whole: what its menu offers, and that every list and form of it opens."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.snippets.models import get_snippet_models

from newsletter.models import Issue
from tests.factories import (
    make_edition,
    make_issue,
    make_open_occurrence,
    make_organiser,
    make_public_event,
    make_registration,
    make_staff,
    make_subscriber,
    make_term,
    make_topic,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_staff())
    return client


@pytest.fixture
def rows(clock: Any) -> None:
    """One of nearly everything the desk shows."""
    topic = make_topic()
    make_public_event(make_edition(), terms=[make_term(topic=topic)], organisers=[make_organiser()])
    make_registration(make_open_occurrence())
    make_subscriber(topic)
    make_issue(topic)


def test_every_list_opens_with_its_search_and_says_what_it_holds(desk: Client, rows: None) -> None:
    for model in get_snippet_models():
        address = reverse(model.snippet_viewset.get_url_name("list"))
        for query in ("", "?q=e", "?q=niets-van-dit"):
            response = desk.get(address + query)
            assert (response.status_code, model.__name__, query) == (200, model.__name__, query)


def test_every_form_opens_for_who_may_use_it(desk: Client, rows: None) -> None:
    opened = []
    for model in get_snippet_models():
        viewset, row = model.snippet_viewset, model._default_manager.first()
        address = reverse(viewset.get_url_name("edit"), args=[row.pk]) if row else None
        if address:
            opened.append((model.__name__, desk.get(address).status_code))
    assert {name for name, status in opened if status == 302} == {"Delivery", "Registration", "Subscriber"} & {
        name for name, _ in opened
    }
    assert {name for name, status in opened if status == 200} >= {
        "Event",
        "Edition",
        "Series",
        "Venue",
        "Organiser",
        "Term",
        "Scheme",
        "Topic",
        "Issue",
    }


def test_the_home_page_and_the_menu_know_no_pages_and_no_documents(desk: Client, rows: None) -> None:
    html = desk.get(reverse("wagtailadmin_home")).content.decode()
    names = set(re.findall(r'"name": "([a-z-]+)"', html))
    assert {"agenda", "nieuwsbrief", "abonnees", "images", "reports", "settings", "users"} <= names
    assert not names & {"explorer", "documents", "snippets", "help", "locked-pages", "aging-pages"}
    assert "Nieuwe activiteit" in html
    assert "Nieuw nummer" in html


def test_a_link_in_a_text_goes_to_an_address_and_never_to_a_page(desk: Client) -> None:
    html = desk.get(reverse(Issue.snippet_viewset.get_url_name("add"))).content.decode()
    assert f'"pageChooser": "{reverse("wagtailadmin_choose_page_external_link")}"' in html.replace("&quot;", '"')
    chooser = desk.get(reverse("wagtailadmin_choose_page_external_link")).json()["html"]
    assert "Tekst van de link" in chooser
    assert "Interne link" not in chooser
    assert reverse("wagtailadmin_choose_page") + '"' not in chooser


def test_the_desk_stays_on_its_own_origin_and_keeps_nothing_in_caches(desk: Client) -> None:
    response = desk.get(reverse("wagtailadmin_home"))
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
