"""How far an issue is, for people: numbers that always add up, and an estimate that says when it knows nothing."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count

from newsletter.models import Delivery, Issue
from subscribers.models import OPEN_STATES, OutgoingQuerySet, State

WINDOW = timedelta(minutes=2)  # the rate of lately, not of all time


@dataclass(frozen=True, slots=True)
class Progress:
    """``counts`` per state (every one present) sum to ``audience``; ``skipped_for`` per reason to those skipped.

    ``percent`` is of those to be mailed and reaches 100 only when ``is_finished``. ``rate`` is mails per minute;
    ``seconds_left`` is None while nothing moves.
    """

    state: str
    audience: int
    counts: dict[str, int]
    skipped_for: dict[str, int] = field(default_factory=dict)
    mailed: int = 0
    settled: int = 0
    percent: int = 0
    rate: int = 0
    seconds_left: int | None = None
    is_finished: bool = False


def issue_progress(issue: Issue, now: datetime) -> Progress:
    """A snapshot; three indexed queries, whatever the audience."""
    rows = Delivery.objects.filter(issue=issue)
    counts = rows.counts()
    audience, skipped = sum(counts.values()), counts[State.SKIPPED]
    still_open = sum(counts[state] for state in OPEN_STATES)
    mailed, settled = audience - skipped, audience - skipped - still_open
    is_finished = issue.state == Issue.State.SENT
    rate = rate_of(rows.filter(settled_at__gt=now - WINDOW, state=State.SENT).count(), issue, now) if still_open else 0
    return Progress(
        state=issue.state,
        audience=audience,
        counts=counts,
        skipped_for=skipped_for(rows),
        mailed=mailed,
        settled=settled,
        percent=100 if is_finished else min(99, settled * 100 // mailed) if mailed else 0,
        rate=rate,
        seconds_left=still_open * 60 // rate if rate else None,
        is_finished=is_finished,
    )


def rate_of(sent_lately: int, issue: Issue, now: datetime) -> int:
    """Mails per minute over the last two minutes, or since the start when that is less."""
    running = min(WINDOW, now - issue.started_at) if issue.started_at else WINDOW
    return round(sent_lately * 60 / max(1.0, running.total_seconds()))


def skipped_for(rows: OutgoingQuerySet) -> dict[str, int]:
    """Reason → how many were left out for it."""
    skipped = rows.filter(state=State.SKIPPED).order_by().values_list("reason")
    return dict(skipped.annotate(n=Count("pk")))
