"""A line is made once for what it shows: a change remakes one."""

from typing import Any

import pytest
from django.test import Client

from events.ledger.reconcile import reconcile_calendar
from events.listing import lines
from events.models import Event, Occurrence
from subscribers.caching.store import STORE
from tests.factories import make_edition, make_public_event, make_registration, make_series

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ADDRESS = "/agenda/nacht/2026/"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Titles of the lines that are rendered from now on."""
    render, titles = lines.render_to_string, []

    def noted(template: str, shown: dict[str, Any]) -> Any:
        titles.append(shown["row"].title)
        return render(template, shown)

    monkeypatch.setattr(lines, "render_to_string", noted)
    return titles


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
