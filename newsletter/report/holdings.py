"""What this app holds about one address, and erasing it at once (see ``subscribers.subscriptions.holdings``)."""

from datetime import datetime

from django.core.exceptions import ValidationError

from newsletter.deliveries.figures import large_providers
from newsletter.models import Delivery, Issue
from subscribers.models import OutgoingQuerySet, normalise_address
from subscribers.outbox.states import leave_alone, skip
from subscribers.subscriptions.holdings import UNDER_WAY, Holdings, Row, say

from .folding import DECIDED, fold_batch


def holdings_of(address: str) -> Holdings:
    """Kind of thing → rows by name; nothing when there is none."""
    rows = [delivery_row(one) for one in deliveries_to(address).select_related("issue").order_by("pk")]
    return {"Nieuwsbrieven": rows} if rows else {}


def deliveries_to(address: str) -> OutgoingQuerySet:
    """By issue and address, as the index has it."""
    issues = list(Issue.objects.values_list("pk", flat=True))
    return Delivery.objects.filter(issue__in=issues, email_normalised=normalise_address(address))


def delivery_row(one: Delivery) -> Row:
    return {
        "nummer": str(one.issue),
        "e-mailadres": one.email,
        "stand": one.get_state_display(),
        "afgerond": say(one.settled_at),
        "antwoord van de mailserver": f"{one.smtp_code or ''} {one.smtp_text}".strip(),
    }


def erase_holdings(address: str, now: datetime) -> None:
    """Figures stay and nothing goes out any more; raises ``under_way`` while one is on the wire. In a transaction."""
    rows = deliveries_to(address)
    skip(rows, "erased", now)
    leave_alone(rows, now)
    for issue in Issue.objects.filter(pk__in=rows.values("issue"), started_at__isnull=False):
        fold_batch(issue, rows.filter(DECIDED, issue=issue), large_providers(issue))
    if rows.exists():
        raise ValidationError(UNDER_WAY, code="under_way")
