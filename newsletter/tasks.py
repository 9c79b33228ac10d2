"""What the queue calls. A lost or doubled call changes nothing: the rows are the truth."""

from django.conf import settings
from django.utils import timezone
from django_q.tasks import async_task

from newsletter.monitoring import standstill
from newsletter.readers import leavers
from newsletter.report import folding
from newsletter.send import sending

FOLD_TASK = "newsletter.tasks.fold_deliveries"


def tick() -> dict[str, int]:
    """Every minute: start what is due, hold what changed, carry on what is under way, tell when one stands still."""
    now = timezone.now()
    was_away = standstill.beat(now)
    done = sending.tick(now)
    if not was_away:  # else nobody had a chance yet to send what now is due
        standstill.warn_of_standstills(now)
    return done


def send_deliveries(issue_pk: int) -> dict[str, int]:
    """Send what is due of one issue until the soft deadline."""
    return sending.send_deliveries(issue_pk)


def fold_deliveries() -> dict[str, int]:
    """Every night: deliveries that were kept long enough become figures; hands over to a next task while there are."""
    folded, is_done = folding.fold_due(timezone.now(), settings.TASK_SOFT_SECONDS)
    if not is_done:
        async_task(FOLD_TASK)
    return {"folded": folded}


def keep_leavers() -> dict[str, int]:
    """Every night: how many left in the week after an issue, once that is over."""
    return {"issues": leavers.keep_leavers(timezone.now())}
