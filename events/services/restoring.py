"""After a restored backup: calendars outside heard sequence numbers that our rows no longer know of."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from events.models import CalendarEntry, FeedScope

from .ledger import after, bytes_of
from .scopes import raise_versions

LEAP = 1000  # more changes of one occurrence than were ever lost between two backups


@transaction.atomic
def outrun_lost_sequences() -> int:
    """Lift SEQUENCE and DTSTAMP of all that is not over past anything told before the restore; returns how many.

    RFC 5545 §3.8.7.4: a client keeps what has the higher sequence, so a lower one would be ignored for ever.
    """
    now = timezone.now().replace(microsecond=0)
    rows = list(CalendarEntry.objects.select_for_update(of=("self",)).filter(ends_at__gt=now))
    for entry in rows:
        lift(entry, now)
    CalendarEntry.objects.bulk_update(rows, ["sequence", "changed_at", "vevent_nl", "vevent_en"], batch_size=100)
    raise_versions(list(FeedScope.objects.select_for_update().order_by("name")), now)
    FeedScope.objects.update(version=F("version") + LEAP)
    return len(rows)


def lift(entry: CalendarEntry, now: datetime) -> None:
    """Unsaved: the same facts under a later number and stamp."""
    entry.sequence += LEAP
    entry.changed_at = after(entry.changed_at, now)
    entry.vevent_nl, entry.vevent_en = bytes_of(entry, entry.facts)
