"""Who may scan: a secret that staff print as a QR code, and the key that each phone gets for it, without account."""

import secrets
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from events.models import Device, DoorKey, Venue
from subscribers.access.tokens import digest
from subscribers.plaintext import one_line

from .evenings import end_of, evening_on

LONGEST_LABEL = 40


def make_key(day: date, venue: Venue | None, by: Any) -> tuple[DoorKey, str]:
    """A new key of a door, and the secret in its QR code: the only time that it can be read."""
    secret = secrets.token_urlsafe(24)
    expires_at = end_of(day, venue)
    key = DoorKey.objects.create(
        evening=evening_on(day), venue=venue, by=by, digest=digest(secret), expires_at=expires_at
    )
    return key, secret


def trade_secret(secret: str, label: str, now: datetime) -> tuple[Device, str] | None:
    """A phone, and the key that it keeps; None for a secret that opens nothing (any more)."""
    key = DoorKey.objects.usable(now).filter(digest=digest(secret)).first()
    if key is None:
        return None
    raw = secrets.token_urlsafe(24)
    named = one_line(label)[:LONGEST_LABEL]
    return Device.objects.create(key=key, digest=digest(raw), label=named, created_at=now, last_seen_at=now), raw


def find_device(raw: str) -> Device | None:
    """Whoever holds a key of a phone, with a right or not any more."""
    found = Device.objects.select_related("key__evening", "key__venue").filter(digest=digest(raw))
    return found.first() if raw else None


def revoke_key(key: DoorKey) -> bool:
    """End it, and every phone that came by it; False when it had ended."""
    now = timezone.now()
    return bool(DoorKey.objects.usable(now).filter(pk=key.pk).update(revoked_at=now))


def revoke_device(device: Device) -> bool:
    return bool(Device.objects.filter(pk=device.pk, revoked_at=None).update(revoked_at=timezone.now()))
