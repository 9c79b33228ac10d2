"""Puts this app's part of the staff desk in its place."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.models import register_snippet

from newsletter.desk.groups import NewsletterGroup
from newsletter.models import Delivery, Issue
from newsletter.monitoring.home import NewsletterPanel
from newsletter.schedule.audit import ACTIONS, in_words
from newsletter.schedule.scheduling import EDITABLE
from newsletter.schedule.state import why_not_deleted
from subscribers.screens.deleting import refuse_deletion
from subscribers.screens.desk_urls import desk_address
from subscribers.screens.policies import LimitedPolicy, may

register_permission_policy(Delivery, LimitedPolicy(Delivery, {"view": ["view"]}))
register_snippet(NewsletterGroup)


@hooks.register("before_delete_snippet", order=1)
def keep_what_was_sent(request: HttpRequest, instances: Sequence[models.Model]) -> HttpResponse | None:
    return refuse_deletion(request, instances, why_not_deleted)


class ScheduleMenuItem(ActionMenuItem):
    """“Inplannen” beside “Opslaan”, where one looks when the text is done."""

    name = "action-schedule"
    label = "Inplannen…"
    icon_name = "calendar-check"

    def is_shown(self, context: dict[str, Any]) -> bool:
        issue = context.get("instance")
        return context["view"] == "edit" and issue is not None and issue.state in EDITABLE

    def get_url(self, parent_context: dict[str, Any]) -> str:
        issue = parent_context["instance"]
        return desk_address(issue, "schedule", issue.pk)


@hooks.register("register_snippet_action_menu_item")
def offer_scheduling(model: type[models.Model]) -> ActionMenuItem | None:
    return ScheduleMenuItem(order=10) if model is Issue else None


@hooks.register("construct_homepage_panels")
def show_newsletter(request: HttpRequest, panels: list[Component]) -> None:
    if may(request.user, "change", Issue):
        panels.append(NewsletterPanel())


class SaidInWords(LogFormatter):
    """A decision with the detail that was kept with it."""

    def format_message(self, log_entry: ModelLogEntry) -> str:
        return in_words(log_entry.action.removeprefix("newsletter."), log_entry.data)


@hooks.register("register_log_actions")
def name_what_is_recorded(actions: LogActionRegistry) -> None:
    for name, (label, message) in ACTIONS.items():
        said = type(f"Said_{name}", (SaidInWords,), {"label": label, "message": message})
        actions.register_action(f"newsletter.{name}")(said)
