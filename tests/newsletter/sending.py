"""What the sending tests share."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from newsletter.checks.acceptance import Acceptance
from newsletter.models import Delivery, Issue
from newsletter.schedule.scheduling import schedule_issue
from subscribers.models import Topic
from tests.factories import make_issue, make_staff, make_topic


class Everything:
    """Every warning there may be."""

    def __contains__(self, fingerprint: object) -> bool:
        return True


ACCEPTED = Acceptance(Everything(), "Het is een proef.")


def make_scheduled(topic: Topic | None = None, *, send_at: datetime | None = None, **values: Any) -> Issue:
    """Approved for in an hour, by some member of staff."""
    issue = make_issue(topic or make_topic(), **values)
    return schedule_issue(issue, send_at or timezone.now() + timedelta(hours=1), by=make_staff(), acceptance=ACCEPTED)


def agenda_block(**values: Any) -> tuple[str, dict[str, Any]]:
    return "agenda", {
        "heading": "Agenda",
        "edition": None,
        "term": None,
        "highlights": False,
        "days": 60,
        "limit": 8,
        **values,
    }


def rows_of(issue: Issue) -> list[tuple[str, str, str]]:
    """(address, state, reason) by address."""
    return list(Delivery.objects.filter(issue=issue).order_by("email").values_list("email", "state", "reason"))
