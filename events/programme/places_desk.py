"""Locaties, organisatoren en indelingen in the desk."""

import django_filters
from django import forms
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TitleFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column, NumberColumn

from events.models import Organiser, Scheme, Term, Venue
from events.publishing.rows_desk import RowViewSet
from subscribers.screens.listings import MomentColumn

from .series_desk import ADDRESS


class VenueFilters(WagtailFilterSet):
    rooms = django_filters.ChoiceFilter(
        label="Soort", choices=[("top", "gebouwen en terreinen"), ("room", "zalen")], method="of_sort"
    )
    parent = django_filters.ModelChoiceFilter(
        label="Zalen van", queryset=Venue.objects.top_level().filter(rooms__isnull=False).distinct()
    )

    class Meta:
        model = Venue
        fields = ["wheelchair", "ring_loop"]

    def of_sort(self, rows: QuerySet[Venue], name: str, value: str) -> QuerySet[Venue]:
        return rows.filter(parent__isnull=value == "top")


class VenueViewSet(RowViewSet):
    model = Venue
    affected = "occurrences__venue occurrences__venue__parent"
    icon = "site"
    list_display = [
        "__str__",
        Column("street", label="Straat en nummer", sort_key="street"),
        NumberColumn("room_count", label="Zalen", sort_key="room_count"),
        Column("capacity", label="Plaatsen", sort_key="capacity"),
        BooleanColumn("wheelchair", label="Rolstoel"),
        BooleanColumn("ring_loop", label="Ringleiding"),
    ]
    filterset_class = VenueFilters
    search_fields = ["name", "name_en", "street", "parent__name", "former_names__name"]
    edit_handler = ObjectList(
        [
            TitleFieldPanel("name", targets=["slug"], placeholder="Naam van de locatie of zaal"),
            FieldPanel(
                "parent",
                widget=forms.Select,
                help_text="Alleen voor een zaal: het gebouw. Adres en kaart komen dan van het gebouw.",
            ),
            MultiFieldPanel(
                [
                    FieldPanel("street"),
                    FieldRowPanel([FieldPanel("postcode"), FieldPanel("city")]),
                    FieldRowPanel(
                        [
                            FieldPanel("lat", help_text="Bijvoorbeeld 52.1578"),
                            FieldPanel("lon", help_text="Bijvoorbeeld 4.4881"),
                        ]
                    ),
                ],
                heading="Adres",
            ),
            FieldPanel(
                "capacity",
                help_text="Zoveel mensen passen erin. Het aantal plaatsen van een activiteit zet u bij het moment.",
            ),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("wheelchair"), FieldPanel("ring_loop")]), FieldPanel("access_note")],
                heading="Toegankelijkheid",
            ),
            FieldPanel("url"),
            MultiFieldPanel(
                [FieldPanel("name_en"), FieldPanel("access_note_en")], heading="In het Engels", classname="collapsed"
            ),
            InlinePanel(
                "former_names",
                heading="Vroegere namen",
                label="vroegere naam",
                help_text="Nieuwe naam? Zet de oude hier met de laatste dag. Wat er toen was, houdt die naam.",
                panels=[FieldRowPanel([FieldPanel("name"), FieldPanel("name_en")]), FieldPanel("valid_until")],
                classname="collapsed",
            ),
            FieldPanel("slug", help_text=ADDRESS),
        ]
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Venue]:
        return Venue.objects.select_related("parent").annotate(room_count=Count("rooms", distinct=True))


class OrganiserViewSet(RowViewSet):
    model = Organiser
    affected = "organisers"
    icon = "group"
    list_display = [
        "name",
        Column("url", label="Website"),
        NumberColumn("event_count", label="Activiteiten", sort_key="event_count"),
    ]
    search_fields = ["name", "name_en"]
    edit_handler = ObjectList(
        [
            TitleFieldPanel("name", targets=["slug"], placeholder="Naam van de organisator"),
            FieldPanel("description"),
            FieldPanel("url"),
            MultiFieldPanel(
                [FieldPanel("name_en"), FieldPanel("description_en")], heading="In het Engels", classname="collapsed"
            ),
            FieldPanel("slug", help_text=ADDRESS),
        ]
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organiser]:
        return Organiser.objects.annotate(event_count=Count("events", distinct=True))


class SchemeViewSet(RowViewSet):
    model = Scheme
    affected = "terms__scheme"
    icon = "folder-open-1"
    list_display = [
        "name",
        MomentColumn("valid_from", label="Geldig vanaf", sort_key="valid_from"),
        MomentColumn("valid_until", label="Geldig tot en met", sort_key="valid_until"),
        NumberColumn("term_count", label="Thema’s", sort_key="term_count"),
    ]
    search_fields = ["name", "name_en"]
    edit_handler = ObjectList(
        [
            TitleFieldPanel("name", targets=["slug"], placeholder="Naam van de indeling"),
            FieldPanel("name_en"),
            FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until", help_text="Leeg: nog in gebruik.")]),
            FieldPanel("slug", help_text=ADDRESS),
        ]
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Scheme]:
        return Scheme.objects.annotate(term_count=Count("terms"))


class TermViewSet(RowViewSet):
    model = Term
    affected = "terms"
    icon = "tag"
    list_display = [
        "name",
        Column("scheme", label="Indeling", sort_key="scheme"),
        Column("topic", label="Onderwerp van de nieuwsbrief", sort_key="topic"),
        NumberColumn("position", label="Volgorde", sort_key="position"),
    ]
    list_filter = ["scheme"]
    search_fields = ["name", "name_en"]
    edit_handler = ObjectList(
        [
            TitleFieldPanel("name", targets=["slug"], placeholder="Naam van het thema"),
            FieldPanel("name_en"),
            FieldPanel("scheme", widget=forms.Select),
            FieldPanel(
                "topic",
                widget=forms.Select,
                help_text="Wie dit onderwerp koos, ziet activiteiten met dit thema in zijn nieuwsbrief.",
            ),
            FieldRowPanel([FieldPanel("slug", help_text=ADDRESS), FieldPanel("position")]),
        ]
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Term]:
        return Term.objects.select_related("scheme", "topic")
