"""One event with everything on it, and reading it back through the API."""

from typing import Any

from django.test import Client

from events.ledger.reconcile import reconcile_calendar
from events.models import Event
from tests.factories import local, make_edition, make_organiser, make_public_event, make_series, make_term, make_venue


def items(client: Client, path: str, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/{path}", query)
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body["count"] == len(body["items"])
    return list(body["items"])


def titles(client: Client, path: str = "occurrences", **query: Any) -> list[str]:
    return [item["title"] for item in items(client, path, **query)]


def publish(event: Event) -> None:
    reconcile_calendar(Event.objects.filter(pk=event.pk))


def make_concert() -> Event:
    """One event with everything on it, on 19 September 2026 at 20:15 in Amsterdam."""
    edition = make_edition(make_series(slug="nacht", name="Nacht"), starts_on=local(2026, 9, 19).date())
    church = make_venue(slug="kerk", name="Kerk")
    room = make_venue(slug="koor", name="Koor", parent=church)
    return make_public_event(
        edition,
        title="Orgel",
        title_en="Organ",
        slug="orgel",
        summary="Een uur orgel.",
        summary_en="An hour of organ.",
        text="<p>Bach.</p>",
        text_en="<p>Bach!</p>",
        language="both",
        is_highlight=True,
        wheelchair=True,
        terms=[make_term(slug="erfgoed")],
        organisers=[make_organiser(slug="museum")],
        at__starts_at=local(2026, 9, 19, 20, 15),
        at__venue=room,
        at__way_in="register",
        at__capacity=40,
        at__price="gratis",
    )
