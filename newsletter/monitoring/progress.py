"""How far an issue is, for people: numbers that always add up, and an estimate that says when it knows nothing."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from newsletter.deliveries.figures import counts_per_state, skipped_per_reason
from newsletter.models import Delivery, Issue
from subscribers.models import OPEN_STATES, OutgoingQuerySet, State

from .cache import cache_for_viewers
from .standstill import last_settled, next_try

WINDOW = timedelta(minutes=2)  # the rate of lately, not of all time
ROWS_PER_SECOND = 50_000  # of an issue: the numbers of 100,000 are counted anew every two seconds


@dataclass(frozen=True, slots=True)
class Progress:
    """``counts`` per state (every one present) sum to ``audience``; ``skipped_for`` per reason to those skipped.

    ``percent`` is of those to be mailed and reaches 100 only when ``is_finished``. ``rate`` is mails per minute;
    ``seconds_left`` is of those that wait for their turn, None while nothing moves; who was deferred comes after that,
    not before ``next_try_at``. ``last``: when a row was last settled; ``counted_at``: when all this was true.
    """

    state: str
    audience: int
    counts: dict[str, int]
    counted_at: datetime
    skipped_for: dict[str, int] = field(default_factory=dict)
    mailed: int = 0
    settled: int = 0
    percent: int = 0
    rate: int = 0
    seconds_left: int | None = None
    next_try_at: datetime | None = None
    last: datetime | None = None
    is_finished: bool = False


def issue_progress(issue: Issue, now: datetime) -> Progress:
    """A snapshot, of a moment ago where the audience is large: however many look, it is counted once."""
    return cache_for_viewers(
        "progress", issue, lambda: count_progress(issue, now), lambda found: found.audience / ROWS_PER_SECOND
    )


def count_progress(issue: Issue, now: datetime) -> Progress:
    """The same before and after its rows are folded."""
    rows = Delivery.objects.filter(issue=issue)
    counts = counts_per_state(issue)
    audience, skipped = sum(counts.values()), counts[State.SKIPPED]
    still_open = sum(counts[state] for state in OPEN_STATES)
    mailed, settled = audience - skipped, audience - skipped - still_open
    is_finished = issue.state == Issue.State.SENT
    rate = rate_of(rows, issue, now) if still_open else 0
    waiting = still_open - counts[State.DEFERRED]
    return Progress(
        state=issue.state,
        audience=audience,
        counts=counts,
        counted_at=now,
        skipped_for=skipped_per_reason(issue),
        mailed=mailed,
        settled=settled,
        percent=100 if is_finished else min(99, settled * 100 // mailed) if mailed else 0,
        rate=rate,
        seconds_left=waiting * 60 // rate if rate and waiting else None,
        next_try_at=next_try(rows) if counts[State.DEFERRED] else None,
        last=last_settled(issue) if still_open else None,
        is_finished=is_finished,
    )


def rate_of(rows: OutgoingQuerySet, issue: Issue, now: datetime) -> int:
    """Mails per minute over the last two minutes, or since sending began or went on when that is less."""
    begun = issue.going_since or issue.started_at
    since = max(begun, now - WINDOW) if begun else now - WINDOW
    sent_lately: int = rows.filter(settled_at__gte=since, state=State.SENT).count()
    return round(sent_lately * 60 / max(1.0, (now - since).total_seconds()))
