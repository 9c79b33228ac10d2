"""Puts this app's part of the staff desk in its place."""

from collections.abc import Sequence

from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from subscribers.access.keys_desk import ACTIONS, KeysViewSet
from subscribers.desk import SubscribersGroup
from subscribers.feedback.desk import TrustPanel
from subscribers.models import Bounce, QuarantinedMail, Subscriber
from subscribers.screens.deleting import refuse_deletion, why_used
from subscribers.screens.policies import LimitedPolicy, may
from subscribers.screens.texts import use_plain_text
from subscribers.shell.wagtail_private import make_exports_safe

use_plain_text()
make_exports_safe()
register_permission_policy(
    Subscriber, LimitedPolicy(Subscriber, {"view": ["view"], "leave": ["view", "change"], "seed": ["view", "change"]})
)
for model in (Bounce, QuarantinedMail):
    register_permission_policy(model, LimitedPolicy(model, {"view": ["view"]}))
register_snippet(SubscribersGroup)


@hooks.register("before_delete_snippet", order=10)
def keep_what_is_used(request: HttpRequest, instances: Sequence[models.Model]) -> HttpResponse | None:
    return refuse_deletion(request, instances, why_used)


@hooks.register("construct_homepage_panels")
def warn_of_lost_marks(request: HttpRequest, panels: list[Component]) -> None:
    if may(request.user, "view", Bounce):
        panels.append(TrustPanel())


@hooks.register("register_admin_viewset")
def keep_api_keys() -> KeysViewSet:
    return KeysViewSet()


@hooks.register("register_permissions")
def offer_rights_to_keys() -> QuerySet[Permission]:
    """On the page of a group: to make keys of one's own, and to keep those of everybody."""
    return Permission.objects.filter(
        content_type__app_label="subscribers", codename__in=("add_apikey", "change_apikey")
    )


@hooks.register("register_log_actions")
def name_what_happens_to_keys(actions: LogActionRegistry) -> None:
    for name, (label, message) in ACTIONS.items():
        actions.register_action(name, label, message)
