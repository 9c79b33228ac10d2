"""Aanmeldingen in the desk: seen, downloaded, entered for who phones, and given back; never edited or deleted by hand."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import IndexView, InspectView, SnippetViewSet

from events.models import Edition, Event, Occurrence, Registration
from events.services.registration import cancel_registration, register_attendee
from subscribers.desk.actions import ActionView
from subscribers.desk.exports import SafeExportMixin
from subscribers.desk.policies import LimitedPermissions
from subscribers.models import normalise_address

from .moments import say

OUTCOME = {
    Registration.State.CONFIRMED: "{name} heeft een plaats en krijgt daarvan bericht.",
    Registration.State.WAITLISTED: "Het is vol: {name} staat op de wachtlijst en krijgt daarvan bericht.",
    Registration.State.PENDING: "{name} krijgt een mail met een link om te bevestigen; de plaats is zolang vastgehouden.",
}
SOURCES = [("form", "op de site"), ("api", "via de API"), ("desk", "door ons")]


class RegistrationFilters(WagtailFilterSet):
    event = django_filters.ModelChoiceFilter(label="Activiteit", field_name="occurrence__event", queryset=Event.objects.none())
    occurrence = django_filters.ModelChoiceFilter(label="Moment", queryset=Occurrence.objects.none())
    edition = django_filters.ModelChoiceFilter(
        label="Editie", field_name="occurrence__event__edition", queryset=Edition.objects.select_related("series")
    )
    source = django_filters.ChoiceFilter(label="Langs welke weg", choices=SOURCES)
    created_at = django_filters.DateFromToRangeFilter(label="Aangemeld", widget=DateRangePickerWidget)

    class Meta:
        model = Registration
        fields = ["state", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        events = Event.objects.filter(occurrences__registrations__isnull=False).distinct()
        moments = Occurrence.objects.filter(registrations__isnull=False).select_related("event").distinct()
        self.filters["event"].queryset, self.filters["occurrence"].queryset = events, moments


class RegistrationIndex(SafeExportMixin, IndexView):
    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.has_perm("events.add_registration"):
            return []
        url = reverse(Registration.snippet_viewset.get_url_name("register"))
        return [HeaderButton("Iemand aanmelden", url=url, icon_name="plus")]

    def get_list_more_buttons(self, instance: Registration) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if may_cancel(self.request, instance):
            url = reverse(Registration.snippet_viewset.get_url_name("cancel"), args=[instance.pk])
            buttons.append(Button("Afmelden", url=url, icon_name="logout", priority=50))
        return buttons


class RegistrationInspect(InspectView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        if not may_cancel(self.request, self.object):
            return []
        url = reverse(Registration.snippet_viewset.get_url_name("cancel"), args=[self.object.pk])
        return [Button("Afmelden", url=url, icon_name="logout", priority=50)]

    def get_source_display_value(self) -> str:
        return dict(SOURCES).get(self.object.source, self.object.source)


class RegistrationCancel(ActionView):
    page_title = "Afmelden"
    header_icon = "logout"
    question = "Wilt u deze bezoeker afmelden?"
    explanation = "De bezoeker krijgt bericht, en wie bovenaan de wachtlijst staat krijgt de plaats. Terugdraaien kan niet."
    button = "Ja, meld af"
    is_serious = True

    def act(self) -> str:
        cancel_registration(self.object, source="desk")
        return f"{self.object.name} is afgemeld."


class RegistrationForm(forms.Form):
    occurrence = forms.ModelChoiceField(Occurrence.objects.none(), label="Moment", help_text="Alleen wat nu open is voor aanmelding.")
    name = forms.CharField(label="Naam", max_length=120)
    email = forms.EmailField(label="E-mailadres", max_length=254)
    seats = forms.IntegerField(label="Plaatsen", min_value=1, initial=1)
    language = forms.ChoiceField(label="Taal van de mails", choices=[("nl", "Nederlands"), ("en", "Engels")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        opened = Occurrence.objects.open_for_registration(timezone.now()).select_related("event").order_by("starts_at")
        self.fields["occurrence"].queryset = opened  # type: ignore[attr-defined]
        self.fields["occurrence"].label_from_instance = lambda moment: f"{moment.event}, {say(moment.starts_at)}"  # type: ignore[attr-defined]


class RegistrationAdd(WagtailAdminTemplateMixin, FormView):
    """Who phones is entered here; the same service, limits and mails as on the site."""

    model = Registration
    template_name = "desk/form.html"
    form_class = RegistrationForm
    page_title = "Iemand aanmelden"
    header_icon = "group"
    index_url_name: str | None = None
    button = "Meld aan"

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.has_perm("events.add_registration"):  # type: ignore[union-attr]
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get_breadcrumbs_items(self) -> list[dict[str, object]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": "Aanmeldingen"},
            {"url": "", "label": self.page_title},
        ]

    def form_valid(self, form: RegistrationForm) -> HttpResponse:
        wish = dict(form.cleaned_data)
        occurrence = wish.pop("occurrence")
        held = occurrence.registrations.holding().filter(email_normalised=normalise_address(wish["email"])).first()
        if held:
            form.add_error("email", f"Dit adres staat hier al: {held.name}, {held.get_state_display()}.")
            return self.form_invalid(form)
        try:
            with transaction.atomic():
                answer = register_attendee(occurrence.public_id, **wish, source="desk")
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, OUTCOME[Registration.State(answer.state)].format(name=wish["name"]))
        return HttpResponseRedirect(reverse(self.index_url_name))


def may_cancel(request: HttpRequest, registration: Registration) -> bool:
    has_place = registration.state != Registration.State.CANCELLED
    return has_place and request.user.has_perm("events.change_registration")  # type: ignore[union-attr]


def moment_of(registration: Registration) -> str:
    return say(registration.occurrence.starts_at)


class RegistrationViewSet(LimitedPermissions, SnippetViewSet):
    model = Registration
    offered = ("view", "add", "change")
    icon = "clipboard-list"
    list_display = [
        "name",
        Column("occurrence.event.title", label="Activiteit", sort_key="occurrence__event__title"),
        Column("moment", label="Moment", accessor=moment_of, sort_key="occurrence__starts_at"),
        NumberColumn("seats", label="Plaatsen", sort_key="seats"),
        Column("get_state_display", label="Stand", sort_key="state"),
        DateColumn("created_at", label="Aangemeld", sort_key="created_at"),
    ]
    list_export = [
        "occurrence.event.title", "occurrence.starts_at", "name", "email", "seats", "get_state_display", "language", "source",
        "created_at", "cancelled_at", "code",
    ]  # fmt: skip
    export_headings = {
        "occurrence.event.title": "Activiteit", "occurrence.starts_at": "Moment", "name": "Naam", "email": "E-mailadres",
        "seats": "Plaatsen", "get_state_display": "Stand", "language": "Taal", "source": "Langs welke weg",
        "created_at": "Aangemeld", "cancelled_at": "Afgemeld", "code": "Code",
    }  # fmt: skip
    export_filename = "aanmeldingen"
    filterset_class = RegistrationFilters
    search_fields = ["name", "email", "code", "occurrence__event__title"]
    search_backend_name = None
    ordering = ["-created_at"]
    list_per_page = 50
    index_view_class = RegistrationIndex
    inspect_view_enabled = True
    inspect_view_class = RegistrationInspect
    inspect_view_fields = [
        "occurrence", "name", "email", "seats", "language", "state", "source", "code", "created_at", "confirmed_at", "cancelled_at",
    ]  # fmt: skip
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields = ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Registration]:
        return Registration.objects.select_related("occurrence__event")

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),  # the first is where the menu goes
            path("nieuw/", self.construct_view(RegistrationAdd), name="register"),
            path("afmelden/<int:pk>/", self.construct_view(RegistrationCancel), name="cancel"),
        ]
