"""Scans of many phones become one story, in whatever order they come and however often: each is inserted once, by its
nonce, and none is altered or judged again. What they add up to is in ``events.door.scans.sums``."""

import uuid
from datetime import datetime

from django.db import transaction

from events.models import Device, Occurrence, Scan

from .batches import Batch, SentScan
from .clocks import correct


@transaction.atomic
def keep_scans(device: Device, batch: Batch, now: datetime) -> list[uuid.UUID]:
    """Insert what is new; returns the nonces that are kept now, whoever brought them first.

    What was made when the phone had no right any more is kept too, and counts for nothing. In the order of their
    nonces, so that two that bring the same do not wait for one another.
    """
    places = occurrences_of(batch.scans)
    rows = [row_of(device, one, batch, places, now) for one in sorted(batch.scans, key=lambda one: one.nonce)]
    Scan.objects.bulk_create(rows, ignore_conflicts=True)
    Device.objects.filter(pk=device.pk, last_seen_at__lt=now).update(last_seen_at=now)
    return [row.nonce for row in rows]


def occurrences_of(scans: list[SentScan]) -> dict[uuid.UUID, int]:
    wanted = {one.occurrence for one in scans if one.occurrence}
    return dict(Occurrence.objects.filter(public_id__in=wanted).values_list("public_id", "pk")) if wanted else {}


def row_of(device: Device, sent: SentScan, batch: Batch, places: dict[uuid.UUID, int], now: datetime) -> Scan:
    happened_at, is_exact = correct(sent.reading(), batch.clock, now)
    return Scan(
        nonce=sent.nonce,
        evening_id=device.key.evening_id,
        device=device,
        number=sent.number,
        occurrence_id=places.get(sent.occurrence) if sent.occurrence else None,
        code_hash=sent.hash,
        kind=sent.kind,
        people=sent.people,
        shown=sent.shown,
        undoes=sent.undoes,
        wall_at=sent.wall,
        load_id=sent.load,
        since_load_ms=sent.ms,
        happened_at=happened_at,
        is_exact=is_exact,
        after_right=happened_at >= device.right_ends_at,
        recorded_at=now,
    )
