"""The programme on the first page of the desk: what is coming, and what waits for us."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from wagtail.admin.ui.components import Component

from events.models import Edition, Event, Refusal
from subscribers.screens.desk_urls import desk_address
from subscribers.screens.policies import may

MOST_REFUSALS = 20


class ProgrammePanel(Component):
    name = "programme"
    template_name = "events/programme/home_programme.html"
    order = 20

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        return {
            "editions": coming_editions(),
            "proposals": Event.objects.filter(live=False).exclude(proposed_by="").count(),
            "changed": Event.objects.filter(live=True, has_unpublished_changes=True).count(),
            "refusals": held_back(),
            "list_url": desk_address(Event, "list"),
            "add_url": desk_address(Event, "add") if may(user, "add", Event) else "",
            "edition_url_name": "wagtailsnippets_events_edition:edit",
        }


@dataclass(frozen=True)
class HeldBack:
    """An event that calendars were not told of as it is: where to mend it, and why."""

    title: str
    url: str
    is_planned: bool
    sentences: list[str]


def held_back() -> list[HeldBack]:
    """Longest held first; one whose event was deleted meanwhile has nothing to mend."""
    rows = list(Refusal.objects.all()[:MOST_REFUSALS])
    keys = dict(Event.objects.filter(code__in={row.event_code for row in rows}).values_list("code", "pk"))
    return [
        HeldBack(
            row.title,
            desk_address(Event, "edit", keys[row.event_code]),
            row.way == Refusal.Way.SCHEDULE,
            row.sentences,
        )
        for row in rows
        if row.event_code in keys
    ]


def coming_editions() -> Sequence[Edition]:
    """Editions that are not over, hidden ones too, with how many events each has; what still begins comes first."""
    today = timezone.localdate()
    rows = Edition.objects.filter(ends_on__gte=today).with_names().order_by("starts_on")
    counted = rows.annotate(
        live_count=Count("events", filter=Q(events__live=True)),
        draft_count=Count("events", filter=Q(events__live=False)),
    )
    return sorted(counted, key=lambda edition: (edition.starts_on <= today, edition.starts_on))[:8]
