"""Secrets in mailed links: made once, kept as SHA-256, bound to a purpose, used once where that is asked."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.utils import timezone

from subscribers.models import LinkToken


def issue_token(
    purpose: str, subject: str, *, valid_for: timedelta | None, payload: dict[str, Any] | None = None
) -> str:
    """A new secret of 256 bits for ``subject`` (e.g. ``registration:<uuid>``); only its hash stays here."""
    raw = secrets.token_urlsafe(32)
    expires_at = timezone.now() + valid_for if valid_for else None
    LinkToken.objects.create(
        digest=digest(raw), purpose=purpose, subject=subject, payload=payload or {}, expires_at=expires_at
    )
    return raw


def find_token(raw: str, purpose: str) -> LinkToken | None:
    """The usable token behind ``raw``, without using it; None when unknown, used, expired or for something else."""
    return LinkToken.objects.usable().filter(digest=digest(raw), purpose=purpose).first()


def find_used(raw: str, purpose: str) -> LinkToken | None:
    """The token behind ``raw`` that was spent on ``purpose``: whoever sends its form twice sees the same page."""
    return LinkToken.objects.filter(digest=digest(raw), purpose=purpose, used_at__isnull=False).first()


def use_token(raw: str, purpose: str) -> LinkToken | None:
    """Like ``find_token``, and spends it: of two at the same moment one gets it."""
    token = find_token(raw, purpose)
    if token is None:
        return None
    spent = LinkToken.objects.usable().filter(pk=token.pk).update(used_at=timezone.now())
    return token if spent else None


def digest(raw: str) -> str:
    return hashlib.sha256(raw.encode("utf-8", "replace")).hexdigest()
