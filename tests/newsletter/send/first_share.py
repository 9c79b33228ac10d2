"""Beginning an issue that goes to a first share alone, and who is in it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from newsletter.models import Delivery, Issue
from newsletter.send.sending import tick


def begin(issue: Issue, clock: Any) -> Issue:
    clock.shift(timedelta(hours=1))
    tick(timezone.now())
    issue.refresh_from_db()
    return issue


def first_share() -> list[str]:
    return sorted(Delivery.objects.filter(is_canary=True).values_list("email", flat=True))
