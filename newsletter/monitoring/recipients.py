"""What staff look at while an issue is being sent: who took it, who refuses, what waits."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from newsletter.deliveries.figures import counts_per_provider, reports_on
from newsletter.models import Delivery, Issue
from newsletter.send.canary import KIND
from subscribers.models import Bounce, DomainHold, OutgoingQuerySet, RelayState, State
from subscribers.sending.relays import relays

from .cache import cache_for_viewers

PROVIDERS = 20
ROWS_PER_SECOND = 5_000  # of an issue: the providers of 100,000 are counted anew every twenty seconds


@dataclass(frozen=True, slots=True)
class ProviderOutcome:
    """One mail provider (domain): rows per state, and until when it asked us to wait."""

    domain: str
    total: int
    counts: dict[str, int]
    held_until: datetime | None = None
    smtp_text: str = ""


@dataclass(frozen=True, slots=True)
class ProviderTable:
    """``lines`` were true at ``counted_at``."""

    lines: list[ProviderOutcome]
    counted_at: datetime


def provider_table(issue: Issue, now: datetime, audience: int) -> ProviderTable:
    """The largest providers, as they stood a moment ago where the audience is large."""
    return cache_for_viewers(
        "providers",
        issue,
        lambda: ProviderTable(outcomes_per_provider(issue, now), now),
        lambda _: audience / ROWS_PER_SECOND,
    )


def outcomes_per_provider(issue: Issue, now: datetime, limit: int = PROVIDERS) -> list[ProviderOutcome]:
    """The ``limit`` largest providers of those to be mailed, largest first. Reads all rows of the issue once.

    Where rows were folded, the small providers are one, with an empty domain.
    """
    found = counts_per_provider(issue)
    holds = {hold.domain: hold for hold in DomainHold.objects.active(now)}
    outcomes = []
    for domain, counts in sorted(found.items(), key=lambda one: (-sum(one[1].values()), one[0]))[:limit]:
        hold = holds.get(domain)
        outcomes.append(
            ProviderOutcome(
                domain=domain,
                total=sum(counts.values()),
                counts=counts,
                held_until=hold.held_until if hold else None,
                smtp_text=hold.smtp_text if hold else "",
            )
        )
    return outcomes


def reported_back(issue: Issue) -> list[tuple[str, int]]:
    """What other mail systems said of it afterwards: (kind in words, how many)."""
    counts = reports_on(Delivery.objects.filter(issue=issue)) + Counter(issue.reported or {})
    return [(label, counts[kind]) for kind, label in Bounce.Kind.choices if kind in counts]


def deferred(issue: Issue) -> OutgoingQuerySet:
    """Rows that are tried again, the soonest first (``next_try_at``, ``smtp_code``, ``smtp_text``)."""
    return Delivery.objects.filter(issue=issue, state=State.DEFERRED).order_by("next_try_at", "pk")


def failed(issue: Issue) -> OutgoingQuerySet:
    """Rows that were refused, with code and sentence, the last first."""
    return Delivery.objects.filter(issue=issue, state=State.FAILED).order_by("-settled_at", "-pk")


def in_doubt(issue: Issue) -> OutgoingQuerySet:
    """Uncertain rows staff have not decided about (``resend_uncertain`` or ``leave_uncertain``)."""
    return Delivery.objects.filter(issue=issue).in_doubt().order_by("pk")


def left_alone_now(now: datetime) -> list[RelayState]:
    """Relays that are left alone for a while, with their last words; others may be taking mail meanwhile."""
    names = [relay.name for relay in relays()]
    return list(RelayState.objects.filter(kind=KIND, name__in=names, open_until__gt=now))
