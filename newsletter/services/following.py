"""What staff look at while an issue is being sent: who took it, who refuses, what waits, why it stands still."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Min, Q
from django.utils import timezone

from newsletter.models import Delivery, Issue
from subscribers.models import OPEN_STATES, DomainHold, OutgoingQuerySet, RelayState, State

from .figures import counts_per_provider
from .steering import LEFT

PROVIDERS = 20
STANDSTILL = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class ProviderOutcome:
    """One mail provider (domain): rows per state, and until when it asked us to wait."""

    domain: str
    total: int
    counts: dict[str, int]
    held_until: datetime | None = None
    smtp_text: str = ""


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


def deferred(issue: Issue) -> OutgoingQuerySet:
    """Rows that are tried again, the soonest first (``next_try_at``, ``smtp_code``, ``smtp_text``)."""
    return Delivery.objects.filter(issue=issue, state=State.DEFERRED).order_by("next_try_at", "pk")


def failed(issue: Issue) -> OutgoingQuerySet:
    """Rows that were refused, with code and sentence, the last first."""
    return Delivery.objects.filter(issue=issue, state=State.FAILED).order_by("-settled_at", "-pk")


def in_doubt(issue: Issue) -> OutgoingQuerySet:
    """Uncertain rows staff have not decided about (``resend_uncertain`` or ``leave_uncertain``)."""
    return Delivery.objects.filter(issue=issue, state=State.UNCERTAIN).exclude(reason=LEFT).order_by("pk")


def why_standing_still(issue: Issue, now: datetime) -> str:
    """Why nothing has moved for two minutes, as one Dutch sentence; empty while it moves or has nothing left to do."""
    rows = Delivery.objects.filter(issue=issue)
    if issue.state == Issue.State.PAUSED:
        return "Het verzenden is gepauzeerd."
    if issue.state != Issue.State.SENDING or not rows.filter(state__in=OPEN_STATES).exists():
        return ""
    last = rows.aggregate(last=Max("settled_at", filter=~Q(state=State.SKIPPED)))["last"]
    if max(filter(None, (last, issue.started_at)), default=now - STANDSTILL) > now - STANDSTILL:
        return ""
    return cause_of(issue, rows, now)


def cause_of(issue: Issue, rows: OutgoingQuerySet, now: datetime) -> str:
    """The likeliest cause, from the one that blocks everything to the one that blocks a part."""
    broken = RelayState.objects.filter(failures__gt=0).exclude(error="").first()
    if broken:
        return f"De mailserver {broken.name} neemt niets aan: {broken.error}"
    if issue.next_send_at and issue.next_send_at > now:
        return f"Het ingestelde tempo laat het volgende bericht om {clock(issue.next_send_at)} toe."
    if not rows.due(now).exists():
        soonest = rows.filter(state=State.DEFERRED).aggregate(soonest=Min("next_try_at"))["soonest"]
        if soonest:
            return f"De ontvangende mailservers vroegen om geduld; de volgende poging is om {clock(soonest)}."
    held = DomainHold.objects.active(now).order_by("held_until").first()
    if held and held.held_until:
        return f"{held.domain} vraagt ons te wachten tot {clock(held.held_until)}: {held.smtp_text}"
    return "Er is geen werker die verzendt. Kijk of de processen van de wachtrij draaien."


def clock(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%H:%M")
