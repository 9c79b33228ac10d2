"""Reeksen, edities en keuzes in the desk."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import path
from django.utils.text import slugify
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TitleFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column, NumberColumn

from events.models import ChoiceGroup, Edition, Series
from events.publishing.edition_desk import (
    EditionEdit,
    EditionGoBack,
    EditionPublications,
    EditionPublish,
    EditionUnplan,
)
from events.publishing.rows_desk import RowViewSet
from subscribers.screens.listings import MomentColumn

ADDRESS = "Staat in het adres van de pagina. Niet zomaar wijzigen: wie een link of agenda heeft, raakt hem kwijt."


class SeriesViewSet(RowViewSet):
    model = Series
    affected = "edition__series"
    icon = "resubmit"
    list_display = [
        "name",
        NumberColumn("edition_count", label="Edities", sort_key="edition_count"),
        MomentColumn("ended_on", label="Gestopt op", sort_key="ended_on"),
    ]
    search_fields = ["name", "name_en", "slug", "former_names__name"]
    edit_handler = ObjectList(
        [
            TitleFieldPanel("name", targets=["slug"], placeholder="Naam van de reeks"),
            FieldPanel("summary"),
            FieldPanel("description"),
            FieldPanel("organisers", widget=forms.CheckboxSelectMultiple(attrs={"class": "desk-columns"})),
            MultiFieldPanel(
                [FieldPanel("name_en"), FieldPanel("summary_en"), FieldPanel("description_en")],
                heading="In het Engels",
                classname="collapsed",
            ),
            MultiFieldPanel(
                [
                    FieldPanel(
                        "accent",
                        widget=forms.TextInput(attrs={"placeholder": "#7A2E5D"}),
                        help_text="Leeg: de kleur van de site.",
                    ),
                    FieldPanel("image"),
                ],
                heading="Gezicht",
                classname="collapsed",
            ),
            InlinePanel(
                "former_names",
                heading="Vroegere namen",
                label="vroegere naam",
                help_text="Nieuwe naam? Zet de oude hier met de laatste dag. Edities van toen houden hun naam, "
                "het oude adres blijft werken.",
                panels=[
                    FieldRowPanel([FieldPanel("name"), FieldPanel("name_en")]),
                    FieldRowPanel([FieldPanel("slug"), FieldPanel("valid_until")]),
                ],
                classname="collapsed",
            ),
            FieldRowPanel(
                [FieldPanel("slug", help_text=ADDRESS), FieldPanel("ended_on", help_text="Leeg: loopt door.")]
            ),
        ]
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Series]:
        return Series.objects.annotate(edition_count=Count("editions", distinct=True))


class EditionForm(WagtailAdminModelForm):
    """An edition's address is its year unless staff say otherwise."""

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean()
        if not cleaned.get("slug") and cleaned.get("starts_on"):
            cleaned["slug"] = slugify(str(cleaned["starts_on"].year))  # type: ignore[attr-defined]
        if cleaned.get("is_cancelled") and not cleaned.get("cancelled_reason"):
            self.add_error("cancelled_reason", "Vertel bezoekers in één zin waarom.")
        return cleaned

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False


class EditionFilters(WagtailFilterSet):
    series = django_filters.ModelChoiceFilter(label="Reeks", queryset=Series.objects.all())

    class Meta:
        model = Edition
        fields = ["is_public", "is_cancelled"]


class EditionViewSet(RowViewSet):
    model = Edition
    affected = "edition"
    icon = "calendar-alt"
    list_display = [
        "__str__",
        MomentColumn("starts_on", label="Eerste dag", sort_key="starts_on"),
        Column("theme", label="Thema"),
        NumberColumn("event_count", label="Activiteiten", sort_key="event_count"),
        NumberColumn("draft_count", label="Waarvan concept", sort_key="draft_count"),
        BooleanColumn("is_public", label="Op de site"),
        BooleanColumn("is_cancelled", label="Afgelast"),
    ]
    filterset_class = EditionFilters
    edit_view_class = EditionEdit
    ordering = ["-starts_on"]
    search_fields = ["series__name", "theme", "slug"]
    edit_handler = ObjectList(
        [
            FieldPanel("series", widget=forms.Select),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
            FieldRowPanel(
                [
                    FieldPanel("day_ends_at", help_text="Wat daarvoor begint, hoort bij de avond ervoor."),
                    FieldPanel("default_minutes"),
                ]
            ),
            FieldRowPanel([FieldPanel("ordinal"), FieldPanel("theme")]),
            FieldPanel("summary"),
            FieldRowPanel([FieldPanel("is_public"), FieldPanel("is_night")], heading="Op de site"),
            MultiFieldPanel(
                [FieldPanel("has_reminder"), FieldPanel("has_call"), FieldPanel("has_thanks")],
                heading="Mails aan wie een plaats heeft",
                help_text="Bij elk moment kunt u anders kiezen.",
            ),
            MultiFieldPanel(
                [FieldPanel("is_cancelled"), FieldPanel("cancelled_reason"), FieldPanel("cancelled_reason_en")],
                heading="Gaat het door?",
                help_text="Een afgelaste editie blijft te zien. Alles erin staat dan als afgelast in de agenda’s van "
                "bezoekers, en zij krijgen bericht.",
                classname="collapsed",
            ),
            MultiFieldPanel(
                [FieldPanel("ordinal_en"), FieldPanel("theme_en"), FieldPanel("summary_en")],
                heading="In het Engels",
                classname="collapsed",
            ),
            FieldPanel("image", classname="collapsed"),
            FieldPanel("slug", help_text=f"Leeg: het jaar. {ADDRESS}"),
        ],
        base_form_class=EditionForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        rows = Edition.objects.with_names()
        return rows.annotate(event_count=Count("events"), draft_count=Count("events", filter=Q(events__live=False)))

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("publiceren/<int:pk>/", self.construct_view(EditionPublish), name="publish"),
            path("planning-intrekken/<int:pk>/", self.construct_view(EditionUnplan), name="unplan"),
            path("gepubliceerd/<int:pk>/", self.construct_view(EditionPublications), name="publications"),
            path("gepubliceerd/<int:pk>/<int:at>/", self.construct_view(EditionGoBack), name="go_back"),
        ]


class ChoiceGroupViewSet(RowViewSet):
    model = ChoiceGroup
    affected = "occurrences__choice"
    icon = "list-ul"
    list_display = [
        "name",
        Column("edition", label="Editie"),
        NumberColumn("moments", label="Momenten", sort_key="moments"),
    ]
    search_fields = ["name", "name_en"]
    edit_handler = ObjectList(
        [
            FieldPanel(
                "name", help_text="Bijvoorbeeld: keynote van 20:00. Een bezoeker kiest één moment van deze keuze."
            ),
            FieldPanel("name_en"),
            FieldPanel("edition", widget=forms.Select),
        ]
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChoiceGroup]:
        rows = ChoiceGroup.objects.prefetch_related("edition__series__former_names")
        return rows.annotate(moments=Count("occurrences"))
