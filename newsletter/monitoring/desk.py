"""The control room of an issue: its page. The buttons on it are in ``newsletter.send.desk``."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import cached_property

from newsletter.deliveries.reasons import reason_in_words
from newsletter.models import Delivery, Issue
from newsletter.schedule.state import STARTED
from newsletter.send.alarms import whom_we_told
from newsletter.send.canary import HELD, count_canary
from subscribers.models import OutgoingQuerySet, State
from subscribers.screens.actions import ObjectView
from subscribers.screens.desk_urls import desk_address
from subscribers.screens.policies import may

from . import recipients
from .progress import Progress, issue_progress
from .standstill import STALLED, find_standstill, silent_tasks

SHOWN = 100  # rows of what went wrong; the list of deliveries has them all
UNDER_WAY = (Issue.State.SENDING, Issue.State.PAUSED)
GOES_ON = (*UNDER_WAY, Issue.State.SCHEDULED)
STEPS = ("pause", "resume", "everyone", "pace", "cancel")
DECISIONS = ("resend", "leave")


def pace_in_words(progress: Progress) -> str:
    if not progress.rate:
        return "Er gaat op dit moment niets uit."
    said = f"{progress.rate} per minuut"
    if progress.seconds_left is None:
        return f"{said}."
    minutes = max(1, round(progress.seconds_left / 60))
    return f"{said}; nog ongeveer {minutes} {'minuut' if minutes == 1 else 'minuten'}."


class IssueProgress(ObjectView):
    """Its numbers are live: a script asks for the inner part every two seconds, and without one there is a link to do
    so. Everything one presses is outside that part, and the part says when the buttons are outdated.
    """

    page_title = "Voortgang"
    header_icon = "tasks"
    template_name = "newsletter/monitoring/issue_progress.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        issue, now = self.object, timezone.now()
        progress, doubts = issue_progress(issue, now), recipients.in_doubt(issue)
        buttons = f"{issue.state}-{issue.is_in_canary:d}-{doubts.count()}"
        context.update(
            object=issue,
            progress=progress,
            rows=[(label, progress.counts[state]) for state, label in State.choices],
            skipped=[(reason_in_words(reason), count) for reason, count in sorted(progress.skipped_for.items())],
            pace=pace_in_words(progress),
            next_send_at=issue.next_send_at if issue.next_send_at and issue.next_send_at > now else None,
            providers=recipients.provider_table(issue, now, progress.audience),
            shown=SHOWN,
            buttons=buttons,
            is_outdated=self.request.GET.get("buttons", buttons) != buttons,
            goes_on=issue.state in GOES_ON or progress.counts[State.IN_FLIGHT] > 0,
            **self.get_worries(progress, now),
            **self.get_recipients(),
        )
        if not self.asks_inner:
            context.update(self.get_controls(doubts))
        return context

    def get_worries(self, progress: Progress, now: datetime) -> dict[str, Any]:
        """The first share, what it was held for, and why nothing moves; each with whom we told."""
        issue = self.object
        found = find_standstill(issue, now, progress.last)
        held = issue.state == Issue.State.PAUSED and issue.held_reason
        return {
            "canary": count_canary(issue) if issue.is_in_canary else None,
            "standstill": found,
            "left_alone": recipients.left_alone_now(now) if issue.state == Issue.State.SENDING and not found else [],
            "silent": silent_tasks(now) if issue.state == Issue.State.SCHEDULED and not found else "",
            "told": whom_we_told(issue, STALLED, found.revision, now) if found else "",
            "told_of_hold": whom_we_told(issue, HELD, 0, now) if held else "",
        }

    @cached_property
    def may_see_rows(self) -> bool:
        """Whose mail it was, and what their mail server said, which may name them too."""
        return may(self.request.user, "view", Delivery)

    def get_recipients(self) -> dict[str, Any]:
        if not self.may_see_rows:
            return {"may_see_rows": False}
        refused = recipients.failed(self.object)[:SHOWN]
        return {
            "may_see_rows": True,
            "deferred": recipients.deferred(self.object)[:SHOWN],
            "failed": [(row, reason_in_words(row.reason)) for row in refused],
        }

    def get_controls(self, doubts: OutgoingQuerySet) -> dict[str, Any]:
        """What is outside the live part."""
        issue, seen = self.object, doubts[:SHOWN] if self.may_see_rows else ()
        return {
            "steps": {name: desk_address(issue, name, issue.pk) for name in STEPS},
            "doubts": [
                (row, reason_in_words(row.reason), *(desk_address(issue, step, issue.pk, row.pk) for step in DECISIONS))
                for row in seen
            ],
            "may_resend": issue.state in (*UNDER_WAY, Issue.State.SENT),
            "reported": recipients.reported_back(issue),
            "deliveries_url": f"{desk_address(Delivery, 'list')}?issue={issue.pk}",
            "account_url": desk_address(issue, "account", issue.pk) if issue.state in STARTED else "",
        }

    @property
    def asks_inner(self) -> bool:
        return "inner" in self.request.GET

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(**kwargs)
        template = "newsletter/monitoring/issue_progress_inner.html" if self.asks_inner else self.template_name
        return TemplateResponse(request, template, context)
