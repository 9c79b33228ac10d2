"""The views in which an issue is made. How it is scheduled and sent is in the rooms of these."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.locks import BaseLock
from wagtail.snippets.views import snippets

from newsletter.models import Issue
from newsletter.models.issue import PROGRESS
from newsletter.schedule.scheduling import EDITABLE, unschedule_issue
from newsletter.schedule.state import CHANGEABLE, STARTED, State, StateLock, say_time
from subscribers.screens.desk_urls import desk_address
from subscribers.screens.policies import may
from subscribers.screens.wagtail_private import WithoutChecks

NOT_COPIED = {*PROGRESS, "slug", "latest_revision", "locked", "locked_at", "locked_by"}
VOIDED = "De goedkeuring is vervallen: dit nummer is weer een concept. Plan het opnieuw in als het klaar is."
OVERTAKEN = "Dit nummer is intussen ingepland of verzonden; er is niets opgeslagen. Laad de pagina opnieuw."


class Unfinished:
    """An issue is saved as one types, finished or not; what is missing is asked for when it is scheduled."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        self.saving_as_draft = request.method == "POST"


class IssueCreate(WithoutChecks, Unfinished, snippets.CreateView):
    """Starts with the two blocks every issue has."""

    page_title = "Nieuw"

    def get_initial_form_instance(self) -> Issue:
        return Issue(
            body=[
                ("intro", {"heading": "", "text": "", "signed": ""}),
                ("agenda", {"heading": "Agenda", "days": 30, "limit": 8}),
            ]
        )

    def get_success_url(self) -> str:
        return self.get_edit_url()

    def get_success_buttons(self) -> list[Any]:
        return []


class IssueCopy(WithoutChecks, snippets.CopyView):
    """A form filled in from another issue, sent ones included; nothing exists until it is saved."""

    def get_initial_form_instance(self) -> Issue:
        data = {name: value for name, value in self.get_object().serializable_data().items() if name not in NOT_COPIED}
        return Issue.from_serializable_data({**data, "pk": None, "title": f"{data['title']} (kopie)"[:160]})  # type: ignore[no-any-return]


class IssueEdit(WithoutChecks, Unfinished, snippets.EditView):
    """Draft and held ones save as one types. A scheduled one only when asked, since that takes the approval back."""

    object: Issue

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if self.object.state not in EDITABLE:
            self.autosave_enabled = False

    def get_lock(self) -> BaseLock | None:
        return super().get_lock() if self.object.state in CHANGEABLE else StateLock(self.object)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.state == State.SCHEDULED:
            sentence = (
                f"Ingepland voor {say_time(self.object)}. Wie iets wijzigt en opslaat, maakt er weer een concept van."
            )
            messages.warning(request, sentence)
        if self.object.state == State.HELD:
            messages.warning(
                request,
                f"Vastgehouden, niet verzonden: {self.object.held_reason} Plan het na controle opnieuw in.",
            )
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """With the row locked and its progress read anew: between opening and saving it may have been sent."""
        with transaction.atomic():
            stored = Issue.objects.select_for_update(of=("self",)).get(pk=self.object.pk)
            for name in PROGRESS:
                setattr(self.object, name, getattr(stored, name))
            if stored.state not in EDITABLE and self.expects_json_response:
                return self.json_error_response("locked", OVERTAKEN)
            self.lock = self.get_lock()
            self.locked_for_user = self.lock and self.lock.for_user(request.user)
            return super().post(request, *args, **kwargs)

    def save_instance(self) -> Issue:
        issue: Issue = super().save_instance()
        if issue.state in (State.SCHEDULED, State.HELD):
            unschedule_issue(issue, by=self.request.user)  # type: ignore[arg-type]
            messages.warning(self.request, VOIDED)
        return issue

    def get_success_url(self) -> str:
        return self.get_edit_url()

    def get_success_buttons(self) -> list[Any]:
        return []

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not may(self.request.user, "change", Issue):
            return []
        return [HeaderButton(label, url=url, icon_name=icon) for label, url, icon in steps(self.object)[:1]]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = list(super().header_more_buttons)
        if may(self.request.user, "change", Issue):
            buttons += [
                Button(label, url=url, icon_name=icon, priority=number)
                for number, (label, url, icon) in enumerate(steps(self.object)[1:], 1)
            ]
        return buttons


def steps(issue: Issue) -> list[tuple[str, str, str]]:
    """(label, address, icon) of what can be done with an issue in its state, the likeliest first."""

    def step(label: str, name: str, icon: str) -> tuple[str, str, str]:
        return label, desk_address(issue, name, issue.pk), icon

    test = step("Testmail naar mij", "testmail", "mail")
    if issue.state in EDITABLE:
        return [step("Inplannen", "schedule", "calendar-check"), test, step("Over 2 minuten verzenden", "soon", "time")]
    if issue.state == State.SCHEDULED:
        return [step("Planning intrekken", "unschedule", "cross"), test]
    if issue.state not in STARTED:
        return []
    found = [
        step("Voortgang", "progress", "tasks"),
        step("Rapport", "report", "view"),
        step("Verantwoording", "account", "clipboard-list"),
    ]
    public = ("Bekijk op de site", reverse("issue", args=[issue.slug]), "link-external")
    return [*found, public] if issue.state == State.SENT else found
