"""One report, written down once and acted upon once, in one transaction."""

import re
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from subscribers.models import Bounce, Outgoing, normalise_address
from subscribers.outbox.marks import Origin
from subscribers.plaintext import lines

from .rules import act_on
from .trust import warn_when_lost

ADDRESS = re.compile(r"[^\s<>\"'(),;:@]{1,64}@(?=[\w.-])")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a report comes down to, whichever way it came. ``event_id`` is the same when it comes again."""

    event_id: str
    source: str
    kind: Bounce.Kind
    action: str = ""
    status: str = ""
    diagnostic: str = ""
    reporter: str = ""


@transaction.atomic
def record(finding: Finding, origin: Origin | None) -> tuple[Bounce, bool]:
    """(the bounce, whether it is new). A report that was recorded before changes nothing."""
    row = origin.row if origin else None
    bounce, is_new = Bounce.objects.get_or_create(
        event_id=finding.event_id,
        defaults={
            "source": finding.source[:40],
            "kind": finding.kind,
            "origin": origin.name if origin else "",
            "origin_id": row.pk if row else None,
            "email_normalised": address_of(row),
            "action": finding.action[:20],
            "status": finding.status[:11],
            "diagnostic": without_addresses(finding.diagnostic)[:500],
            "reporter": without_addresses(finding.reporter)[:200],
        },
    )
    if is_new and bounce.email_normalised:
        bounce.consequence = act_on(bounce, timezone.now())
        bounce.save(update_fields=["consequence"])
    if is_new and not bounce.origin:
        warn_when_lost(timezone.now())
    return bounce, is_new


def address_of(row: Outgoing | None) -> str:
    """Whom the mail went to; empty when it, or who it went to, was erased since."""
    return normalise_address(row.email) if row and row.email else ""


def without_addresses(text: str) -> str:
    """The words of a server, without what nobody can see and without the names in it.

    The address is in a column of its own, where it may be erased.
    """
    return ADDRESS.sub("…@", lines(text))
