"""What holds the sending of one issue back while it runs: pause, cancel, and a throttle over all workers together."""

import time
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from newsletter.models import Issue

LOOK_SECONDS = 0.5  # a pause is seen within this time
BURST = timedelta(seconds=1)  # of a throttle's rate, what may be made up for after standing still


class IssueThrottle:
    """The state and throttle of an issue, read anew twice a second."""

    def __init__(self, issue_pk: int) -> None:
        self.issue_pk = issue_pk
        self.look_at = 0.0
        self.open = True
        self.throttle: int | None = None

    def look(self) -> None:
        if time.monotonic() < self.look_at:
            return
        found = Issue.objects.filter(pk=self.issue_pk).values_list("state", "throttle_per_minute").first()
        self.open = found is not None and found[0] == Issue.State.SENDING
        self.throttle = found[1] if found else None
        self.look_at = time.monotonic() + LOOK_SECONDS

    def is_open(self) -> bool:
        self.look()
        return self.open

    def allow(self, wanted: int) -> int:
        self.look()
        if not self.open:
            return 0
        return take_turns(self.issue_pk, wanted, timezone.now()) if self.throttle else wanted


@transaction.atomic
def take_turns(issue_pk: int, wanted: int, now: datetime) -> int:
    """How many of ``wanted`` mails fit under the throttle now; they are booked. The row is the clock of all workers.

    ``next_send_at`` moves one step for each of them (generic cell rate algorithm); while it lies ahead, nobody sends.
    """
    issue = Issue.objects.select_for_update(of=("self",)).only("throttle_per_minute", "next_send_at").get(pk=issue_pk)
    if not issue.throttle_per_minute:
        return wanted
    step = timedelta(minutes=1) / issue.throttle_per_minute
    booked = issue.next_send_at or now
    if booked > now + step:  # more than can ever be booked ahead: the clock was set back, or the throttle made wider
        booked = now
    start = max(booked, now - max(BURST, step))
    granted = min(wanted, max(0, (now - start) // step + (start <= now)))
    if granted:
        Issue.objects.filter(pk=issue_pk).update(next_send_at=start + granted * step)
    return granted
