"""Addresses we must not write the newsletter to: blocked with a reason, for good or for a while, and set free again."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from subscribers.models import Bounce, Suppression

Reason = Suppression.Reason
RANK = (Reason.SOFT_BOUNCE, Reason.COMPLAINT, Reason.HARD_BOUNCE, Reason.MANUAL)  # the last weighs most
NOTE_CHARS = 300


@transaction.atomic
def suppress_address(
    email_normalised: str, reason: Suppression.Reason, note: str = "", expires_at: datetime | None = None
) -> bool:
    """Block the address, unless a block that weighs as much or more holds already; whether anything changed."""
    now = timezone.now()
    wanted = {"reason": reason, "note": note[:NOTE_CHARS], "created_at": now, "expires_at": expires_at}
    row, is_new = Suppression.objects.get_or_create(email_normalised=email_normalised, defaults=wanted)
    if is_new:
        return True
    row = Suppression.objects.select_for_update(of=("self",)).get(pk=row.pk)
    is_over = row.expires_at is not None and row.expires_at <= now
    if not is_over and weight(reason, expires_at) <= weight(row.reason, row.expires_at):
        return False
    Suppression.objects.filter(pk=row.pk).update(**wanted)
    return True


def weight(reason: str, expires_at: datetime | None) -> tuple[bool, int]:
    """For good before for a while, then by reason."""
    return expires_at is None, RANK.index(Reason(reason))


@transaction.atomic
def lift_suppression(suppression: Suppression, *, by: AbstractBaseUser) -> None:
    """Set the address free now, on the word of ``by``; its bounces no longer count. Raises when it is free already.

    Who left is not subscribed again by this: that takes their own confirmation.
    """
    now = timezone.now()
    said = f"Opgeheven door {by.get_username()} op {timezone.localtime(now):%d-%m-%Y}."
    rest = suppression.note[: NOTE_CHARS - len(said) - 1]
    changed = (
        Suppression.objects.active()
        .filter(pk=suppression.pk)
        .update(expires_at=now, note=f"{said} {rest}".strip()[:NOTE_CHARS])
    )
    if not changed:
        raise ValidationError("Deze blokkade is al voorbij.", code="already_lifted")
    Bounce.objects.filter(email_normalised=suppression.email_normalised, forgiven_at=None).update(forgiven_at=now)


def rest_until(now: datetime) -> datetime:
    """How long an address that keeps bouncing is left alone."""
    return now + timedelta(days=settings.SOFT_BOUNCE_REST_DAYS)
