"""Forgetting people when their time is over, as ``/privacy/`` promises; idempotent, and safe to stop anywhere."""

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from subscribers.models import (
    OPEN_STATES,
    Bounce,
    Consent,
    LinkToken,
    Message,
    Subscriber,
    Subscription,
    Suppression,
)
from subscribers.models.people import FINGERPRINT

from .fingerprints import fingerprint, fingerprints, hide_block
from .history import forget_in_history

LEFT_KEPT = timedelta(days=30)  # after the last word we had of them
BLOCKS_KEPT = timedelta(days=30)  # an address that is nobody's; after that its fingerprint
MAILS_KEPT = timedelta(days=13)  # gone within fourteen, whatever the hour of the night
UNCONFIRMED_DAYS = 14  # at least; a link that works longer (CONFIRM_DAYS) finds its sign-up still there
BATCH = 500


def forget_due(now: datetime, seconds: float) -> tuple[dict[str, int], bool]:
    """Everything that is due, for at most ``seconds``: (how many of each, whether all of it is done)."""
    until = time.monotonic() + seconds
    done = {"mails": forget_mails(now), "left": 0, "blocks": 0}
    while people := list(left_long_ago(now).values_list("pk", flat=True)[:BATCH]):
        for pk in people:
            done["left"] += forget_left(pk, now)
            if time.monotonic() >= until:
                return done, False
    done["blocks"] = hide_blocks(now)
    return done, True


def forget_mails(now: datetime) -> int:
    """Delete service mails that were settled some time ago; returns how many. What still has to go, stays."""
    return Message.objects.filter(created_at__lt=now - MAILS_KEPT).exclude(state__in=OPEN_STATES).delete()[0]


def unconfirmed_days() -> int:
    """How long a sign-up waits for its confirmation."""
    return max(UNCONFIRMED_DAYS, settings.CONFIRM_DAYS)


def forget_unconfirmed(now: datetime) -> int:
    """Erase sign-ups that nobody confirmed while they could; returns how many."""
    settled = Subscription.objects.filter(subscriber=OuterRef("pk")).exclude(state=Subscription.State.PENDING)
    since = now - timedelta(days=unconfirmed_days())
    stale = Subscriber.objects.filter(~Exists(settled), created_at__lt=since, erased_at=None)
    recent = Consent.objects.filter(subscriber=OuterRef("pk"), at__gte=since)
    return stale.filter(~Exists(recent)).delete()[1].get("subscribers.Subscriber", 0)


def left_long_ago(now: datetime) -> QuerySet[Subscriber]:
    """Who left everything, and of whom we heard nothing since: a sign-up that waits for its confirmation is a word."""
    theirs = Subscription.objects.filter(subscriber=OuterRef("pk"))
    since = now - LEFT_KEPT
    waiting = Q(action=Consent.Action.ASKED, at__gte=now - timedelta(days=unconfirmed_days()))
    return Subscriber.objects.filter(
        Exists(theirs.filter(state=Subscription.State.LEFT)),
        ~Exists(theirs.filter(state=Subscription.State.CONFIRMED)),
        ~Exists(theirs.filter(changed_at__gte=since)),
        ~Exists(Consent.objects.filter(Q(at__gte=since) | waiting, subscriber=OuterRef("pk"))),
        erased_at=None,
    ).order_by("pk")


@transaction.atomic
def forget_left(pk: int, now: datetime) -> bool:
    """Erase one of them, unless they came back meanwhile: looked at again under a lock on their row."""
    person = Subscriber.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if person is None or not left_long_ago(now).filter(pk=pk).exists():
        return False
    erase_subscriber(person, now)
    return True


def erase_subscriber(person: Subscriber, now: datetime) -> None:
    """Only the fingerprint of the address stays, and a block of it. Needs a lock on the row."""
    address = person.email_normalised
    forget_in_history(Subscriber, [person.pk], [address])
    person.subscriptions.all().delete()
    person.consents.all().delete()
    LinkToken.objects.filter(subject=f"subscriber:{person.public_id}").delete()
    Bounce.objects.filter(email_normalised=address).update(email_normalised="", diagnostic="")
    for block in Suppression.objects.filter(email_normalised=address):
        hide_block(block)
    Subscriber.objects.filter(email_normalised__in=fingerprints(address)).delete()  # of an earlier time, and empty
    Subscriber.objects.filter(pk=person.pk).update(
        email="",
        email_normalised=fingerprint(address),
        name="",
        language="nl",
        created_at=now,
        erased_at=now,
        seed_since=None,
    )


def hide_blocks(now: datetime) -> int:
    """Blocks of addresses that are no subscriber's become fingerprints; returns how many."""
    someone = Subscriber.objects.filter(email_normalised=OuterRef("email_normalised"))
    plain = Suppression.objects.filter(~Exists(someone), created_at__lt=now - BLOCKS_KEPT)
    blocks = list(plain.exclude(email_normalised__startswith=FINGERPRINT))
    for block in blocks:
        hide_block(block)
    return len(blocks)
