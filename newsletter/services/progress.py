"""How far an issue is, for people: numbers that always add up, and an estimate that says when it knows nothing."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from newsletter.models import Delivery, Issue
from subscribers.models import OPEN_STATES, State

from .figures import counts_per_state, skipped_per_reason

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
    """A snapshot; three indexed queries, whatever the audience. The same before and after its rows are folded."""
    rows = Delivery.objects.filter(issue=issue)
    counts = counts_per_state(issue)
    audience, skipped = sum(counts.values()), counts[State.SKIPPED]
    still_open = sum(counts[state] for state in OPEN_STATES)
    mailed, settled = audience - skipped, audience - skipped - still_open
    is_finished = issue.state == Issue.State.SENT
    rate = rate_of(rows.filter(settled_at__gt=now - WINDOW, state=State.SENT).count(), issue, now) if still_open else 0
    return Progress(
        state=issue.state,
        audience=audience,
        counts=counts,
        skipped_for=skipped_per_reason(issue),
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
