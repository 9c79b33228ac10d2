"""What the counts of fetches say: who came last, how many usually come, and how many hold the newest version."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Max, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from events.models import FeedFetch, FeedScope

KEPT = timedelta(days=400)  # so that an edition can be laid beside the one of a year before
USUAL_DAYS = 7
FETCHES = Coalesce(Sum("full"), 0) + Coalesce(Sum("unchanged"), 0)


@dataclass(frozen=True)
class ClientFetches:
    """One family of programs and one feed. ``days`` has a number for each day shown, oldest first, today last."""

    client: FeedFetch.Client
    newest_at: datetime
    days: list[int] = field(default_factory=list)
    share: float | None = None

    @property
    def total(self) -> int:
        return sum(self.days)


def newest_by_client(scope_name: str) -> dict[str, datetime]:
    """Family → when a program of it last fetched this feed, in whole minutes; no entry = never seen. One query."""
    found = FeedFetch.objects.filter(scope__name=scope_name).values_list("client")
    return dict(found.annotate(Max("last_at")).order_by("client"))


def share_with_current_version(scope: FeedScope, days: int = USUAL_DAYS) -> dict[str, float | None]:
    """Family → the part of its programs, from 0 to 1, that has surely fetched what is true now. Two queries.

    An estimate, as we do not know one program from another: the fetches since the newest change, divided by those of
    a usual day (the mean of the last ``days`` whole days before the day of the change, from the first fetch on).
    Every program that comes at least once a day counts fully after a day; one that comes more often has the change
    sooner than this says, one that comes less often later. So it is a lower bound for programs that come daily, and
    only as good as the days before were usual. None where nothing came in the days before: then nothing can be said.
    """
    fetched = dict(
        FeedFetch.objects.filter(scope=scope, version=scope.version)
        .values_list("client")
        .annotate(count=FETCHES)
        .order_by()
    )
    usual = usual_fetches(scope, days)
    return {client: share(fetched.get(client, 0), usual.get(client, 0.0)) for client in {*fetched, *usual}}


def share(fetched: int, usual: float) -> float | None:
    return min(1.0, fetched / usual) if usual else None


def usual_fetches(scope: FeedScope, days: int) -> dict[str, float]:
    """Family → fetches on a usual day before the newest change."""
    changed_on = timezone.localdate(scope.changed_at)
    before = FeedFetch.objects.filter(scope=scope, day__lt=changed_on, day__gte=changed_on - timedelta(days=days))
    rows = before.values_list("client").annotate(Min("day"), count=FETCHES).order_by()
    return {client: count / (changed_on - first).days for client, first, count in rows}


def fetches_by_client(scope: FeedScope, today: date, days: int = 14) -> list[ClientFetches]:
    """Every family that fetched this feed in the last ``days`` days, today included, busiest first. Three queries."""
    first = today - timedelta(days=days - 1)
    shares = share_with_current_version(scope)
    newest: dict[str, datetime] = {}
    counts: dict[str, list[int]] = {}
    rows = FeedFetch.objects.filter(scope=scope, day__gte=first, day__lte=today).values_list("client", "day")
    for client, day, last_at, count in rows.annotate(Max("last_at"), count=FETCHES).order_by():
        counts.setdefault(client, [0] * days)[(day - first).days] = count
        newest[client] = max(last_at, newest.get(client, last_at))
    found = [
        ClientFetches(FeedFetch.Client(client), newest[client], counts[client], shares.get(client)) for client in counts
    ]
    return sorted(found, key=lambda one: (-one.total, one.client.value))


def scopes_with_fetches(today: date, days: int = 14) -> QuerySet[FeedScope]:
    """Every feed with ``fetched`` (in the last ``days`` days) and ``fetched_at`` (newest or None), busiest first."""
    recent = Q(fetches__day__gt=today - timedelta(days=days))
    fetched = Coalesce(Sum("fetches__full", filter=recent), 0) + Coalesce(Sum("fetches__unchanged", filter=recent), 0)
    counted = FeedScope.objects.annotate(fetched=fetched, fetched_at=Max("fetches__last_at", filter=recent))
    return counted.order_by("-fetched", "name")


def forget_fetches(now: datetime) -> int:
    """Delete counts older than ``KEPT``; returns how many rows."""
    return FeedFetch.objects.filter(day__lt=timezone.localdate(now - KEPT)).delete()[0]
