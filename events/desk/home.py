"""The programme on the first page of the desk: what is coming, and what waits for us."""

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from events.models import Edition, Event


class ProgrammePanel(Component):
    name = "programme"
    template_name = "desk/home_programme.html"
    order = 20

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        views = Event.snippet_viewset  # type: ignore[attr-defined]
        return {
            "editions": coming_editions(),
            "proposals": Event.objects.filter(live=False).exclude(proposed_by="").count(),
            "changed": Event.objects.filter(live=True, has_unpublished_changes=True).count(),
            "list_url": reverse(views.get_url_name("list")),
            "add_url": reverse(views.get_url_name("add")) if user.has_perm("events.add_event") else "",
            "edition_url_name": Edition.snippet_viewset.get_url_name("edit"),  # type: ignore[attr-defined]
        }


def coming_editions() -> list[Edition]:
    """Editions that are not over, hidden ones included, with how many events each has, live and draft."""
    rows = Edition.objects.filter(ends_on__gte=timezone.localdate()).order_by("starts_on").select_related("series")
    rows = rows.prefetch_related("series__former_names")
    counted = rows.annotate(live_count=Count("events", filter=Q(events__live=True)), draft_count=Count("events", filter=Q(events__live=False)))
    return list(counted[:8])
