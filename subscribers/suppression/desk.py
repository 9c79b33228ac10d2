"""Geblokkeerde adressen in the desk: seen with the reason, added by hand, and set free again."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import path
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import EditView

from subscribers.models import Suppression
from subscribers.screens.actions import ActionView
from subscribers.screens.desk_urls import desk_address
from subscribers.screens.listings import MomentColumn, shown
from subscribers.screens.policies import may
from subscribers.screens.viewsets import DeskViewSet

from .forms import SuppressionForm
from .suppressions import lift_suppression


class SuppressionFilters(WagtailFilterSet):
    is_active = django_filters.ChoiceFilter(
        label="Stand", choices=[("yes", "geblokkeerd"), ("no", "voorbij")], method="by_state", empty_label="Alles"
    )

    class Meta:
        model = Suppression
        fields = ["reason"]

    def by_state(self, rows: QuerySet[Suppression], name: str, value: str) -> QuerySet[Suppression]:
        active = Suppression.objects.active().values("pk")
        return rows.filter(pk__in=active) if value == "yes" else rows.exclude(pk__in=active)


class SuppressionEdit(EditView):
    def get_page_subtitle(self) -> str:
        return shown(self.object)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = list(super().header_more_buttons)
        is_over = self.object.expires_at and self.object.expires_at <= timezone.now()
        if not is_over and may(self.request.user, "change", Suppression):
            url = desk_address(Suppression, "lift", self.object.pk)
            buttons.append(Button("Blokkade opheffen", url=url, icon_name="rotate", priority=10))
        return buttons


class SuppressionLift(ActionView):
    page_title = "Blokkade opheffen"
    header_icon = "rotate"
    question = "Wilt u de blokkade van dit adres opheffen?"
    explanation = (
        "Eerdere terugmeldingen tellen dan niet meer mee. Wie is afgemeld, blijft afgemeld: "
        "opnieuw aanmelden doet men zelf."
    )
    button = "Ja, hef op"

    def act(self) -> str:
        lift_suppression(self.object, by=self.request.user)  # type: ignore[arg-type]
        return f"{self.object.shown} is niet meer geblokkeerd."


class SuppressionViewSet(DeskViewSet):
    model = Suppression
    icon = "no-view"
    list_display = [
        "shown",
        Column("get_reason_display", label="Reden", sort_key="reason"),
        MomentColumn("created_at", label="Sinds", sort_key="created_at"),
        MomentColumn("expires_at", label="Tot", sort_key="expires_at"),
    ]
    filterset_class = SuppressionFilters
    search_fields = ["email_normalised", "note"]
    search_backend_name = None
    list_per_page = 50
    edit_view_class = SuppressionEdit
    copy_view_enabled = False
    add_to_reference_index = False
    edit_handler = ObjectList(
        [
            FieldPanel("email_normalised", help_text="Naar dit adres gaat geen nieuwsbrief meer."),
            FieldPanel("reason"),
            FieldPanel("note"),
            FieldPanel("expires_at", help_text="Leeg: voorgoed."),
        ],
        base_form_class=SuppressionForm,
    )

    def get_urlpatterns(self) -> list[Any]:
        lift = path("opheffen/<int:pk>/", self.construct_view(SuppressionLift), name="lift")
        return [*super().get_urlpatterns(), lift]
