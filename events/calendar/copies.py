"""Which feeds are kept in the database once they were made: bounded in rows and bytes, whatever a stranger asks for.

A calendar without a filter is always kept: there are as many as staff made. One with filters is kept when it is asked
for a second time; of those that are kept, the ones used least go first.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Length
from django.utils import timezone

from events.models import FeedBody, FeedCopy, FeedScope
from subscribers.shell import tally

from .etag import Asked, Validators
from .memory import ASKED_BEFORE

CACHED_FOR = timedelta(days=2)
MOST_BYTES_CACHED = 4 * 1024 * 1024  # what is larger is joined again in each process: that is as quick as reading it
MOST_VALUES_CACHED = 3  # combinations of more are made when asked for and not cached
MOST_FILTERED = 2_000  # copies with a filter
MOST_BYTES = 256 * 1024 * 1024  # of all bodies together
LEFT_AFTER_TRIM = 0.9  # so that not every next one trims again
Row = tuple[int, str, bool]  # key of a copy, its ETag, whether it has a filter


class Uses(tally.Tally[str, int]):
    """How often each copy with a filter answered: which ones are used least is all that is asked of it."""

    what = "uses of cached feeds"

    def joined(self, old: int, more: int) -> int:
        return old + more

    def store(self, taken: dict[str, int]) -> None:
        with transaction.atomic():
            for key in sorted(taken):
                FeedCopy.objects.filter(key=key).update(uses=F("uses") + taken[key])


USES = Uses()


def note_use(asked: Asked) -> None:
    """A copy answered. No query."""
    if settings.FETCH_WRITE_SECONDS and not asked.selection.is_empty:
        USES.count(asked.key, 1, settings.FETCH_WRITE_SECONDS)


def keep(asked: Asked, scope: FeedScope, validators: Validators, body: bytes, *, has_entries: bool) -> bool:
    """Store what was just made, if it is worth it; whether it was. In one transaction: who finds the ETag finds the
    bytes too."""
    if not is_worth_keeping(asked, has_entries=has_entries):
        return False
    now = timezone.now()
    values = {
        "scope": scope,
        "version": scope.version,
        "etag": validators.etag,
        "changed_at": validators.changed_at,
        "made_at": now,
        "is_filtered": not asked.selection.is_empty,
    }
    with transaction.atomic():
        if len(body) <= MOST_BYTES_CACHED:
            fresh = FeedBody(etag=validators.etag, body=body, made_at=now)
            FeedBody.objects.bulk_create([fresh], ignore_conflicts=True)
        FeedCopy.objects.update_or_create(key=asked.key, defaults=values)
    trim()
    return True


def is_worth_keeping(asked: Asked, *, has_entries: bool) -> bool:
    """Nobody may fill the table with addresses of their own making; what changes by the minute would be false."""
    selection = asked.selection
    if selection.is_empty:
        return True
    chosen = sum(len(values) for values in selection.facets.values())
    if selection.is_momentary or selection.search or chosen > MOST_VALUES_CACHED or not has_entries:
        return False
    return ASKED_BEFORE.note(asked.address) or FeedCopy.objects.filter(key=asked.key).exists()


def trim() -> int:
    """Throw away what is used least where there are too many copies or bytes; returns how many copies. Two queries
    where nothing has to go."""
    if FeedCopy.objects.filter(is_filtered=True).count() <= MOST_FILTERED and stored_bytes() <= MOST_BYTES:
        return 0
    forget_bodies()
    rows = FeedCopy.objects.order_by("is_filtered", "-uses", "-made_at", "-pk").values_list("pk", "etag", "is_filtered")
    sizes = dict(FeedBody.objects.values_list("etag", Length("body")))
    most_rows, most_bytes = int(MOST_FILTERED * LEFT_AFTER_TRIM), int(MOST_BYTES * LEFT_AFTER_TRIM)
    with transaction.atomic():
        surplus = FeedCopy.objects.filter(pk__in=list(beyond(rows, sizes, most_rows, most_bytes)))
        # In two processes at once each takes what the other does not hold
        going = list(surplus.select_for_update(skip_locked=True).values_list("pk", flat=True))
        FeedCopy.objects.filter(pk__in=going).delete()
    forget_bodies()
    return len(going)


def stored_bytes() -> int:
    return FeedBody.objects.aggregate(sum=Sum(Length("body")))["sum"] or 0


def beyond(rows: Iterable[Row], sizes: Mapping[str, int], most_rows: int, most_bytes: int) -> Iterator[int]:
    """Of ``rows``, the dearest first, the keys of those with a filter that no longer fit. Equal ETags share a body."""
    seen: set[str] = set()
    count = held = 0
    for key, etag, is_filtered in rows:
        size = 0 if etag in seen else sizes.get(etag, 0)
        if is_filtered and (count >= most_rows or held + size > most_bytes):
            yield key
            continue
        seen.add(etag)
        held += size
        count += is_filtered


def forget_bodies() -> None:
    """Bytes that no copy needs."""
    with transaction.atomic():
        going = list(FeedBody.objects.needless().select_for_update(skip_locked=True).values_list("etag", flat=True))
        FeedBody.objects.filter(etag__in=going).delete()


def forget_cached(now: datetime) -> int:
    """Throw away copies nobody can ask for any more, and bytes that no copy needs; returns how many copies."""
    forgotten = FeedCopy.objects.filter(made_at__lt=now - CACHED_FOR).delete()[0]
    forget_bodies()
    return forgotten
