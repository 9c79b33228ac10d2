"""Puts this app's part of the staff desk in its place."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from subscribers.access.keys_desk import ACTIONS, KeysViewSet
from subscribers.accounts import audit
from subscribers.accounts.colleagues import desk as accounts
from subscribers.accounts.colleagues.users_desk import refuse_above
from subscribers.desk import SubscribersGroup
from subscribers.feedback.desk import TrustPanel
from subscribers.models import AnswerInWords, Bounce, QuarantinedMail, Subscriber
from subscribers.screens.deleting import refuse_deletion, why_used
from subscribers.screens.policies import LimitedPolicy, may
from subscribers.screens.texts import use_plain_text
from subscribers.screens.wagtail_private import say_moments
from subscribers.shell.wagtail_private import make_exports_safe

use_plain_text()
make_exports_safe()
say_moments()
register_permission_policy(
    Subscriber, LimitedPolicy(Subscriber, {"view": ["view"], "leave": ["view", "change"], "seed": ["view", "change"]})
)
for model in (AnswerInWords, Bounce, QuarantinedMail):
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


@hooks.register("register_admin_urls")
def reach_accounts() -> list[URLPattern]:
    return accounts.addresses()


@hooks.register("register_user_listing_buttons")
def offer_for_colleagues(user: Any, request_user: Any) -> list[Button]:
    return accounts.buttons(user, request_user)


@hooks.register("register_account_menu_item")
def lead_to_own_account(request: HttpRequest) -> dict[str, str]:
    return accounts.account_item(request)


@hooks.register("after_create_user")
@hooks.register("after_edit_user")
def keep_the_address(request: HttpRequest, user: Any) -> None:
    accounts.keep_address_of(request, user)


@hooks.register("before_edit_user")
@hooks.register("before_delete_user")
def leave_administrators_to_each_other(request: HttpRequest, user: Any) -> HttpResponse | None:
    return refuse_above(request, [user])


@hooks.register("before_bulk_action")
def leave_administrators_among_many(
    request: HttpRequest, kind: str, rows: Sequence[models.Model], action: Any
) -> HttpResponse | None:
    return refuse_above(request, rows)


@hooks.register("register_log_actions")
def name_what_happened_to_accounts(actions: LogActionRegistry) -> None:
    for name, label, message in audit.actions():
        actions.register_action(name, label, message)
