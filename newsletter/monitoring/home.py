"""The newsletter on the first page of the desk: what goes out next, and what is going out now."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from newsletter.models import Issue
from newsletter.schedule.state import say_time
from subscribers.screens.desk_urls import desk_address
from subscribers.screens.policies import may

from .progress import Progress, issue_progress
from .standstill import Standstill, find_standstill


class NewsletterPanel(Component):
    name = "newsletter"
    template_name = "newsletter/monitoring/home_newsletter.html"
    order = 10

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        following = Issue.objects.filter(state=Issue.State.SCHEDULED).order_by("send_at").first()
        return {
            "next_issue": following,
            "next_time": say_time(following) if following else "",
            "sending": [self.followed(issue, timezone.now()) for issue in Issue.objects.in_progress()],
            "paused": Issue.objects.filter(state=Issue.State.PAUSED),
            "held": Issue.objects.filter(state=Issue.State.HELD),
            "drafts": Issue.objects.filter(state=Issue.State.DRAFT).order_by("-latest_revision__created_at")[:3],
            "add_url": desk_address(Issue, "add") if may(user, "add", Issue) else "",
            "list_url": desk_address(Issue, "list"),
            "edit_url_name": "wagtailsnippets_newsletter_issue:edit",
            "progress_url_name": "wagtailsnippets_newsletter_issue:progress",
        }

    def followed(self, issue: Issue, now: datetime) -> tuple[Issue, Progress, Standstill | None]:
        progress = issue_progress(issue, now)
        return issue, progress, find_standstill(issue, now, progress.last)
