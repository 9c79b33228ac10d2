"""The audience of an issue, frozen into one row per address: who gets it, and why the others do not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models import Case, Exists, F, Max, OuterRef, Q, Value, When
from django.utils import timezone

from newsletter.mime import MAILABLE
from newsletter.models import Delivery, Issue
from subscribers.models import State, Subscriber, Subscription, Suppression

CHUNK = 20_000  # subscribers per statement: short locks, and something kept when a process dies


@dataclass(frozen=True, slots=True)
class Audience:
    """Rows by what would become of them: ``mailed`` and, per reason, those left out."""

    mailed: int
    excluded: dict[str, int]


def freeze_audience(issue: Issue) -> None:
    """Write a Delivery for everyone who ever asked for a topic of ``issue``; those left out skipped, with the reason.

    Every statement stands alone and a second run adds nothing twice, so dying half-way is harmless.
    """
    top = Subscriber.objects.aggregate(top=Max("pk"))["top"] or 0
    for low in range(0, top + 1, CHUNK):
        copy_chunk(issue, low, low + CHUNK)


def copy_chunk(issue: Issue, low: int, high: int) -> None:
    """One INSERT … SELECT: the rows never pass through Python."""
    columns = delivery_columns(issue)
    chosen = candidates(issue).filter(pk__gt=low, pk__lte=high).order_by("pk")
    chosen = chosen.annotate(**{f"to_{name}": value for name, value in columns.items()}).values(
        *(f"to_{name}" for name in columns)
    )
    select, params = chosen.query.sql_with_params()
    quoted = ", ".join(connection.ops.quote_name(name) for name in columns)
    table = connection.ops.quote_name(Delivery._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({quoted}) {select} ON CONFLICT DO NOTHING", params)


def candidates(issue: Issue) -> models.QuerySet[Any]:
    """Everyone who ever asked for a topic of ``issue``, and ``why_not`` they are left out (empty: mailed)."""
    asked = Subscription.objects.filter(subscriber=OuterRef("pk"), topic__in=issue.topics.all())
    suppressed = Suppression.objects.active().filter(email_normalised=OuterRef("email_normalised"))
    why_not = Case(
        When(Q(erased_at__isnull=False), then=Value("erased")),
        When(Exists(asked.filter(state=Subscription.State.CONFIRMED)) & Exists(suppressed), then=Value("suppressed")),
        When(
            Exists(asked.filter(state=Subscription.State.CONFIRMED)) & ~Q(email_normalised__regex=MAILABLE),
            then=Value("bad-address"),
        ),
        When(Exists(asked.filter(state=Subscription.State.CONFIRMED)), then=Value("")),
        When(Exists(asked.filter(state=Subscription.State.PENDING)), then=Value("unconfirmed")),
        default=Value("left"),
        output_field=models.CharField(),
    )
    return Subscriber.objects.filter(Exists(asked)).annotate(why_not=why_not)


def delivery_columns(issue: Issue) -> dict[str, models.Expression | F]:
    """Column of the delivery table → what it gets from a candidate. Who reads a language the issue lacks gets Dutch."""
    now = timezone.now()
    text, moment = models.CharField(), models.DateTimeField()
    mailed = Q(why_not="")
    return {
        "issue_id": Value(issue.pk, models.BigIntegerField()),
        "subscriber_id": F("pk"),
        "subscriber_public_id": F("public_id"),
        "email": F("email"),
        "email_normalised": F("email_normalised"),
        "language": Case(
            When(language__in=issue.languages(), then=F("language")), default=Value("nl"), output_field=text
        ),
        "state": Case(
            When(mailed, then=Value(State.PENDING.value)), default=Value(State.SKIPPED.value), output_field=text
        ),
        "reason": F("why_not"),
        "smtp_text": Value("", text),
        "attempts": Value(0, models.PositiveSmallIntegerField()),
        "settled_at": Case(When(mailed, then=Value(None, moment)), default=Value(now, moment), output_field=moment),
        "created_at": Value(now, moment),
    }


def count_audience(issue: Issue) -> Audience:
    """Who would get ``issue`` if it were sent now, without writing anything (for the desk, before approval)."""
    reasons = candidates(issue).order_by().values("why_not").annotate(n=models.Count("pk"))
    found = {row["why_not"]: row["n"] for row in reasons}
    return Audience(mailed=found.pop("", 0), excluded=found)


def skip_withdrawn(issue: Issue, now: datetime) -> int:
    """Take out who left, was erased or suppressed since the approval; returns how many. Also those already claimed."""
    waiting = Delivery.objects.filter(issue=issue, state__in=(State.PENDING, State.CLAIMED, State.DEFERRED))
    since = issue.approved_at or issue.created_at
    confirmed = Subscription.objects.filter(
        subscriber=OuterRef("pk"), topic__in=issue.topics.all(), state=Subscription.State.CONFIRMED
    )
    recent = Subscription.objects.filter(changed_at__gte=since).exclude(state=Subscription.State.CONFIRMED)
    left = Subscriber.objects.filter(~Exists(confirmed), pk__in=recent.values("subscriber"))
    blocked = Suppression.objects.active().filter(created_at__gte=since)
    erased = Q(subscriber=None) | Q(subscriber__in=Subscriber.objects.filter(erased_at__gte=since))
    return (
        skip(waiting.filter(erased), "erased", now)
        + skip(waiting.filter(subscriber__in=left), "left", now)
        + skip(waiting.filter(email_normalised__in=blocked.values("email_normalised")), "suppressed", now)
    )


def skip(rows: models.QuerySet[Delivery], reason: str, now: datetime) -> int:
    """open → skipped; what is on the wire already is left alone."""
    return rows.update(
        state=State.SKIPPED, reason=reason, settled_at=now, next_try_at=None, lease_token=None, lease_until=None
    )
