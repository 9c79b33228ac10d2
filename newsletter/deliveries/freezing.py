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
from subscribers.models import Subscriber, Subscription, Suppression
from subscribers.outbox.states import born, skip

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
    keys = Subscriber.objects.aggregate(first=Min("pk"), last=Max("pk"))
    for low in range((keys["first"] or 1) - 1, keys["last"] or 0, CHUNK):
        copy_chunk(issue, low, low + CHUNK)


def copy_chunk(issue: Issue, low: int, high: int) -> None:
    """One INSERT … SELECT: the rows never pass through Python.

    MATERIALIZED, so that ``why_not`` is worked out once and not for each column that depends on it.
    """
    select, params = (
        candidates(issue, low, high)
        .annotate(domain=Substr("email_normalised", StrIndex(F("email_normalised"), Value("@")) + 1))
        .order_by("pk")
        .values_list("pk", "public_id", "email", "email_normalised", "language", "domain", "why_not")
        .query.sql_with_params()
    )
    table, languages = connection.ops.quote_name(Delivery._meta.db_table), issue.languages()
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (issue_id, subscriber_id, subscriber_public_id, email, email_normalised, "  # noqa: S608
            "domain, language, state, reason, smtp_text, attempts, settled_at, created_at) "
            f"WITH found (id, public_id, email, normalised, language, domain, why_not) AS MATERIALIZED ({select}) "
            "SELECT %s, id, public_id, email, normalised, domain, "
            # Who reads a language the issue lacks gets Dutch
            f"CASE WHEN language IN ({', '.join(['%s'] * len(languages))}) THEN language ELSE 'nl' END, "
            f"{born('why_not')}, why_not, "
            "'', 0, CASE why_not WHEN '' THEN NULL ELSE %s END, %s "
            "FROM found WHERE true ON CONFLICT DO NOTHING",
            [*params, issue.pk, *languages, now, now],
        )


def candidates(issue: Issue, low: int = 0, high: int | None = None) -> models.QuerySet[Any]:
    """Everyone who ever asked for a topic of ``issue``, and ``why_not`` they are left out (empty: mailed).

    Of those with a key above ``low`` up to ``high``: said of the subscriptions too, or each chunk would read them all.
    """
    people, asked = Subscriber.objects.filter(pk__gt=low), Subscription.objects.filter(subscriber__gt=low)
    if high is not None:
        people, asked = people.filter(pk__lte=high), asked.filter(subscriber__lte=high)
    asked = asked.filter(topic__in=list(issue.topics.values_list("pk", flat=True)), subscriber=OuterRef("pk"))
    suppressed = Suppression.objects.active().values("email_normalised")
    blocked = Case(
        When(email_normalised__in=suppressed, then=Value("suppressed")),
        When(~Q(email_normalised__regex=MAILABLE), then=Value("bad-address")),
        default=Value(""),
    )
    why_not = Case(
        When(erased_at__isnull=False, then=Value("erased")),
        When(Exists(asked.filter(state=Subscription.State.CONFIRMED)), then=blocked),
        When(Exists(asked.filter(state=Subscription.State.PENDING)), then=Value("unconfirmed")),
        default=Value("left"),
        output_field=models.CharField(),
    )
    return people.filter(Exists(asked)).annotate(why_not=why_not)


def count_audience(issue: Issue) -> Audience:
    """Who would get ``issue`` if it were sent now, without writing anything (for the desk, before approval)."""
    select, params = candidates(issue).order_by().values("pk", "why_not").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT why_not, COUNT(*) FROM ({select}) AS found GROUP BY why_not", params)  # noqa: S608
        found = dict(cursor.fetchall())
    return Audience(mailed=found.pop("", 0), excluded=found)


def skip_withdrawn(issue: Issue, now: datetime) -> int:
    """Take out who left, was erased or suppressed since the approval; returns how many. Also those already claimed."""
    rows = Delivery.objects.filter(issue=issue)
    since = issue.approved_at or issue.created_at
    confirmed = Subscription.objects.filter(
        subscriber=OuterRef("pk"), topic__in=issue.topics.all(), state=Subscription.State.CONFIRMED
    )
    recent = Subscription.objects.filter(changed_at__gte=since).exclude(state=Subscription.State.CONFIRMED)
    left = Subscriber.objects.filter(~Exists(confirmed), pk__in=recent.values("subscriber"))
    blocked = Suppression.objects.active().filter(created_at__gte=since)
    erased = Subscriber.objects.filter(erased_at__gte=since)
    return (
        skip(rows.filter(subscriber=None), "erased", now)  # apart from the next: OR would read every row
        + skip(rows.filter(subscriber__in=erased), "erased", now)
        + skip(rows.filter(subscriber__in=left), "left", now)
        + skip(rows.filter(email_normalised__in=blocked.values("email_normalised")), "suppressed", now)
    )
