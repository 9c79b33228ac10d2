"""What reconciling writes of an event that nobody was told of yet, at half its price: most tests of events begin so.

Its rows are at hand, so they are neither locked nor read again. ``tests/events/ledger/test_first_told.py`` holds that
both ways come to the same.
"""

from collections.abc import Sequence
from copy import copy
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from events.ledger.checking import errors_in
from events.ledger.entries import Expected, Reconciliation, settle
from events.ledger.facts import occurrence_facts
from events.ledger.reconcile import reconcile_calendar, write_down
from events.ledger.scopes import bump_scopes, reconcile_heads
from events.models import Event, Occurrence, Venue
from events.shell.identity import sender, surroundings

Row = TypeVar("Row", Event, Venue)
# What belongs to others too may have changed since it was read: such an event is reconciled.
SHARED = {"edition", "image", "terms", "organisers", "live", "at__venue", "at__choice"}


@transaction.atomic
def tell_first(event: Event, occurrences: Sequence[Occurrence]) -> None:
    """``occurrences`` as they were saved, each with a ``venue`` of its own or none, in their order."""
    now, around = timezone.now().replace(microsecond=0), surroundings()
    run = Reconciliation(now, None, sender(), around["zone"], around["site_url"])
    shown = without_rows(event, "terms", "organisers", "speakers")
    for one in occurrences:
        one.venue = without_rows(one.venue, "former_names") if one.venue else None
    expected = [Expected(occurrence_facts(shown, one, around), one, shown) for one in occurrences]
    changes = [change for one in expected if (change := settle(None, one, run))]
    if errors_in(changes):  # left to who judges what is broken
        reconcile_calendar(Event.objects.filter(pk=event.pk))
        return
    write_down(changes)
    reconcile_heads(now)
    bump_scopes(changes, [], now)


def without_rows(row: Row, *names: str) -> Row:
    """A copy that knows, without asking, that it has none of ``names``."""
    shown = copy(row)
    vars(shown).pop("_cluster_related_objects", None)
    for name in names:
        setattr(shown, name, [])
    return shown
