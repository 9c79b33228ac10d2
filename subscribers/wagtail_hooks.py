"""Puts this app's part of the staff desk in its place."""

from collections.abc import Sequence

from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from subscribers.desk import SubscribersGroup
from subscribers.feedback.desk import TrustPanel
from subscribers.models import Bounce, QuarantinedMail, Subscriber
from subscribers.screens.deleting import refuse_deletion, why_used
from subscribers.screens.policies import LimitedPolicy
from subscribers.screens.texts import use_plain_text

use_plain_text()
for model in (Subscriber, Bounce, QuarantinedMail):
    register_permission_policy(model, LimitedPolicy(model, ["view"]))
register_snippet(SubscribersGroup)


@hooks.register("before_delete_snippet", order=10)
def keep_what_is_used(request: HttpRequest, instances: Sequence[models.Model]) -> HttpResponse | None:
    return refuse_deletion(request, instances, why_used)


@hooks.register("construct_homepage_panels")
def warn_of_lost_marks(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm("subscribers.view_bounce"):  # type: ignore[union-attr]
        panels.append(TrustPanel())
