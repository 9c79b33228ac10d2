"""What the queue calls for the programme; calling twice is as good as once."""

from django.utils import timezone

from events.services import feeds, fetches, personal, publishing, registration
from events.services.ledger import reconcile_calendar


def tick() -> dict[str, int]:
    """Every minute: publications whose hour has come, seats held for a mail nobody confirmed, old copies of feeds."""
    now = timezone.now()
    return {
        "published": publishing.publish_due(now),
        "withdrawn": publishing.withdraw_expired(now),
        "lapsed": registration.lapse_pending(now),
        "copies": feeds.forget_copies(now),
    }


def reconcile() -> dict[str, int]:
    """Every night: what reached the rows by another way than publishing reaches the calendars after all."""
    now = timezone.now()
    return {
        "changes": len(reconcile_calendar()),
        "programmes": personal.forget_unused(now),
        "fetches": fetches.forget_fetches(now),
    }
