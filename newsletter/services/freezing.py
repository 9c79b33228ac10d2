"""The audience of an issue, frozen into one row per address: who gets it, and why the others do not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models import Case, Exists, F, Max, Min, OuterRef, Q, Value, When
from django.db.models.functions import StrIndex, Substr
from django.utils import timezone

from newsletter.models import Delivery, Issue
from subscribers.addresses import MAILABLE
from subscribers.models import State, Subscriber, Subscription, Suppression

CONFIRMED, PENDING, LEFT = range(3)  # the best of someone's subscriptions to the topics of an issue
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
    """Everyone who ever asked for a topic of ``issue``, and ``why_not`` they are left out (empty: mailed).

    One pass over the subscriptions, and one list of blocked addresses. What is dear stands inside an aggregate: both
    databases work out equal aggregates once, however often ``why_not`` is read.
    """
    topics = list(issue.topics.values_list("pk", flat=True))
    standing = Case(
        When(subscriptions__state=Subscription.State.CONFIRMED, then=Value(CONFIRMED)),
        When(subscriptions__state=Subscription.State.PENDING, then=Value(PENDING)),
        default=Value(LEFT),
    )
    is_address = Case(When(email_normalised__regex=MAILABLE, then=Value(1)), default=Value(0))
    suppressed = Suppression.objects.active().values("email_normalised")
    why_not = Case(
        When(erased_at__isnull=False, then=Value("erased")),
        When(standing=PENDING, then=Value("unconfirmed")),
        When(standing=LEFT, then=Value("left")),
        When(is_blocked=True, then=Value("suppressed")),
        When(is_address=0, then=Value("bad-address")),
        default=Value(""),
    )
    asked = Subscriber.objects.filter(subscriptions__topic__in=topics)
    asked = asked.annotate(standing=Min(standing), is_address=Min(is_address))
    is_blocked = Case(When(email_normalised__in=suppressed, then=Value(True)), default=Value(False))
    return asked.annotate(is_blocked=is_blocked).annotate(why_not=why_not)


def delivery_columns(issue: Issue) -> dict[str, models.Expression | models.Func | F]:
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
        "domain": Substr("email_normalised", StrIndex(F("email_normalised"), Value("@")) + 1),
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
    select, params = candidates(issue).order_by().values("pk", "why_not").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT why_not, COUNT(*) FROM ({select}) AS found GROUP BY why_not", params)  # noqa: S608
        found = dict(cursor.fetchall())
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
    erased = Subscriber.objects.filter(erased_at__gte=since)
    return (
        skip(waiting.filter(subscriber=None), "erased", now)  # apart from the next: OR would read every row
        + skip(waiting.filter(subscriber__in=erased), "erased", now)
        + skip(waiting.filter(subscriber__in=left), "left", now)
        + skip(waiting.filter(email_normalised__in=blocked.values("email_normalised")), "suppressed", now)
    )


def skip(rows: models.QuerySet[Delivery], reason: str, now: datetime) -> int:
    """open → skipped; what is on the wire already is left alone."""
    return rows.update(
        state=State.SKIPPED, reason=reason, settled_at=now, next_try_at=None, lease_token=None, lease_until=None
    )
