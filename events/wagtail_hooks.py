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
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.models import register_snippet

from events.desk import AgendaGroup
from events.door import desk as door
from events.models import Announcement, DoorKey, Event, Registration
from events.programme.event_desk_views import why_kept
from events.programme.home_desk import ProgrammePanel
from events.publishing.differences_desk import SeeDifference
from events.publishing.pictures_desk import PicturesDelete, picture_urls
from events.publishing.rows_desk import RowsDelete
from events.registration import audit
from events.registration.announcing import desk as announcing
from events.registration.announcing import sending
from subscribers.screens.deleting import refuse_deletion
from subscribers.screens.policies import LimitedPolicy, may

register_permission_policy(
    Registration,
    LimitedPolicy(Registration, {"view": ["view"], "register": ["view", "add"], "cancel": ["view", "change"]}),
)
register_permission_policy(DoorKey, door.POLICY)
register_permission_policy(Announcement, announcing.POLICY)
register_snippet(AgendaGroup)
for action in (PicturesDelete, RowsDelete):
    hooks.register("register_bulk_action", action, order=1)  # in the place of Wagtail's own, which has its name


@hooks.register("before_delete_snippet", order=1)
def keep_events_of_visitors(request: HttpRequest, instances: Sequence[models.Model]) -> HttpResponse | None:
    return refuse_deletion(request, [one for one in instances if isinstance(one, Event)], why_kept)  # type: ignore[arg-type]


@hooks.register("construct_homepage_panels")
def show_programme(request: HttpRequest, panels: list[Component]) -> None:
    if may(request.user, "change", Event):
        panels.append(ProgrammePanel())


@hooks.register("register_snippet_action_menu_item")
def look_before_publishing(model: type[models.Model]) -> ActionMenuItem | None:
    return SeeDifference(order=15) if model is Event else None


@hooks.register("construct_snippet_action_menu")
def publish_first(items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """The big button of an event publishes: drafts save themselves while one types."""
    if context["model"] is Event:
        items.sort(key=lambda item: item.name != "action-publish")


@hooks.register("register_admin_urls", order=-1)
def tell_of_pictures() -> list[URLPattern]:
    """Before Wagtail's own at the same addresses."""
    return picture_urls()


@hooks.register("register_permissions")
def offer_rights_of_pages() -> QuerySet[Permission]:
    """Of what the desk shows as pages and not as a list of rows."""
    rights = (*door.RIGHTS, *announcing.RIGHTS)
    return Permission.objects.filter(content_type__app_label="events", codename__in=rights)


@hooks.register("register_log_actions")
def name_what_staff_did(actions: LogActionRegistry) -> None:
    said = {f"{audit.PREFIX}{name}": words for name, words in audit.ACTIONS.items()}
    for name, (label, message) in {**door.ACTIONS, **sending.ACTIONS, **said}.items():
        actions.register_action(name, label, message)
