"""Nummers in the desk."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path
from wagtail.admin.panels import (
    FieldPanel,
    ObjectList,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import IndexView

from newsletter.compose.desk import IssuePreviewOnCreate, IssuePreviewOnEdit, IssuePreviewRevision, IssueTestMail
from newsletter.compose.forms import IssueForm
from newsletter.models import Issue
from newsletter.monitoring.desk import IssueProgress
from newsletter.report.accountability_desk import ACCOUNT_VIEWS
from newsletter.report.desk import IssueReport
from newsletter.schedule.desk import IssueSchedule, IssueSoon, IssueUnschedule
from newsletter.schedule.state import State
from newsletter.send.desk import (
    DeliveryLeave,
    DeliveryResend,
    IssueCancel,
    IssueEveryone,
    IssuePace,
    IssuePause,
    IssueResume,
)
from subscribers.screens.listings import MomentColumn
from subscribers.screens.policies import may
from subscribers.screens.viewsets import DeskViewSet

from .issue_views import IssueCopy, IssueCreate, IssueEdit, steps

DUTCH = [
    TitleFieldPanel("title", targets=["slug"], placeholder="Titel van het nummer", required_on_save=True),
    FieldPanel("subject"),
    FieldPanel("preheader"),
    FieldPanel("body"),
]
ENGLISH = [
    FieldPanel(
        "subject_en", help_text="Met onderwerpregel én inhoud krijgt wie Engels leest dit; anders het Nederlands."
    ),
    FieldPanel("preheader_en"),
    FieldPanel("body_en"),
]
TO_WHOM = [
    FieldPanel(
        "topics",
        widget=forms.CheckboxSelectMultiple,
        help_text="Wie een van deze onderwerpen koos, krijgt dit nummer, één keer.",
    ),
    FieldPanel("slug", help_text="Staat in het adres van de archiefpagina. Leeg: we maken het van de titel."),
]


class IssueIndex(IndexView):
    def get_list_more_buttons(self, instance: Issue) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if may(self.request.user, "change", Issue):
            buttons += [
                Button(label, url=url, icon_name=icon, priority=number)
                for number, (label, url, icon) in enumerate(steps(instance), 11)
            ]
        return buttons


def readers(issue: Issue) -> str:
    return ", ".join(topic.name for topic in issue.topics.all())


class IssueViewSet(DeskViewSet):
    model = Issue
    icon = "mail"
    list_display = [
        "title",
        StatusTagColumn(
            "standing",
            label="Stand",
            sort_key="state",
            primary=lambda issue: issue.state == State.SENT,
        ),
        MomentColumn("send_at", label="Verzenden op", sort_key="send_at"),
        MomentColumn("sent_at", label="Verzonden", sort_key="sent_at"),
        Column("readers", label="Aan wie", accessor=readers),
    ]
    list_filter = ["state", "topics"]
    search_fields = ["title", "subject", "subject_en", "slug"]
    search_backend_name = None
    ordering = ["-created_at"]
    index_view_class = IssueIndex
    add_view_class = IssueCreate
    copy_view_class = IssueCopy
    edit_view_class = IssueEdit
    preview_on_add_view_class = IssuePreviewOnCreate
    preview_on_edit_view_class = IssuePreviewOnEdit
    revisions_view_class = IssuePreviewRevision
    edit_handler = TabbedInterface(
        [
            ObjectList(DUTCH, heading="Inhoud"),
            ObjectList(ENGLISH, heading="Engels"),
            ObjectList(TO_WHOM, heading="Aan wie"),
        ],
        base_form_class=IssueForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Issue]:
        return Issue.objects.prefetch_related("topics")

    def get_urlpatterns(self) -> list[Any]:
        steps_of_sending = {
            "inplannen": (IssueSchedule, "schedule"),
            "verzenden": (IssueSoon, "soon"),
            "intrekken": (IssueUnschedule, "unschedule"),
            "testmail": (IssueTestMail, "testmail"),
            "voortgang": (IssueProgress, "progress"),
            "rapport": (IssueReport, "report"),
            "pauzeren": (IssuePause, "pause"),
            "hervatten": (IssueResume, "resume"),
            "naar-iedereen": (IssueEveryone, "everyone"),
            "tempo": (IssuePace, "pace"),
            "stoppen": (IssueCancel, "cancel"),
        }
        about_one_delivery = {"nogmaals": (DeliveryResend, "resend"), "zo-laten": (DeliveryLeave, "leave")}
        ours = [
            path(f"{word}/<int:pk>/", self.construct_view(view), name=name)
            for word, (view, name) in steps_of_sending.items()
        ]
        ours += [
            path(f"{word}/<int:pk>/<int:delivery>/", self.construct_view(view), name=name)
            for word, (view, name) in about_one_delivery.items()
        ]
        ours += [
            path(f"verantwoording/<int:pk>/{rest}", self.construct_view(view), name=name)
            for rest, (view, name) in ACCOUNT_VIEWS.items()
        ]
        return [*super().get_urlpatterns(), *ours]  # the first is where the menu goes
