"""How many readers left in the week after an issue. Kept as a number, since the people themselves are erased."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from newsletter.models import Issue
from subscribers.models import Subscriber, Subscription

WEEK = timedelta(days=7)


def count_leavers(issue: Issue) -> int:
    """Who ended every subscription to its topics within a week from the start, so far, and did not come back.

    Why, nobody knows: after two issues in one week they count for both.
    """
    if issue.leavers is not None or issue.started_at is None:
        return issue.leavers or 0
    theirs = Subscription.objects.filter(subscriber=OuterRef("pk"), topic__in=issue.topics.all())
    week = (issue.started_at, issue.started_at + WEEK)
    left = Subscription.objects.filter(
        topic__in=issue.topics.all(), state=Subscription.State.LEFT, changed_at__range=week
    )
    still = theirs.filter(state=Subscription.State.CONFIRMED)
    return Subscriber.objects.filter(~Exists(still), pk__in=left.values("subscriber")).count()


def keep_leavers(now: datetime) -> int:
    """Write the number down for each issue whose week is over; returns for how many. Every night."""
    over = Issue.objects.begun().filter(leavers=None, started_at__lte=now - WEEK)
    kept = 0
    for issue in over:
        kept += Issue.objects.filter(pk=issue.pk, leavers=None).update(leavers=count_leavers(issue))
    return kept
