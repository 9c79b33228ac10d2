"""Beside a form stands how far the thing is, and nothing that looks like a verdict and is none."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db.models import Model
from django.test import Client
from wagtail.snippets.models import get_snippet_models

from newsletter.models import Issue
from subscribers.screens.desk_urls import desk_address
from tests.factories import make_edition, make_event, make_issue, make_public_event, make_staff, make_topic, make_venue

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def desk(client: Client, clock: Any) -> Client:
    client.force_login(make_staff(first_name="Bente", last_name="Beheer"))
    return client


def form_of(desk: Client, row: Model) -> BeautifulSoup:
    return BeautifulSoup(desk.get(desk_address(row, "edit", row.pk)).content, "html.parser")


def standing(desk: Client, row: Model) -> str:
    """Everything that the panel *Status* of its form says."""
    (panel,) = form_of(desk, row).select("[data-side-panel=status]")
    return re.sub(r"\s+", " ", panel.get_text())


@pytest.mark.parametrize("state", Issue.State)
def test_an_issue_says_its_state_and_is_never_on_the_site_before_it_was_sent(desk: Client, state: Issue.State) -> None:
    said = standing(desk, make_issue(make_topic(), state=state))
    assert str(state.label).capitalize() in said
    assert "Op de site" not in said
    assert "Live" not in said


def test_an_issue_that_is_being_tried_says_so(desk: Client) -> None:
    assert "Proefdeel" in standing(desk, make_issue(make_topic(), state="sending", canary_size=20))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Op de site"),
        ({"is_public": False}, "Niet op de site"),
        ({"is_cancelled": True, "cancelled_reason": "Storm."}, "Op de site, afgelast"),
    ],
)
def test_an_edition_says_what_the_public_sees_of_it(desk: Client, values: dict[str, Any], words: str) -> None:
    assert f" {words} " in standing(desk, make_edition(**values))


def test_an_event_has_the_words_of_its_draft(desk: Client) -> None:
    told, draft = make_public_event(), make_event(live=False, has_unpublished_changes=True)
    assert "Op de site" in standing(desk, told)
    assert "Concept" in standing(desk, draft)
    assert "Op de site" not in standing(desk, draft)


def test_what_has_no_standing_is_just_saved(desk: Client) -> None:
    said = standing(desk, make_venue())
    assert "Opgeslagen" in said
    assert "Op de site" not in said


def test_when_something_was_changed_is_a_moment_and_a_name(desk: Client) -> None:
    issue = make_issue(make_topic())
    issue.save_revision(user=make_staff(first_name="Mo", last_name="Mail"), log_action=True)
    assert "Gewijzigd 15 Jun 2026 12:00 door Mo Mail" in standing(desk, issue)


def test_no_form_has_a_panel_of_checks_that_are_not_ours(desk: Client) -> None:
    make_public_event(make_edition())
    make_issue(make_topic())
    found = []
    for model in get_snippet_models():
        row = model._default_manager.first()
        for page in [desk_address(model, "add"), *([desk_address(row, "edit", row.pk)] if row else [])]:
            response = desk.get(page)
            if response.status_code == 200 and b'data-side-panel="checks"' in response.content:
                found.append(page)
    assert found == []
