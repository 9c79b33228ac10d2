"""Whom a large issue goes to first (the canary): staff, our own test mailboxes and a random few.

They are marked on their rows (``is_canary``) in the transaction that makes the audience complete.
"""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q

from newsletter.models import Delivery, Issue
from subscribers.models import OutgoingQuerySet, State, normalise_address

ONE_IN, FEWEST, MOST = 100, 50, 500  # of the audience, besides staff and test mailboxes


def canary_share(audience: int) -> int:
    """How many get it first, chosen at random; 0 where everyone gets it at once."""
    if not settings.CANARY_FROM or audience < settings.CANARY_FROM:
        return 0
    return min(MOST, max(FEWEST, audience // ONE_IN))


def choose_canary(issue: Issue) -> int | None:
    """Mark the first share of a complete audience; its size, None when everyone gets it at once.

    Call it in the transaction that sets ``started_at``: a second choice would be another share.
    """
    waiting = Delivery.objects.filter(issue=issue, state=State.PENDING)
    share = canary_share(waiting.count())
    if not share:
        return None
    ours = Q(subscriber__seed_since__isnull=False) | Q(email_normalised__in=staff_addresses())
    known = list(waiting.filter(ours).values_list("pk", flat=True))
    chance = list(waiting.exclude(pk__in=known).order_by("?").values_list("pk", flat=True)[:share])
    return waiting.filter(pk__in=[*known, *chance]).update(is_canary=True)


def staff_addresses() -> list[str]:
    """Of everyone who may work on issues; who of them subscribed, gets it first."""
    staff = get_user_model()._default_manager.with_perm("newsletter.change_issue")  # type: ignore[attr-defined]
    return [normalise_address(email) for email in staff.exclude(email="").values_list("email", flat=True)]


def rows_to_send(issue: Issue) -> OutgoingQuerySet:
    """What may go out of an issue now: all of it, or its first share alone."""
    rows = Delivery.objects.filter(issue=issue)
    return rows.filter(is_canary=True) if issue.is_in_canary else rows
