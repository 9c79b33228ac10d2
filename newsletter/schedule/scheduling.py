"""When an issue goes out: a wall time that exists once, and an approval that binds what was seen."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from newsletter.checks.acceptance import Acceptance, refuse_findings, write_waivers
from newsletter.compose.content import render_languages
from newsletter.models import Issue
from subscribers.shell.walltime import instants_of

from .approval import approval_hash, approval_text, audience_rule, store_renditions
from .audit import write_audit_record

EDITABLE = (Issue.State.DRAFT, Issue.State.HELD)
FURTHEST = timedelta(days=366)
NOTHING = Acceptance()


def resolve_wall_time(naive: datetime, *, second_time: bool | None = None) -> datetime:
    """The moment (in UTC) people mean by a wall time in the zone of the installation.

    Refuses a time that spring skips (``gap``) and, without ``second_time``, one that autumn has twice (``twice``).
    """
    instants = instants_of(naive)
    if not instants:
        raise ValidationError(
            "Deze tijd bestaat niet: in die nacht gaat de klok vooruit. Kies een uur later.", code="gap"
        )
    if len(instants) == 2 and second_time is None:
        raise ValidationError(
            "Deze tijd komt in die nacht twee keer voor: de klok gaat terug. Kies de eerste of de tweede keer.",
            code="twice",
        )
    return instants[-1] if second_time else instants[0]


def schedule_issue(
    issue: Issue, send_at: datetime, *, by: AbstractBaseUser | None, acceptance: Acceptance = NOTHING
) -> Issue:
    """Approve ``issue`` as it is stored and let it go out at ``send_at`` (aware). draft, held → scheduled.

    Warnings that nobody accepted before are written down with the name of ``by`` and the reason of ``acceptance``.
    Raises ValidationError: ``past``, ``too_far``, ``not_draft``, and what ``refuse_findings`` raises.
    """
    check_moment(send_at)
    with transaction.atomic():
        # What is judged is what is approved: an edit waits, or came before.
        stored = Issue.objects.select_for_update(of=("self",)).get(pk=issue.pk)
        check_state(stored)
        accepted = refuse_findings(stored, send_at, acceptance)
        rendered = render_languages(stored, send_at, counts_clicks=settings.MEASURE_CLICKS)
        store_renditions(stored, rendered)
        text = approval_text(rendered, audience_rule(stored), send_at)
        approved = Issue.objects.filter(pk=issue.pk, state__in=EDITABLE).update(
            state=Issue.State.SCHEDULED,
            held_reason="",
            send_at=send_at,
            send_wall_time=timezone.localtime(send_at).strftime("%Y-%m-%dT%H:%M"),
            send_zone=settings.TIME_ZONE,
            approved_hash=approval_hash(text),
            approved_text=text,
            approved_by=by,
            approved_at=timezone.now(),
        )
        if not approved:
            raise not_draft()  # somebody was faster; takes the renditions back with it
        write_waivers(stored, accepted, acceptance.reason, by)
        write_audit_record(stored, "schedule", by, send_at=send_at, hash=approval_hash(text))
    return refreshed(issue)


@transaction.atomic
def unschedule_issue(issue: Issue, *, by: AbstractBaseUser | None) -> Issue:
    """Take the approval back: scheduled, held → draft. Raises ValidationError ``not_scheduled`` once sending began."""
    taken_back = Issue.objects.filter(pk=issue.pk, state__in=(Issue.State.SCHEDULED, Issue.State.HELD)).update(
        state=Issue.State.DRAFT,
        held_reason="",
        send_at=None,
        send_wall_time="",
        send_zone="",
        approved_hash="",
        approved_text="",
        approved_by=None,
        approved_at=None,
    )
    if not taken_back:
        raise ValidationError("Dit nummer staat niet ingepland, of het verzenden is al begonnen.", code="not_scheduled")
    issue.renditions.all().delete()
    write_audit_record(issue, "unschedule", by)
    return refreshed(issue)


@transaction.atomic
def hold_issue(issue: Issue, reason: str) -> bool:
    """scheduled → held, with the reason staff will read; False when it was no longer scheduled as ``issue`` says."""
    still = Issue.objects.filter(pk=issue.pk, state=Issue.State.SCHEDULED, approved_hash=issue.approved_hash)
    held = still.update(state=Issue.State.HELD, held_reason=reason[:300])
    if held:
        write_audit_record(issue, "hold", None, reason=reason[:300])
    return bool(held)


def moved_by_zone(issue: Issue) -> str:
    """Why the wall time that was promised is another moment by now, as one Dutch sentence; empty when it is not.

    Rules of time zones change, sometimes within days; a new version of them comes with a restart.
    """
    assert issue.send_at is not None
    if not issue.send_wall_time:
        return ""
    said = f"{issue.send_wall_time.replace('T', ' ')} ({issue.send_zone})"
    try:
        zone = ZoneInfo(issue.send_zone)
    except (KeyError, OSError, ValueError):
        return f"De tijdzone van het geplande moment, {said}, is niet meer bekend. Plan het opnieuw in."
    wall = datetime.fromisoformat(issue.send_wall_time)
    moments = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    if issue.send_at.replace(second=0, microsecond=0) in moments:
        return ""
    return f"De regels van de tijdzone zijn veranderd: {said} is nu een ander moment. Plan het opnieuw in."


def check_moment(send_at: datetime) -> None:
    now = timezone.now()
    if send_at <= now:
        raise ValidationError("Dit moment is al voorbij. Kies een moment in de toekomst.", code="past")
    if send_at > now + FURTHEST:
        raise ValidationError("Dit is meer dan een jaar vooruit. Kies een moment dichterbij.", code="too_far")


def check_state(issue: Issue) -> None:
    if issue.state not in EDITABLE:
        raise not_draft()


def not_draft() -> ValidationError:
    return ValidationError("Dit nummer is geen concept meer: het is al ingepland of verzonden.", code="not_draft")


def refreshed(issue: Issue) -> Issue:
    """The instance the caller holds, up to date in what scheduling writes."""
    written = [
        "state",
        "held_reason",
        "send_at",
        "send_wall_time",
        "send_zone",
        "approved_hash",
        "approved_text",
        "approved_by",
        "approved_at",
    ]
    issue.refresh_from_db(fields=written)
    return issue
