"""Staff see how a draft looks in the programs people have, before anybody else does."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from events.models import CalendarEntry, Event
from tests.factories import make_event, make_occurrence, make_public_event, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAGE = "wagtailsnippets_events_event:clients"
EDIT = "wagtailsnippets_events_event:edit"


@pytest.fixture
def desk(client: Client, clock: Any) -> Client:
    client.force_login(make_staff())
    return client


def headings(html: str) -> list[str]:
    return re.findall(r"<h2[^>]*>([^<]*)</h2>", html)


def test_the_editor_leads_to_the_page(desk: Client) -> None:
    event = make_public_event()
    html = desk.get(reverse(EDIT, args=[event.pk])).content.decode()
    assert reverse(PAGE, args=[event.pk]) in html
    assert "Zo ziet dit eruit in Google, Apple, Outlook en Thunderbird" in html


def test_the_saved_draft_is_shown_and_not_what_is_on_the_site(desk: Client) -> None:
    event = make_public_event(title="Oude titel", title_en="")
    draft = event.get_latest_revision_as_object()
    draft.title = "Nieuwe titel"
    draft.save_revision()
    before = CalendarEntry.objects.values().get()
    html = desk.get(reverse(PAGE, args=[event.pk])).content.decode()
    assert re.findall(r"<dt>Titel</dt><dd>([^<]*)</dd>", html) == ["Nieuwe titel"] * 4
    assert re.findall(r"<h3>([^<]*)</h3>", html) == ["Google", "Apple", "Outlook", "Thunderbird", "Overal"]
    assert CalendarEntry.objects.values().get() == before


def test_the_first_moments_are_shown_in_both_languages_and_the_rest_is_counted(desk: Client) -> None:
    event = make_event(occurrences=5)
    html = desk.get(reverse(PAGE, args=[event.pk])).content.decode()
    assert [heading.split(", ")[1] for heading in headings(html)] == ["Nederlandse agenda", "Engelse agenda"] * 3
    assert ["20:00" in headings(html)[0], "21:00" in headings(html)[2], "22:00" in headings(html)[4]] == [True] * 3
    assert "En nog 2 momenten, op dezelfde manier." in html


def test_a_draft_without_a_moment_says_that_no_calendar_has_it(desk: Client) -> None:
    event = make_event(occurrences=0, live=False)
    assert "Er is nog geen moment;" in desk.get(reverse(PAGE, args=[event.pk])).content.decode()


def test_a_cancelled_moment_is_not_to_be_seen_in_google(desk: Client) -> None:
    event = make_event(occurrences=0, title_en="")
    make_occurrence(event, status="cancelled", status_reason="Ziek.")
    assert desk.get(reverse(PAGE, args=[event.pk])).content.decode().count("Niet te zien.") == 1


def test_only_who_may_change_events_sees_it(client: Client, django_user_model: Any) -> None:
    event: Event = make_event()
    reader = django_user_model.objects.create_user("lezer", "lezer@leiden.example", "een lang wachtwoord")
    reader.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(reader)
    assert client.get(reverse(PAGE, args=[event.pk])).status_code == 302
