"""A line is made once for what it shows: a change remakes one."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from events.ledger.reconcile import reconcile_calendar
from events.listing import lines, pages
from events.listing.rows import Row
from events.models import Event, Occurrence
from subscribers.caching.store import STORE
from tests.factories import make_edition, make_public_event, make_registration, make_series

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ADDRESS = "/agenda/nacht/2026/"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Titles of the lines that are made from now on."""
    make, titles = lines.make_line, []

    def noted(row: Row, look: lines.Look) -> Any:
        titles.append(row.title)
        return make(row, look)

    monkeypatch.setattr(lines, "make_line", noted)
    return titles


@pytest.fixture
def frames(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Templates of the pages whose surroundings are made from now on."""
    make, templates = pages.make_frame, []

    def noted(request: Any, template: str, *rest: Any) -> Any:
        templates.append(template)
        return make(request, template, *rest)

    monkeypatch.setattr(pages, "make_frame", noted)
    return templates


def test_after_one_change_one_line_is_made(client: Client, made: list[str]) -> None:
    edition = make_edition(make_series(slug="nacht"), slug="2026")
    for n in range(4):
        make_public_event(edition, title=f"Deel {n}", at__way_in="register", at__capacity=9)
    client.get(ADDRESS)
    assert sorted(made) == ["Deel 0", "Deel 1", "Deel 2", "Deel 3"]
    made.clear()
    Event.objects.filter(title="Deel 2").update(title="Anders")
    reconcile_calendar(Event.objects.filter(title="Anders"))
    page = client.get(ADDRESS).content
    assert made == ["Anders"]
    make_registration(Occurrence.objects.get(event__title="Deel 1"), seats=2)
    client.get(ADDRESS)
    assert made == ["Anders", "Deel 1"]
    STORE.clear()
    Occurrence.objects.get(event__title="Deel 1").registrations.all().delete()
    assert client.get(ADDRESS).content == page


def test_a_line_with_a_star_and_one_without_are_two(client: Client, made: list[str]) -> None:
    event = make_public_event(make_edition(make_series(slug="nacht"), slug="2026"))
    Occurrence.objects.filter(event=event).update(starts_at="2026-06-15T09:00Z", ends_at="2026-06-15T12:00Z")
    reconcile_calendar()
    page = client.get(ADDRESS).content.decode()
    assert page.count(f'id="s{str(event.occurrences.get().public_id)[:7]}') == 1
    assert len(made) == 2


def test_what_stands_around_lines_is_made_when_one_has_another_place_and_not_for_its_words(
    client: Client, frames: list[str]
) -> None:
    edition = make_edition(make_series(slug="nacht"), slug="2026")
    event = make_public_event(edition, title="Eerst")
    for address in ("/", "/agenda/", "/agenda/nacht/", ADDRESS):
        client.get(address)
    frames.clear()
    Event.objects.update(title="Daarna")
    reconcile_calendar()
    for address in ("/", "/agenda/", "/agenda/nacht/", ADDRESS):
        assert "Daarna" in client.get(address).content.decode()
    assert frames == []
    Occurrence.objects.update(starts_at=event.occurrences.get().starts_at - timedelta(hours=1))
    reconcile_calendar()
    client.get(ADDRESS)
    assert frames == ["events/site/edition.html"]


def test_what_shows_the_title_elsewhere_too_is_made_for_its_words(client: Client) -> None:
    make_public_event(make_edition(make_series(slug="nacht"), slug="2026"), title="Eerst")
    for view in ("rooster", "kaart", "locaties", "sporen"):
        client.get(f"{ADDRESS}?weergave={view}")
        client.get(f"{ADDRESS}?weergave={view}")
    Event.objects.update(title="Daarna")
    reconcile_calendar()
    for view in ("rooster", "kaart", "locaties", "sporen"):
        page = client.get(f"{ADDRESS}?weergave={view}").content.decode()
        assert ("Eerst" in page, "Daarna" in page) == (False, True), view
