"""What was kept from the public because calendar programs would show it wrongly: remembered for staff, said once."""

import logging
from collections.abc import Mapping
from datetime import datetime

from events.models import Refusal

from .checking import Broken

MOST = 20
log = logging.getLogger(__name__)


def refused_codes() -> set[str]:
    """Codes of the events whose rows are held back already."""
    return set(Refusal.objects.filter(way=Refusal.Way.ROWS).values_list("event_code", flat=True))


def refusals_in_words() -> list[str]:
    """A sentence for each event that is held back, longest held first."""
    return [f"Niet verteld: ‘{row.title}’. {' '.join(row.sentences)}" for row in Refusal.objects.all()[:MOST]]


def note_refusals(
    codes: list[str] | None, broken: Mapping[str, Broken], now: datetime, way: Refusal.Way = Refusal.Way.ROWS
) -> None:
    """Make the refusals of the events with these codes (None = of all) be ``broken``; only what is new is logged."""
    rows = Refusal.objects.filter(way=way)
    if codes is not None:
        rows = rows.filter(event_code__in=codes)
    known = {row.event_code: row for row in rows}
    mended = [row.pk for code, row in known.items() if code not in broken]
    if mended:
        Refusal.objects.filter(pk__in=mended).delete()
    for code, said in broken.items():
        if code not in known or known[code].sentences != said.sentences:
            values = {"title": said.title, "sentences": said.sentences}
            Refusal.objects.update_or_create(
                event_code=code, way=way, defaults=values, create_defaults={**values, "since": now}
            )
            log.warning("event %s (%s) is held back from calendars: %s", code, way, " ".join(said.sentences))
