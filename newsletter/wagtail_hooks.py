"""Puts this app's part of the staff desk in its place."""

from collections.abc import Sequence

from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from newsletter.desk.groups import NewsletterGroup
from newsletter.desk.home import NewsletterPanel
from newsletter.desk.state import why_not_deleted
from newsletter.models import Delivery
from subscribers.desk.deleting import refuse_deletion
from subscribers.desk.policies import LimitedPolicy

register_permission_policy(Delivery, LimitedPolicy(Delivery, ["view"]))
register_snippet(NewsletterGroup)


@hooks.register("before_delete_snippet", order=1)
def keep_what_was_sent(request: HttpRequest, instances: Sequence[models.Model]) -> HttpResponse | None:
    return refuse_deletion(request, instances, why_not_deleted)


@hooks.register("construct_homepage_panels")
def show_newsletter(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm("newsletter.change_issue"):  # type: ignore[union-attr]
        panels.append(NewsletterPanel())
