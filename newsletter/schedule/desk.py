"""The steps from a written issue to one that goes out: schedule, take back."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from wagtail.admin import messages

from newsletter.compose.checking import check_issue
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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        problems, topics = check_issue(self.object), list(self.object.topics.all())
        mailed = count_audience(self.object).mailed if topics else 0
        context.update(
            object_url=self.get_object_url(),  # type: ignore[attr-defined]
            readers=people(mailed),
            first=canary_share(mailed),
            canary_minutes=settings.CANARY_MINUTES,
            topics=topics,
            errors=[problem for problem in problems if problem.is_error],
            hints=[problem for problem in problems if not problem.is_error],
            languages=self.object.languages(),
        )
        return context


class IssueSchedule(ReadyMixin, ObjectView):
    """One page with the hour, the audience and what is wrong; nothing typed is lost."""

    page_title = "Inplannen"
    header_icon = "calendar-check"
    template_name = "newsletter/schedule/issue_schedule.html"
    button = "Plan in"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context.setdefault("form", ScheduleForm(initial=first_proposal()))
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
                issue = schedule_issue(self.object, form.cleaned_data["send_at"], by=request.user)  # type: ignore[arg-type]
            except ValidationError as error:
                form.add_error("hour" if getattr(error, "code", "") in ("past", "too_far") else None, error)
            else:
                messages.success(
                    request, f"‘{issue}’ gaat op {say_time(issue)} naar {people(count_audience(issue).mailed)}."
                )
                return HttpResponseRedirect(self.get_object_url())
        return self.render_to_response(self.get_context_data(form=form))


class IssueSoon(ReadyMixin, ActionView):
    """For who does not want to choose an hour: long enough to take it back."""

    page_title = "Over 2 minuten verzenden"
    header_icon = "time"
    template_name = "newsletter/schedule/issue_action.html"
    question = "Wilt u dit nummer over 2 minuten verzenden?"
    explanation = "Tot het begint kunt u de planning intrekken. Daarna niet meer."
    button = "Ja, over 2 minuten verzenden"

    def act(self) -> str:
        issue = schedule_issue(self.object, timezone.now() + SOON, by=self.request.user)  # type: ignore[arg-type]
        to_whom = people(count_audience(issue).mailed)
        return f"‘{issue}’ gaat over 2 minuten naar {to_whom}. Tot dan kunt u het nog intrekken."


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
