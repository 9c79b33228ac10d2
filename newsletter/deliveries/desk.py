"""Bezorgingen in the desk: who got what, and why not. Written by the sending alone."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import IndexView

from newsletter.models import Delivery, Issue
from subscribers.models import State
from subscribers.screens.listings import MomentColumn, ReadableInspect, SingleRows
from subscribers.screens.policies import LimitedPermissions
from subscribers.screens.viewsets import DeskViewSet

from .reasons import reason_in_words


class DeliveryFilters(WagtailFilterSet):
    issue = django_filters.ModelChoiceFilter(
        label="Nummer", queryset=Issue.objects.filter(deliveries__isnull=False).distinct()
    )
    state = django_filters.MultipleChoiceFilter(label="Stand", choices=State.choices)

    class Meta:
        model = Delivery
        fields = ["language"]


class DeliveryIndex(SingleRows, IndexView):
    pass


class DeliveryViewSet(LimitedPermissions, DeskViewSet):
    model = Delivery
    icon = "tasks"
    list_display = [
        "email",
        Column("issue", label="Nummer", sort_key="issue"),
        Column("get_state_display", label="Stand", sort_key="state"),
        Column("reason", label="Reden", accessor=lambda row: reason_in_words(row.reason), sort_key="reason"),
        Column("smtp_code", label="Antwoordcode", sort_key="smtp_code"),
        MomentColumn("settled_at", label="Afgerond", sort_key="settled_at"),
    ]
    list_export = ["issue", "email", "get_state_display", "reason", "smtp_code", "smtp_text", "attempts", "settled_at"]
    export_headings = {
        "issue": "Nummer",
        "email": "E-mailadres",
        "get_state_display": "Stand",
        "reason": "Reden",
        "smtp_code": "Antwoordcode",
        "smtp_text": "Antwoord van de mailserver",
        "attempts": "Pogingen",
        "settled_at": "Afgerond",
    }
    export_filename = "bezorgingen"
    filterset_class = DeliveryFilters
    search_fields = ["email"]
    search_backend_name = None
    ordering = ["-pk"]
    list_per_page = 50
    index_view_class = DeliveryIndex
    inspect_view_enabled = True
    inspect_view_class = ReadableInspect
    inspect_view_fields = [
        "issue",
        "email",
        "language",
        "state",
        "reason",
        "smtp_code",
        "smtp_text",
        "attempts",
        "next_try_at",
        "created_at",
        "settled_at",
    ]
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields = ["email"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return Delivery.objects.select_related("issue")
