"""Aanmeldingen in the desk: seen, downloaded, entered for who phones, and given back; never edited by hand."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn

from events.models import Edition, Event, Occurrence, Registration
from events.models.registration import RegistrationQuerySet
from events.shell.walltime import say
from subscribers.screens.listings import MomentColumn
from subscribers.screens.policies import LimitedPermissions
from subscribers.screens.viewsets import DeskViewSet

from .adding import RegistrationAdd, RegistrationPaper
from .steps import (
    RegistrationCancel,
    RegistrationCorrect,
    RegistrationFirst,
    RegistrationMove,
    RegistrationResend,
    RegistrationResize,
)
from .views import SOURCES, RegistrationIndex, RegistrationInspect

OFF = ("off", "afgelast of uitgesteld")


class RegistrationFilters(WagtailFilterSet):
    event = django_filters.ModelChoiceFilter(
        label="Activiteit", field_name="occurrence__event", queryset=Event.objects.none()
    )
    occurrence = django_filters.ModelChoiceFilter(label="Moment", queryset=Occurrence.objects.none())
    edition = django_filters.ModelChoiceFilter(
        label="Editie", field_name="occurrence__event__edition", queryset=Edition.objects.with_names()
    )
    state = django_filters.ChoiceFilter(label="Stand", choices=[*Registration.State.choices, OFF], method="in_state")
    source = django_filters.ChoiceFilter(label="Langs welke weg", choices=SOURCES)
    created_at = django_filters.DateFromToRangeFilter(label="Aangemeld", widget=DateRangePickerWidget)

    class Meta:
        model = Registration
        fields = ["language"]

    def in_state(self, rows: RegistrationQuerySet, name: str, value: str) -> RegistrationQuerySet:
        """By what the list says: what was called off is no longer confirmed."""
        off = Registration.objects.off().values("pk")
        return rows.filter(pk__in=off) if value == OFF[0] else rows.filter(state=value).exclude(pk__in=off)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        events = Event.objects.filter(occurrences__registrations__isnull=False).distinct()
        moments = Occurrence.objects.filter(registrations__isnull=False).select_related("event").distinct()
        self.filters["event"].queryset, self.filters["occurrence"].queryset = events, moments


def moment_of(registration: Registration) -> str:
    return say(registration.occurrence.starts_at)


class RegistrationViewSet(LimitedPermissions, DeskViewSet):
    model = Registration
    offered = ("view", "add", "change")
    icon = "clipboard-list"
    list_display = [
        "name",
        Column("occurrence.event.title", label="Activiteit", sort_key="occurrence__event__title"),
        Column("moment", label="Moment", accessor=moment_of, sort_key="occurrence__starts_at"),
        NumberColumn("seats", label="Plaatsen", sort_key="seats"),
        Column("standing", label="Stand", sort_key="state"),
        MomentColumn("created_at", label="Aangemeld", sort_key="created_at"),
    ]
    list_export = [
        "occurrence.event.title",
        "occurrence.starts_at",
        "name",
        "email",
        "seats",
        "standing",
        "language",
        "source",
        "created_at",
        "cancelled_at",
        "code",
    ]
    export_headings = {
        "occurrence.event.title": "Activiteit",
        "occurrence.starts_at": "Moment",
        "name": "Naam",
        "email": "E-mailadres",
        "seats": "Plaatsen",
        "standing": "Stand",
        "language": "Taal",
        "source": "Langs welke weg",
        "created_at": "Aangemeld",
        "cancelled_at": "Afgemeld",
        "code": "Code",
    }
    export_filename = "aanmeldingen"
    filterset_class = RegistrationFilters
    search_fields = ["name", "email", "code", "occurrence__event__title"]
    search_backend_name = None
    ordering = ["-created_at"]
    list_per_page = 50
    index_view_class = RegistrationIndex
    inspect_view_enabled = True
    inspect_view_class = RegistrationInspect
    inspect_template_name = "events/registration/desk/visitor.html"
    inspect_view_fields = [
        "occurrence",
        "name",
        "email",
        "seats",
        "language",
        "state",
        "source",
        "code",
        "created_at",
        "lapses_at",
        "proven_at",
        "confirmed_at",
        "cancelled_at",
    ]
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields = ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Registration]:
        return Registration.objects.with_standing()

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),  # the first is where the menu goes
            path("nieuw/", self.construct_view(RegistrationAdd), name="register"),
            path("afmelden/<int:pk>/", self.construct_view(RegistrationCancel), name="cancel"),
            path("vooraan/<int:pk>/", self.construct_view(RegistrationFirst), name="first"),
            path("opnieuw-mailen/<int:pk>/", self.construct_view(RegistrationResend), name="resend"),
            path("verbeteren/<int:pk>/", self.construct_view(RegistrationCorrect), name="correct"),
            path("aantal/<int:pk>/", self.construct_view(RegistrationResize), name="resize"),
            path("verplaatsen/<int:pk>/", self.construct_view(RegistrationMove), name="move"),
            path("op-papier/<int:pk>/", self.construct_view(RegistrationPaper), name="paper"),
        ]
