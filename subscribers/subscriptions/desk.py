"""Abonnees in the desk: topics and subscribers."""

import django_filters
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import path
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, NumberColumn
from wagtail.snippets.views.snippets import IndexView

from subscribers.models import Subscriber, Subscription, Topic
from subscribers.screens.listings import MomentColumn, SingleRows
from subscribers.screens.policies import LimitedPermissions
from subscribers.screens.viewsets import DeskViewSet

from .subscriber_desk import SubscriberInspect, SubscriberLeave, SubscriberNoSeed, SubscriberSeed, status_of

CONFIRMED = Q(subscriptions__state=Subscription.State.CONFIRMED)


class TopicViewSet(DeskViewSet):
    model = Topic
    icon = "tag"
    list_display = [
        "name",
        NumberColumn("people", label="Abonnees", sort_key="people"),
        BooleanColumn("is_offered", label="Te kiezen bij aanmelden"),
        BooleanColumn("is_default", label="Voor wie niets kiest"),
        NumberColumn("position", label="Volgorde", sort_key="position"),
    ]
    ordering = ["position", "slug"]
    search_fields = ["name", "name_en", "slug"]
    search_backend_name = None
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("description", help_text="Staat op het aanmeldformulier onder de naam."),
            FieldRowPanel([FieldPanel("is_offered"), FieldPanel("is_default")], heading="Op het aanmeldformulier"),
            FieldRowPanel(
                [FieldPanel("slug", help_text="Niet meer wijzigen als er abonnees zijn."), FieldPanel("position")]
            ),
            MultiFieldPanel(
                [FieldPanel("name_en"), FieldPanel("description_en")], heading="In het Engels", classname="collapsed"
            ),
        ]
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        return Topic.objects.annotate(people=Count("subscriptions", filter=CONFIRMED))


class SubscriberFilters(WagtailFilterSet):
    topic = django_filters.ModelChoiceFilter(
        label="Onderwerp", queryset=Topic.objects.all(), method="on_topic", empty_label="Alle onderwerpen"
    )
    state = django_filters.ChoiceFilter(
        label="Stand van het abonnement",
        choices=Subscription.State.choices,
        method="in_state",
        empty_label="Alle standen",
    )

    seed = django_filters.BooleanFilter(label="Proefadres", field_name="seed_since", lookup_expr="isnull", exclude=True)

    class Meta:
        model = Subscriber
        fields = ["language"]

    def on_topic(self, rows: QuerySet[Subscriber], name: str, value: Topic) -> QuerySet[Subscriber]:
        return rows.filter(subscriptions__topic=value, subscriptions__state=Subscription.State.CONFIRMED).distinct()

    def in_state(self, rows: QuerySet[Subscriber], name: str, value: str) -> QuerySet[Subscriber]:
        return rows.filter(subscriptions__state=value).distinct()


class SubscriberIndex(SingleRows, IndexView):
    pass


class SubscriberViewSet(LimitedPermissions, DeskViewSet):
    """Shown, not edited: an address comes in by its owner's own consent. Staff may end a subscription on request."""

    model = Subscriber
    offered = ("view", "change")
    icon = "user"
    list_display = [
        "email",
        Column("name", label="Naam", sort_key="name"),
        Column("state", label="Stand", accessor=status_of),
        Column("get_language_display", label="Taal", sort_key="language"),
        MomentColumn("created_at", label="Aangemaakt", sort_key="created_at"),
    ]
    filterset_class = SubscriberFilters
    search_fields = ["email", "name"]
    search_backend_name = None
    list_per_page = 50
    index_view_class = SubscriberIndex
    inspect_view_enabled = True
    inspect_view_class = SubscriberInspect
    inspect_view_fields = ["email", "name", "language", "created_at", "seed_since", "erased_at"]
    copy_view_enabled = False
    add_to_reference_index = False
    inspect_template_name = "subscribers/subscriptions/subscriber.html"
    edit_handler = ObjectList([FieldPanel("email", read_only=True)])

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subscriber]:
        return Subscriber.objects.filter(erased_at=None).prefetch_related("subscriptions")

    def get_urlpatterns(self) -> list[object]:
        ours = {
            "afmelden": (SubscriberLeave, "leave"),
            "proefadres": (SubscriberSeed, "seed"),
            "geen-proefadres": (SubscriberNoSeed, "no-seed"),
        }
        steps = [path(f"{word}/<int:pk>/", self.construct_view(view), name=name) for word, (view, name) in ours.items()]
        return [*super().get_urlpatterns(), *steps]
