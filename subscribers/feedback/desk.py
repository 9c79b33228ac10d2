"""Terugmeldingen in the desk: what other mail systems said of our mail, and the mail that nobody could read."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import IndexView

from subscribers.models import AnswerInWords, Bounce, QuarantinedMail
from subscribers.screens.desk_urls import desk_address
from subscribers.screens.listings import MomentColumn, ReadableInspect, SingleRows
from subscribers.screens.policies import LimitedPermissions
from subscribers.screens.viewsets import DeskViewSet

from . import how_far_trusted

IN_WORDS = QuarantinedMail.Reason.IN_WORDS


class BounceFilters(WagtailFilterSet):
    kind = django_filters.MultipleChoiceFilter(label="Soort", choices=Bounce.Kind.choices)
    identified = django_filters.ChoiceFilter(
        label="Ons kenmerk", choices=[("yes", "met"), ("no", "zonder")], method="by_mark", empty_label="Alles"
    )

    class Meta:
        model = Bounce
        fields = ["consequence"]

    def by_mark(self, rows: Any, name: str, value: str) -> Any:
        return rows.identified() if value == "yes" else rows.unidentified()


class BounceIndex(SingleRows, IndexView):
    pass


class BounceViewSet(LimitedPermissions, DeskViewSet):
    """Written by whoever reports; what follows from it is decided by the rules, and undone at the blocked address."""

    model = Bounce
    icon = "redirect"
    list_display = [
        "shown",
        Column("status", label="Statuscode", sort_key="status"),
        Column("get_consequence_display", label="Gevolg", sort_key="consequence"),
        Column("reporter", label="Gemeld door"),
        MomentColumn("received_at", label="Ontvangen", sort_key="received_at"),
    ]
    list_export = ["get_kind_display", "email_normalised", "status", "get_consequence_display", "reporter", "diagnostic", "received_at"]  # fmt: skip  # noqa: E501
    export_headings = {
        "get_kind_display": "Soort",
        "email_normalised": "E-mailadres",
        "status": "Statuscode",
        "get_consequence_display": "Gevolg",
        "reporter": "Gemeld door",
        "diagnostic": "Uitleg van de mailserver",
        "received_at": "Ontvangen",
    }
    export_filename = "terugmeldingen"
    filterset_class = BounceFilters
    search_fields = ["email_normalised", "diagnostic", "reporter"]
    search_backend_name = None
    ordering = ["-pk"]
    list_per_page = 50
    index_view_class = BounceIndex
    inspect_view_enabled = True
    inspect_view_class = ReadableInspect
    inspect_view_fields = [
        "kind",
        "consequence",
        "email_normalised",
        "action",
        "status",
        "diagnostic",
        "reporter",
        "source",
        "received_at",
        "forgiven_at",
    ]
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields = ["kind"]


class QuarantineIndex(SingleRows, IndexView):
    pass


class QuarantineInspect(ReadableInspect):
    """The mail as the bytes it is, in one column of plain text: nothing in it is shown as it would like to be."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        content = bytes(self.object.content)
        return super().get_context_data(
            text=content.decode("utf-8", "backslashreplace").replace("\0", "␀"),
            is_cut=len(content) < self.object.size,
            **kwargs,
        )


class QuarantineViewSet(LimitedPermissions, DeskViewSet):
    model = QuarantinedMail
    icon = "warning"
    list_display = [
        "shown",
        Column("get_reason_display", label="Reden", sort_key="reason"),
        Column("source", label="Langs welke weg", sort_key="source"),
        Column("size", label="Bytes", sort_key="size"),
        MomentColumn("received_at", label="Ontvangen", sort_key="received_at"),
    ]
    list_filter: list[str] = ["reason"]
    search_fields = ["subject"]
    search_backend_name = None
    list_per_page = 50
    index_view_class = QuarantineIndex
    inspect_view_enabled = True
    inspect_view_class = QuarantineInspect
    inspect_view_fields = ["subject", "reason", "source", "size", "received_at"]
    inspect_template_name = "subscribers/feedback/quarantined_mail.html"
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields = ["reason"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[QuarantinedMail]:
        return QuarantinedMail.objects.exclude(reason=IN_WORDS).defer("content")


class AnswersViewSet(QuarantineViewSet):
    """Mail that people wrote back on ours. Nothing follows from it but what whoever reads it does."""

    model = AnswerInWords
    icon = "mail"
    list_display = [
        "shown",
        Column("source", label="Langs welke weg", sort_key="source"),
        Column("size", label="Bytes", sort_key="size"),
        MomentColumn("received_at", label="Ontvangen", sort_key="received_at"),
    ]
    list_filter = []
    inspect_view_fields = ["subject", "source", "size", "received_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[QuarantinedMail]:
        return AnswerInWords.objects.defer("content")


class TrustPanel(Component):
    """On the first page, and only when there is something to say."""

    name = "feedback"
    template_name = "subscribers/feedback/home_feedback.html"
    order = 5

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {"trust": how_far_trusted(), "list_url": f"{desk_address(Bounce, 'list')}?identified=no"}
