"""What the form of an event sends, for tests of the desk."""

from typing import Any

from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from events.models import Occurrence, Venue
from tests.pages import soup


def moment_data(venue: Venue | None, starts: str, ends: str, **values: Any) -> dict[str, Any]:
    """One moment as its form sends it; hours are wall time in Amsterdam."""
    row = {
        "starts_at": starts,
        "ends_at": ends,
        "venue": venue.pk if venue else "",
        "way_in": "free",
        "status": "scheduled",
        "party_limit": 6,
    }
    return {**row, "has_waiting_list": "on", **values}


def stored_moment(occurrence: Occurrence, **values: Any) -> dict[str, Any]:
    """A moment that exists, as the form shows it, but for ``values``."""
    local = timezone.localtime
    data = moment_data(
        occurrence.venue, f"{local(occurrence.starts_at):%d-%m-%Y %H:%M}", f"{local(occurrence.ends_at):%d-%m-%Y %H:%M}"
    )  # type: ignore[arg-type]
    return {**data, "id": occurrence.pk, "identity": str(occurrence.public_id), "way_in": occurrence.way_in, **values}


def event_data(moments: list[dict[str, Any]], *, initial: int = 0, **values: Any) -> dict[str, Any]:
    """A whole event with ``moments``, of which the first ``initial`` exist."""
    texts = {
        "title": "Sterren boven de gracht",
        "summary": "Kijken met de kijker.",
        "text": rich_text("<p>Neem iets warms mee.</p>"),
        "text_en": rich_text(""),
    }
    row = {
        "kind": "lecture",
        "language": "nl",
        **texts,
        "occurrences": inline_formset(moments, initial=initial),
        "speakers": inline_formset([]),
    }
    return nested_form_data({**row, **values})


def said_at_fields(response: Any) -> dict[str, str]:
    """What the page says is wrong where a reader of screens looks for it, by the name of each field marked as wrong."""
    page = soup(response)
    texts = {found["id"]: " ".join(found.get_text(" ").split()) for found in page.select("[id]")}
    wrong = page.select("[name][aria-invalid=true]")
    told = {field["name"]: field.get("aria-describedby", "").split() for field in wrong}
    return {name: " ".join(texts[i] for i in ids if i.endswith("errors")) for name, ids in told.items()}
