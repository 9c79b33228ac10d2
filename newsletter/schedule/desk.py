"""The steps from a written issue to one that goes out: schedule, take back."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages

from newsletter.checks.acceptance import open_warnings
from newsletter.checks.engine import inspect_issue
from newsletter.deliveries.first_share import canary_share
from newsletter.deliveries.freezing import count_audience
from newsletter.models import Issue
from subscribers.screens.actions import ActionView, ObjectView

from .forms import ScheduleForm, first_proposal
from .scheduling import EDITABLE, schedule_issue, unschedule_issue
from .state import say_time

SOON = timedelta(minutes=2)


class ReadyMixin:
    """What one wants to know before it goes: to how many, and what is still wrong."""

    object: Issue

    def moment(self) -> datetime | None:
        """When it would go out, where that is known."""
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        findings, topics = inspect_issue(self.object, self.moment()), list(self.object.topics.all())
        mailed = count_audience(self.object).mailed if topics else 0
        context.update(
            object_url=self.get_object_url(),  # type: ignore[attr-defined]
            readers=people(mailed),
            first=canary_share(mailed),
            canary_minutes=settings.CANARY_MINUTES,
            topics=topics,
            errors=[finding for finding in findings if finding.is_error],
            warnings=open_warnings(self.object, findings),
            hints=[finding for finding in findings if finding.severity == "H"],
            waivers=list(self.object.waivers.all()),
            languages=self.object.languages(),
        )
        return context


class IssueSchedule(ReadyMixin, ObjectView):
    """One page with the hour, the audience and what is wrong; nothing typed is lost."""

    page_title = "Inplannen"
    header_icon = "calendar-check"
    template_name = "newsletter/schedule/issue_schedule.html"
    button = "Plan in"
    chosen: datetime | None = None

    def moment(self) -> datetime | None:
        return self.chosen

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context.setdefault("form", ScheduleForm(initial=first_proposal()))
        form.ask_reason([warning.fingerprint for warning in context["warnings"]])
        return context

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.state not in EDITABLE:
            messages.warning(request, "Dit nummer is al ingepland of verzonden.")
            return HttpResponseRedirect(self.get_object_url())
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ScheduleForm(request.POST)
        if form.is_valid():
            try:
                self.chosen = form.cleaned_data["send_at"]
                issue = schedule_issue(self.object, self.chosen, by=request.user, acceptance=form.acceptance())  # type: ignore[arg-type]
            except ValidationError as error:
                self.say(form, error)
            else:
                messages.success(
                    request, f"‘{issue}’ gaat op {say_time(issue)} naar {people(count_audience(issue).mailed)}."
                )
                return HttpResponseRedirect(self.get_object_url())
        return self.render_to_response(self.get_context_data(form=form))

    def say(self, form: ScheduleForm, error: ValidationError) -> None:
        """At the field it is about; warnings stand above the form already, and one sentence asks for a reason."""
        if hasattr(error, "error_dict"):
            form.add_error(None, error)
        elif all(one.code == "warning" for one in error.error_list):
            form.add_error("reason", _("Lees de waarschuwingen hierboven en zeg waarom het zo goed is."))
        else:
            form.add_error("hour" if getattr(error, "code", "") in ("past", "too_far") else None, error)


class IssueSoon(ReadyMixin, ActionView):
    """For who does not want to choose an hour: long enough to take it back."""

    page_title = "Over 2 minuten verzenden"
    header_icon = "time"
    template_name = "newsletter/schedule/issue_action.html"
    question = "Wilt u dit nummer over 2 minuten verzenden?"
    explanation = "Tot het begint kunt u de planning intrekken. Daarna niet meer."
    button = "Ja, over 2 minuten verzenden"

    def act(self) -> str:
        try:
            issue = schedule_issue(self.object, timezone.now() + SOON, by=self.request.user)  # type: ignore[arg-type]
        except ValidationError as error:
            raise self.with_a_way_on(error) from error
        to_whom = people(count_audience(issue).mailed)
        return f"‘{issue}’ gaat over 2 minuten naar {to_whom}. Tot dan kunt u het nog intrekken."

    def with_a_way_on(self, error: ValidationError) -> ValidationError:
        """This page has no room for a reason; *Inplannen* has."""
        if not hasattr(error, "error_dict") and all(one.code == "warning" for one in error.error_list):
            said = _("Neem deze waarschuwingen bij ‘Inplannen’ voor uw rekening, met een reden.")
            return ValidationError([*error.error_list, ValidationError(said, code="no_reason")])
        return error


class IssueUnschedule(ActionView):
    page_title = "Planning intrekken"
    header_icon = "cross"
    question = "Wilt u de planning van dit nummer intrekken?"
    explanation = "Het wordt weer een concept. Er is nog niets verzonden."
    button = "Ja, trek in"

    def act(self) -> str:
        unschedule_issue(self.object, by=self.request.user)  # type: ignore[arg-type]
        return f"De planning van ‘{self.object}’ is ingetrokken; het is weer een concept."


def people(count: int) -> str:
    return "1 abonnee" if count == 1 else f"{count:,} abonnees".replace(",", ".")
