"""What staff do with an issue while it is being sent. Each takes effect within seconds, whoever is sending it."""

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from newsletter.models import Delivery, Issue
from newsletter.schedule.audit import write_audit_record
from subscribers.outbox.states import leave_alone, resend, skip

from .canary import pass_canary
from .nudging import nudge

FASTEST = 1_000_000  # a minute


@transaction.atomic
def pause_issue(issue: Issue, *, by: AbstractBaseUser | None) -> Issue:
    """sending → paused. What is on the wire gets its answer, nothing begins. Raises ValidationError ``not_sending``."""
    if not Issue.objects.in_progress().filter(pk=issue.pk).update(state=Issue.State.PAUSED):
        raise ValidationError("Dit nummer wordt nu niet verzonden, dus er valt niets te pauzeren.", code="not_sending")
    write_audit_record(issue, "pause", by)
    return refreshed(issue)


@transaction.atomic
def resume_issue(issue: Issue, *, by: AbstractBaseUser | None) -> Issue:
    """paused → sending, where it was. Raises ValidationError ``not_paused``.

    What had paused itself after its first share goes on to everyone: somebody looked at it.
    """
    now = timezone.now()
    paused = Issue.objects.filter(pk=issue.pk, state=Issue.State.PAUSED)
    paused.exclude(held_reason="").update(held_reason="", canary_passed_at=now)
    if not paused.update(state=Issue.State.SENDING, going_since=now):
        raise ValidationError("Dit nummer is niet gepauzeerd.", code="not_paused")
    write_audit_record(issue, "resume", by)
    nudge(issue.pk)
    return refreshed(issue)


@transaction.atomic
def send_to_everyone(issue: Issue, *, by: AbstractBaseUser | None) -> Issue:
    """Without waiting for what comes of the first share. Raises ValidationError ``no_canary``."""
    if not pass_canary(issue, timezone.now()):
        raise ValidationError("Dit nummer gaat al naar iedereen, of wordt nu niet verzonden.", code="no_canary")
    write_audit_record(issue, "everyone", by)
    return refreshed(issue)


@transaction.atomic
def cancel_issue(issue: Issue, *, by: AbstractBaseUser | None) -> Issue:
    """sending, paused → cancelled: who did not get it yet, will not. Raises ValidationError ``not_sending``."""
    under_way = Issue.objects.filter(pk=issue.pk, state__in=(Issue.State.SENDING, Issue.State.PAUSED))
    if not under_way.update(state=Issue.State.CANCELLED, next_send_at=None):
        raise ValidationError("Dit nummer wordt nu niet verzonden, dus er valt niets te stoppen.", code="not_sending")
    skip(Delivery.objects.filter(issue=issue), "cancelled", timezone.now())
    write_audit_record(issue, "cancel", by)
    return refreshed(issue)


@transaction.atomic
def set_throttle(issue: Issue, per_minute: int | None, *, by: AbstractBaseUser | None) -> Issue:
    """At most ``per_minute`` messages, all workers together; None: no limit. Raises ValidationError ``throttle``."""
    if per_minute is not None and not 1 <= per_minute <= FASTEST:
        raise ValidationError("Kies een heel aantal van 1 tot 1.000.000 berichten per minuut.", code="throttle")
    Issue.objects.filter(pk=issue.pk).update(throttle_per_minute=per_minute, next_send_at=None)
    write_audit_record(issue, "throttle", by, per_minute=per_minute)
    return refreshed(issue)


@transaction.atomic
def resend_uncertain(delivery: Delivery, *, by: AbstractBaseUser | None) -> Delivery:
    """uncertain → pending: it may arrive twice; staff chose so. Raises ``not_uncertain``, ``cancelled``."""
    issue = Issue.objects.select_for_update(of=("self",)).get(pk=delivery.issue_id)
    if issue.state not in (Issue.State.SENDING, Issue.State.PAUSED, Issue.State.SENT):
        raise ValidationError("Dit nummer is gestopt; er gaat niets meer uit.", code="cancelled")
    end_doubt(delivery, resend(Delivery.objects.filter(pk=delivery.pk)))
    if issue.state != Issue.State.PAUSED:
        Issue.objects.filter(pk=issue.pk).update(state=Issue.State.SENDING, going_since=timezone.now())
        nudge(issue.pk)
    write_audit_record(issue, "resend", by, delivery=delivery.pk)
    return delivery


@transaction.atomic
def leave_uncertain(delivery: Delivery, *, by: AbstractBaseUser | None) -> Delivery:
    """It stays uncertain, and nobody is asked again. Raises ValidationError ``not_uncertain``."""
    end_doubt(delivery, leave_alone(Delivery.objects.filter(pk=delivery.pk), timezone.now()))
    write_audit_record(delivery.issue, "leave", by, delivery=delivery.pk)
    return delivery


def end_doubt(delivery: Delivery, changed: int) -> None:
    """Refuses the step where nothing was in doubt."""
    if not changed:
        raise ValidationError("Over deze bezorging is geen twijfel meer.", code="not_uncertain")
    delivery.refresh_from_db()


def refreshed(issue: Issue) -> Issue:
    written = ["state", "held_reason", "throttle_per_minute", "next_send_at", "going_since", "canary_passed_at"]
    issue.refresh_from_db(fields=written)
    return issue
