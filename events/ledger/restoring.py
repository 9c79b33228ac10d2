"""After a restored backup: calendars outside heard sequence numbers that our rows no longer know of."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from events.models import CalendarEntry, FeedScope
from events.shell.identity import sender, surroundings

from .entries import Reconciliation, after, write_bytes
from .scopes import raise_versions

LEAP = 1000  # more changes of one occurrence than were ever lost between two backups


@transaction.atomic
def outrun_lost_sequences() -> int:
    """Lift SEQUENCE and DTSTAMP of all that is not over past anything told before the restore; returns how many.

    RFC 5545 §3.8.7.4: a client keeps what has the higher sequence, so a lower one would be ignored for ever.
    """
    now = timezone.now().replace(microsecond=0)
    around = surroundings()
    run = Reconciliation(now, None, sender(), around["zone"], around["site_url"])
    entries = CalendarEntry.objects.select_related("edition").select_for_update(of=("self",))
    rows = list(entries.filter(ends_at__gt=now))
    for entry in rows:
        lift(entry, run)
    CalendarEntry.objects.bulk_update(
        rows, ["sequence", "changed_at", "rendered_by", "vevent_nl", "vevent_en"], batch_size=100
    )
    raise_versions(list(FeedScope.objects.select_for_update().order_by("name")), now)
    FeedScope.objects.update(version=F("version") + LEAP)
    return len(rows)


def lift(entry: CalendarEntry, run: Reconciliation) -> None:
    """Unsaved: the same facts under a later number and stamp."""
    entry.sequence += LEAP
    entry.changed_at = after(entry.changed_at, run.now)
    write_bytes(entry, run)
