"""API keys: prefix and 256 bits, hashed, scoped, expiring, revocable, shown once."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from subscribers.models import ApiKey

from .scopes import check_scopes, is_within_rights
from .tokens import digest

LONGEST_DAYS = 365
ENDED_KEPT = timedelta(days=90)  # so that one sees afterwards which keys there were


def create_api_key(user: AbstractBaseUser, name: str, scopes: Iterable[str], days: int = LONGEST_DAYS) -> str:
    """A new key of ``user``, who may do what it is for; the return value is the only time it can be read.

    Raises ``no_scopes``, ``beyond_rights``, or ``too_long`` for more than a year.
    """
    scopes = sorted(set(scopes))
    check_scopes(user, scopes)
    if not 1 <= days <= LONGEST_DAYS:
        raise ValidationError(f"Een sleutel geldt hoogstens {LONGEST_DAYS} dagen.", code="too_long")
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


def revoke_api_key(key: ApiKey) -> bool:
    """End it at once and for good; False when it had ended before."""
    return bool(ApiKey.objects.usable().filter(pk=key.pk).update(revoked_at=timezone.now()))


def find_api_key(raw: str) -> ApiKey | None:
    """The valid key behind ``raw`` with its active owner; None otherwise. Notes the day of use."""
    key = ApiKey.objects.usable().select_related("user").filter(digest=digest(raw), user__is_active=True).first()
    today = timezone.localdate()
    if key and key.last_used_on != today:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=today)
    return key


def may_use(key: ApiKey, scope: str) -> bool:
    """Whether it was made for ``scope``, and its owner may do that still: asked at each use."""
    return scope in key.scopes and is_within_rights(key.user, scope)


def forget_api_keys(now: datetime) -> int:
    """Delete keys that ended some months ago; returns how many."""
    before = now - ENDED_KEPT
    return ApiKey.objects.filter(Q(expires_at__lt=before) | Q(revoked_at__lt=before)).delete()[0]
