"""From *scheduled* to *sent*. Rows are the truth and a queue message is only a nudge, lost or doubled without harm."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce
from django.utils import timezone

from newsletter.checks.acceptance import error_since
from newsletter.deliveries.first_share import choose_canary, rows_to_send
from newsletter.deliveries.freezing import freeze_audience, skip_withdrawn
from newsletter.models import Delivery, Issue
from newsletter.schedule.approval import what_changed
from newsletter.schedule.scheduling import hold_issue, moved_by_zone
from subscribers.models import OPEN_STATES, State
from subscribers.outbox.states import reap, skip
from subscribers.sending.provider_holds import DomainHolds
from subscribers.sending.rows import send_rows

from .alarms import tell_responsible
from .canary import HELD, advance_canary
from .composing import composer
from .nudging import nudge
from .throttle import IssueThrottle

log = logging.getLogger(__name__)
# What sending needs to know of a row; the rest would be read and parsed hundreds of times a second for nothing.
FOR_A_MAIL = ("email", "language", "domain", "subscriber_public_id", "attempts", "created_at")


def tick(now: datetime) -> dict[str, int]:
    """Every minute, on any number of machines: carry on what is under way, hold what changed, start what is due."""
    done = {"started": 0, "held": 0, "under_way": 0}
    for issue in Issue.objects.in_progress():
        with kept_apart(issue):
            carry_on(issue, now)
            done["under_way"] += 1
    for issue in Issue.objects.filter(state__in=(Issue.State.PAUSED, Issue.State.CANCELLED)):
        with kept_apart(issue):
            tidy_stopped(issue, now)
    for issue in Issue.objects.filter(state=Issue.State.SCHEDULED).order_by("send_at"):
        with kept_apart(issue):
            done["held"] += hold_if_changed(issue, now)
            done["started"] += start_sending(issue, now)
    return done


@contextmanager
def kept_apart(issue: Issue) -> Iterator[None]:
    """One issue that fails must not keep the others waiting; the next minute tries again."""
    try:
        yield
    except Exception:
        log.exception("newsletter issue %s could not be carried on", issue.pk)


def hold_if_changed(issue: Issue, now: datetime) -> bool:
    """Tell staff as soon as an approval is void, not only when it should have gone out."""
    reason = why_hold(issue, now)
    with transaction.atomic():
        held = bool(reason) and hold_issue(issue, reason)
        if held:
            tell_held(issue, reason)
    return held


def tell_held(issue: Issue, reason: str) -> None:
    """Once for each approval."""
    assert issue.approved_at is not None
    tell_responsible(
        issue,
        HELD,
        revision=int(issue.approved_at.timestamp()),
        heading=f"‘{issue}’ is vastgehouden",
        sentences=[reason, "Er is nog niets verzonden, en dat blijft zo tot u het opnieuw inplant."],
    )


def why_hold(issue: Issue, now: datetime) -> str:
    """Why a scheduled issue must not go out by itself; empty when it may."""
    assert issue.send_at is not None
    if now - issue.send_at > timedelta(minutes=settings.SEND_LATE_MINUTES):
        planned = timezone.localtime(issue.send_at).strftime("%H:%M")
        return (
            f"Het had om {planned} moeten beginnen, maar de server stond toen stil. "
            "Kijk of het nog klopt en plan het opnieuw in."
        )
    return what_changed(issue) or moved_by_zone(issue) or error_since(issue)


def start_sending(issue: Issue, now: datetime) -> bool:
    """scheduled → sending for a due issue, then freeze its audience; whoever comes second gets False and does nothing.

    Checked once more under a lock on the row, so that no edit slips in between the check and the start.
    """
    with transaction.atomic():
        stored = Issue.objects.select_for_update(of=("self",)).due(now).filter(pk=issue.pk).first()
        if stored is None or hold_if_changed(stored, now):
            return False
        started = Issue.objects.filter(pk=stored.pk, state=Issue.State.SCHEDULED).update(
            state=Issue.State.SENDING, going_since=now
        )
    if started:
        stored.state, stored.going_since = Issue.State.SENDING, now
        carry_on(stored, now)
    return bool(started)


def carry_on(issue: Issue, now: datetime) -> None:
    """The next step of an issue in *sending*: freeze, judge, nudge or finish; with ``started_at`` its audience is
    complete.
    """
    if issue.started_at is None:
        freeze_audience(issue)
        complete_audience(issue, now)
        return
    reap(Delivery.objects.filter(issue=issue), now)
    advance_canary(issue, now)
    rows = rows_to_send(issue)
    if not finish_issue(issue.pk, now) and rows.due(now).exists():
        for _ in range(settings.SEND_TASKS - rows.workers(now)):
            nudge(issue.pk)


@transaction.atomic
def complete_audience(issue: Issue, now: datetime) -> None:
    """Everyone has a row: choose who gets it first, and let it begin. The row is locked, so it is chosen once."""
    frozen = Issue.objects.select_for_update(of=("self",)).in_progress().filter(pk=issue.pk, started_at=None).first()
    if frozen:
        size = choose_canary(frozen)
        Issue.objects.filter(pk=issue.pk).update(started_at=now, going_since=now, canary_size=size)
        nudge(issue.pk)


def tidy_stopped(issue: Issue, now: datetime) -> None:
    """What a worker held when it died, of an issue that was paused or cancelled."""
    rows = Delivery.objects.filter(issue=issue)
    reap(rows, now)
    if issue.state == Issue.State.CANCELLED:
        skip(rows, "cancelled", now)


def send_deliveries(issue_pk: int) -> dict[str, int]:
    """Send what is due of one issue until a soft deadline; hands over to a next task, or finishes. Counts per outcome.

    More nudges than ``SEND_TASKS`` change nothing: whoever finds enough others at work leaves at once.
    """
    issue = Issue.objects.in_progress().filter(pk=issue_pk, started_at__isnull=False).first()
    if issue is None or issue.deliveries.workers(timezone.now()) >= settings.SEND_TASKS:
        return {}
    skip_withdrawn(issue, timezone.now())
    used: set[str] = set()
    done = send_rows(
        rows_to_send(issue).only(*FOR_A_MAIL),
        composer(issue),
        seconds=settings.TASK_SOFT_SECONDS,
        connections=settings.SMTP_CONNECTIONS,
        controls=IssueThrottle(issue_pk),
        patience=timedelta(hours=settings.SEND_DEADLINE_HOURS),
        holds=DomainHolds(),
        used=used,
    )
    note_relays(issue_pk, used)
    # Otherwise the relay is away: the tick tries again.
    moved_on = any(count for state, count in done.items() if state != State.PENDING)
    advance_canary(issue, timezone.now())
    if not finish_issue(issue_pk, timezone.now()) and moved_on and may_go_on(issue_pk):
        nudge(issue_pk)
    return {state: count for state, count in done.items() if count}


@transaction.atomic
def note_relays(issue_pk: int, names: Iterable[str]) -> None:
    """Which relays took mail of this issue; written when one is new."""
    issue = Issue.objects.select_for_update(of=("self",)).only("relays").get(pk=issue_pk)
    known = set(issue.relays.split())
    if new := set(names) - known:
        Issue.objects.filter(pk=issue_pk).update(relays="\n".join(sorted(known | new)))


def may_go_on(issue_pk: int) -> bool:
    """Still being sent, with something to do now."""
    issue = Issue.objects.in_progress().filter(pk=issue_pk).first()
    return issue is not None and rows_to_send(issue).due(timezone.now()).exists()


def finish_issue(issue_pk: int, now: datetime) -> bool:
    """sending → sent, once the audience is complete and nothing is open; one caller gets True. The first end counts."""
    still_open = Delivery.objects.filter(issue=OuterRef("pk"), state__in=OPEN_STATES)
    complete = Issue.objects.in_progress().filter(~Exists(still_open), pk=issue_pk, started_at__isnull=False)
    return bool(complete.update(state=Issue.State.SENT, sent_at=Coalesce("sent_at", now)))
