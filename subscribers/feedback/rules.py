"""What a bounce leads to (promise 4): only for an address that our own mail went to, never on a stranger's word."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from subscribers.models import Bounce, Subscriber, Suppression
from subscribers.subscriptions.unsubscribing import leave
from subscribers.suppression.suppressions import rest_until, suppress_address

Kind, Consequence = Bounce.Kind, Bounce.Consequence


def act_on(bounce: Bounce, now: datetime) -> Bounce.Consequence:
    """Carry out what ``bounce`` leads to; policy, delays and automatic replies lead to nothing."""
    if bounce.kind == Kind.HARD:
        return block(bounce, Suppression.Reason.HARD_BOUNCE)
    if bounce.kind == Kind.COMPLAINT:
        sign_off(bounce)
        return block(bounce, Suppression.Reason.COMPLAINT, otherwise=Consequence.LEFT)
    if bounce.kind == Kind.LEFT:
        sign_off(bounce)
        return Consequence.LEFT
    if bounce.kind == Kind.SOFT:
        return count(bounce, now)
    return Consequence.NONE


def count(bounce: Bounce, now: datetime) -> Bounce.Consequence:
    """Soft bounces on enough different days lately, and the address gets a rest; each one fades out of the count."""
    since = now - timedelta(days=settings.SOFT_BOUNCE_DAYS)
    moments = Bounce.objects.counting(bounce.email_normalised, since).values_list("received_at", flat=True)
    days = {timezone.localdate(moment) for moment in moments}
    if len(days) < settings.SOFT_BOUNCES:
        return Consequence.COUNTED
    return block(bounce, Suppression.Reason.SOFT_BOUNCE, rest_until(now), otherwise=Consequence.COUNTED)


def block(
    bounce: Bounce,
    reason: Suppression.Reason,
    expires_at: datetime | None = None,
    otherwise: Bounce.Consequence = Consequence.NONE,
) -> Bounce.Consequence:
    note = f"{bounce.status} {bounce.diagnostic}".strip()
    is_new = suppress_address(bounce.email_normalised, reason, note, expires_at)
    return Consequence.SUPPRESSED if is_new else otherwise


def sign_off(bounce: Bounce) -> None:
    """End every subscription of who complained, with the proof of why."""
    for subscriber in Subscriber.objects.filter(email_normalised=bounce.email_normalised):
        leave(subscriber, source="complaint" if bounce.kind == Kind.COMPLAINT else "provider")
