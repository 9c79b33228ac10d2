"""Activiteiten in the desk."""

from typing import Any

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import path
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn, StatusTagColumn
from wagtail.models import Revision, WorkflowState

from events.models import Edition, Event, Term, Venue
from events.publishing.differences_desk import EventDifference
from events.registration.desk.embedding import EventEmbedding
from events.shell.walltime import say
from subscribers.screens.viewsets import DeskViewSet

from .clients_desk import EventClients
from .event_desk_views import (
    EventCopy,
    EventCreate,
    EventEdit,
    EventPreviewOnCreate,
    EventPreviewOnEdit,
    EventUnpublish,
    EventWorkflowAction,
)
from .panels import EVENT_FORM

STATES = [
    ("live", "op de site"),
    ("draft", "concept, niet op de site"),
    ("changed", "op de site, met wijzigingen die er nog niet op staan"),
    ("proposal", "voorstel van een partner, wacht op ons"),
]
WHEN = [("coming", "komt nog"), ("past", "is geweest"), ("none", "nog geen moment")]


class EventFilters(WagtailFilterSet):
    edition = django_filters.ModelChoiceFilter(label="Editie", queryset=Edition.objects.with_names())
    state = django_filters.ChoiceFilter(label="Stand", choices=STATES, method="in_state")
    when = django_filters.ChoiceFilter(label="Wanneer", choices=WHEN, method="at_time")
    term = django_filters.ModelChoiceFilter(
        label="Thema", queryset=Term.objects.select_related("scheme"), field_name="terms"
    )
    venue = django_filters.ModelChoiceFilter(
        label="Locatie", queryset=Venue.objects.select_related("parent"), method="in_venue"
    )

    class Meta:
        model = Event
        fields = ["kind", "language", "is_highlight"]

    def in_state(self, rows: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        wanted = {
            "live": Q(live=True),
            "draft": Q(live=False),
            "changed": Q(live=True, has_unpublished_changes=True),
            "proposal": Q(live=False) & ~Q(proposed_by=""),
        }
        return rows.filter(wanted[value])

    def at_time(self, rows: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        if value == "none":
            return rows.filter(first_at=None)
        coming = Event.objects.filter(occurrences__starts_at__gte=timezone.now()).values("pk")
        return rows.filter(pk__in=coming) if value == "coming" else rows.exclude(pk__in=coming).exclude(first_at=None)

    def in_venue(self, rows: QuerySet[Event], name: str, value: Venue) -> QuerySet[Event]:
        there = Event.objects.filter(Q(occurrences__venue=value) | Q(occurrences__venue__parent=value)).values("pk")
        return rows.filter(pk__in=there)


def first_moment(event: Event) -> str:
    return say(event.first_at) if event.first_at else "nog geen"  # type: ignore[attr-defined]


def with_state(rows: QuerySet[Event]) -> QuerySet[Event]:
    """What ``state_of`` reads, asked along with the rows: Wagtail's own words cost two queries for each."""
    kind, key = ContentType.objects.get_for_model(Event), Cast(OuterRef("pk"), CharField())
    scheduled = Revision.objects.filter(base_content_type=kind, object_id=key, approved_go_live_at__isnull=False)
    waiting = WorkflowState.objects.filter(
        base_content_type=kind, object_id=key, status=WorkflowState.STATUS_IN_PROGRESS
    )
    return rows.annotate(is_scheduled=Exists(scheduled), in_moderation=Exists(waiting))


def state_of(event: Event) -> str:
    """How an event stands towards the public, in our words."""
    first = "op de site" if event.live else "concept"
    if event.in_moderation:  # type: ignore[attr-defined]
        return f"{first}, wacht op goedkeuring"
    if event.is_scheduled:  # type: ignore[attr-defined]
        return f"{first}, gepland"
    return f"{first}, gewijzigd" if event.live and event.has_unpublished_changes else first


class EventViewSet(DeskViewSet):
    model = Event
    icon = "date"
    list_display = [
        "title",
        Column("edition", label="Editie", sort_key="edition__starts_on"),
        Column("first_moment", label="Eerste moment", accessor=first_moment, sort_key="first_at"),
        NumberColumn("moments", label="Momenten", sort_key="moments"),
        Column("get_kind_display", label="Soort", sort_key="kind"),
        Column("proposed_by", label="Voorstel van", sort_key="proposed_by"),
        StatusTagColumn("state", label="Stand", accessor=state_of, sort_key="live", primary=lambda event: event.live),
    ]
    filterset_class = EventFilters
    search_fields = ["title", "title_en", "summary", "code", "speakers__name"]
    search_backend_name = None
    list_per_page = 50
    ordering = ["-latest_revision__created_at", "-pk"]
    edit_handler = EVENT_FORM
    add_view_class = EventCreate
    copy_view_class = EventCopy
    edit_view_class = EventEdit
    unpublish_view_class = EventUnpublish
    preview_on_add_view_class = EventPreviewOnCreate
    preview_on_edit_view_class = EventPreviewOnEdit
    workflow_action_view_class = EventWorkflowAction

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        rows = Event.objects.select_related("edition__series", "latest_revision")
        rows = rows.prefetch_related("edition__series__former_names")
        counted = rows.annotate(first_at=Min("occurrences__starts_at"), moments=Count("occurrences", distinct=True))
        return with_state(counted)

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("agendas/<int:pk>/", self.construct_view(EventClients), name="clients"),
            path("inbedden/<int:pk>/", self.construct_view(EventEmbedding), name="embedding"),
            path("verschil/<int:pk>/", self.construct_view(EventDifference), name="difference"),
        ]
