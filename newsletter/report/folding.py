"""Retention: deliveries become figures after a set time, and at once when their person is erased.

A batch is one transaction that deletes rows and adds them to the figures, so that stopping anywhere loses and doubles
nobody. Only what is decided is folded: a row that waits, is on the wire, or is in doubt stays until it is settled.
"""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from newsletter.deliveries.figures import Ending, large_providers, reports_on, without_small
from newsletter.models import Delivery, Issue, IssueFigure
from subscribers.models import LEFT_ALONE, OutgoingQuerySet, State
from subscribers.outbox.states import leave_alone

BATCH = 2000  # rows a transaction
DECIDED = Q(state__in=(State.SENT, State.FAILED, State.SKIPPED)) | Q(state=State.UNCERTAIN, reason=LEFT_ALONE)
OVER = (Issue.State.SENT, Issue.State.CANCELLED)
FORGOTTEN = (Q(subscriber=None), Q(subscriber__erased_at__isnull=False))  # apart: OR would read every row


def fold_due(now: datetime, seconds: float) -> tuple[int, bool]:
    """Fold what is due for at most ``seconds``: (rows folded, whether all of it is done)."""
    until, folded = time.monotonic() + seconds, 0
    end_doubts_of_forgotten(now)
    for issue, rows in due_for_folding(now):
        large = large_providers(issue)
        while count := fold_batch(issue, rows, large):
            folded += count
            if time.monotonic() >= until:
                return folded, False
    return folded, True


def end_doubts_of_forgotten(now: datetime) -> int:
    """Nobody will send again to who was erased: there is nothing left to decide about. Returns how many."""
    return leave_alone(Delivery.objects.filter(FORGOTTEN[0] | FORGOTTEN[1]), now)


def due_for_folding(now: datetime) -> Iterator[tuple[Issue, OutgoingQuerySet]]:
    """Each issue with its rows that are due: all that are decided when it is old, else those of erased people.

    Not before the audience is complete: freezing it again after a crash must find the rows it wrote.
    """
    for issue in old_issues(now).order_by("pk"):
        yield issue, Delivery.objects.filter(DECIDED, issue=issue)
    for forgotten in FORGOTTEN:
        rows = Delivery.objects.filter(DECIDED, forgotten, issue__started_at__isnull=False)
        for issue in Issue.objects.filter(pk__in=rows.values("issue")).order_by("pk"):
            yield issue, rows.filter(issue=issue)


def old_issues(now: datetime) -> QuerySet[Issue]:
    """Over since ``KEEP_DELIVERIES_DAYS``, with rows that are decided. A stopped one counts from its start."""
    over = Issue.objects.filter(state__in=OVER).annotate(over_at=Coalesce("sent_at", "started_at", "send_at"))
    decided = Exists(Delivery.objects.filter(DECIDED, issue=OuterRef("pk")))
    return over.filter(decided, over_at__lt=now - timedelta(days=settings.KEEP_DELIVERIES_DAYS))


@transaction.atomic
def fold_batch(issue: Issue, rows: OutgoingQuerySet, large: set[str]) -> int:
    """Move at most ``BATCH`` of ``rows`` into the figures of ``issue``; returns how many, 0 when none are left.

    The rows are locked, so what is counted is what is deleted; those another worker is folding are passed by.
    """
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    columns = ("pk", "state", "reason", Coalesce("smtp_code", 0), "domain", "language")
    taken = list(rows.order_by().values_list(*columns)[:BATCH])
    if not taken:
        return 0
    going = Delivery.objects.filter(pk__in=[pk for pk, *_ in taken])
    add_figures(issue, Counter(without_small(Ending(*key), large) for _, *key in taken))
    add_reports(issue, reports_on(going))
    gone, _ = going.delete()
    assert gone == len(taken)
    return gone


def add_reports(issue: Issue, reports: Counter[str]) -> None:
    """What came back on them stays with the issue: without its row a report no longer knows which issue it is about.

    ``no_key``: another worker's figures refer to the same issue, and two full locks would wait for each other.
    """
    if reports:
        stored = Issue.objects.select_for_update(of=("self",), no_key=True).only("reported").get(pk=issue.pk)
        Issue.objects.filter(pk=issue.pk).update(reported=dict(reports + Counter(stored.reported or {})))


def add_figures(issue: Issue, counted: Counter[Ending]) -> None:
    """Add to the figures that are there; in a fixed order, so that two workers never wait for each other."""
    quote = connection.ops.quote_name
    table, keys = quote(IssueFigure._meta.db_table), ", ".join(map(quote, ("issue_id", *Ending._fields)))
    sql = (
        f"INSERT INTO {table} ({keys}, count) VALUES (%s, %s, %s, %s, %s, %s, %s) "  # noqa: S608
        f"ON CONFLICT ({keys}) DO UPDATE SET count = {table}.count + excluded.count"
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(issue.pk, *ending, count) for ending, count in sorted(counted.items())])
