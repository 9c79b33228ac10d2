"""How often feeds are fetched: summed in memory, written apart from any answer (``subscribers.shell.tally``).

Behind a shared cache we count what the cache asks us.
"""

import time
from datetime import UTC, date, datetime
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from events.models import FeedFetch, FeedScope
from subscribers.shell import tally


class Kind(NamedTuple):
    """What is counted together: one row of ``FeedFetch``."""

    scope: int
    client: str
    day: date
    version: int


class Sums(NamedTuple):
    """Numbers of one kind since the last writing; ``minute`` is the newest, in minutes since 1970."""

    full: int
    unchanged: int
    minute: int


class Tally(tally.Tally[Kind, Sums]):
    what = "counts of fetched calendars"

    def add(self, kind: Kind, *, is_full: bool, seconds: float) -> None:
        self.count(kind, Sums(int(is_full), int(not is_full), int(time.time()) // 60), seconds)

    def joined(self, old: Sums, more: Sums) -> Sums:
        return Sums(old.full + more.full, old.unchanged + more.unchanged, max(old.minute, more.minute))

    def store(self, taken: dict[Kind, Sums]) -> None:
        write_sums(taken)


TALLY = Tally()


def count_fetch(scope: int, client: FeedFetch.Client, day: date, version: int, *, is_full: bool) -> None:
    """One more program got the scope with this key as it was at ``version``, whole or as *unchanged*. No query."""
    seconds = settings.FETCH_WRITE_SECONDS
    if seconds:
        TALLY.add(Kind(scope, client.value, day, version), is_full=is_full, seconds=seconds)


@transaction.atomic
def write_sums(taken: dict[Kind, Sums]) -> None:
    scopes = {kind.scope for kind in taken}
    there = set(FeedScope.objects.filter(pk__in=scopes).values_list("pk", flat=True))
    for kind in sorted(taken):
        if kind.scope in there:  # a series can be deleted after it was fetched
            add_to_row(kind, taken[kind])


def add_to_row(kind: Kind, sums: Sums) -> None:
    at = datetime.fromtimestamp(sums.minute * 60, UTC)
    more = {
        "full": F("full") + sums.full,
        "unchanged": F("unchanged") + sums.unchanged,
        "last_at": Greatest(F("last_at"), at),
    }
    empty = FeedFetch(scope_id=kind.scope, client=kind.client, day=kind.day, version=kind.version, last_at=at)
    tally.add_to_row(FeedFetch.objects.filter(**kind._asdict()), empty, more)
