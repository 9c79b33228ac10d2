"""What the queue calls for the programme; calling twice is as good as once."""

from django.core.management import call_command
from django.utils import timezone

from events.services import feeds, fetches, personal, registration
from events.services.ledger import reconcile_calendar


def tick() -> dict[str, int]:
    """Every minute: publications whose hour has come, seats held for a mail nobody confirmed, old copies of feeds."""
    now = timezone.now()
    call_command("publish_scheduled")  # Wagtail's; its signal reconciles, and a crash in between the nightly task mends
    return {"lapsed": registration.lapse_pending(now), "copies": feeds.forget_copies(now)}


def reconcile() -> dict[str, int]:
    """Every night: what reached the rows by another way than publishing reaches the calendars after all."""
    now = timezone.now()
    return {
        "changes": len(reconcile_calendar()),
        "programmes": personal.forget_unused(now),
        "fetches": fetches.forget_fetches(now),
    }
