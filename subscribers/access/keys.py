"""API keys: prefix and 256 bits, hashed, scoped, expiring, shown once."""

import secrets
from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from subscribers.models import ApiKey

from .tokens import digest

SCOPES = ("issues:read", "issues:write")


def create_api_key(user: AbstractBaseUser, name: str, scopes: list[str], days: int = 365) -> str:
    """A new key for ``user``; the return value is the only time it can be read."""
    raw = f"lk_{secrets.token_urlsafe(32)}"
    ApiKey.objects.create(
        user_id=user.pk,
        name=name,
        prefix=raw[:9],
        digest=digest(raw),
        scopes=scopes,
        expires_at=timezone.now() + timedelta(days=days),
    )
    return raw


def find_api_key(raw: str) -> ApiKey | None:
    """The valid key behind ``raw`` with its active user; None otherwise. Notes the day of use."""
    key = (
        ApiKey.objects.select_related("user")
        .filter(digest=digest(raw), expires_at__gt=timezone.now(), user__is_active=True)
        .first()
    )
    today = timezone.localdate()
    if key and key.last_used_on != today:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=today)
    return key
