"""The steps from a written issue to a sent one: schedule, take back, try, follow."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from wagtail.admin import messages

from newsletter.models import Delivery, Issue
from newsletter.services import following
from newsletter.services.checking import check_issue
from newsletter.services.freezing import count_audience
from newsletter.services.progress import issue_progress
from newsletter.services.scheduling import EDITABLE, schedule_issue, unschedule_issue
from newsletter.services.steering import set_throttle
from subscribers.desk.actions import ActionView, ObjectView
from subscribers.desk.addresses import desk_address
from subscribers.models import OutgoingQuerySet, State

from .forms import ScheduleForm, ThrottleForm, first_proposal
from .reasons import reason_in_words
from .state import STARTED, say_time
from .testmail import send_test

SOON = timedelta(minutes=2)
SHOWN = 100  # rows of what went wrong; the list of deliveries has them all
UNDER_WAY = (Issue.State.SENDING, Issue.State.PAUSED)
GOES_ON = (*UNDER_WAY, Issue.State.SCHEDULED)
DECISIONS = ("resend", "leave")


class ReadyMixin:
    """What one wants to know before it goes: to how many, and what is still wrong."""

    object: Issue

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        problems, topics = check_issue(self.object), list(self.object.topics.all())
        context.update(
            object_url=self.get_object_url(),  # type: ignore[attr-defined]
            readers=people(count_audience(self.object).mailed) if topics else "",
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
    template_name = "desk/issue_schedule.html"
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
    template_name = "desk/issue_action.html"
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


class IssueTestMail(ActionView):
    page_title = "Testmail naar mij"
    header_icon = "mail"
    question = "Wilt u dit nummer als testmail ontvangen?"
    button = "Ja, stuur mij een testmail"

    @property
    def explanation(self) -> str:  # type: ignore[override]
        address = self.request.user.email  # type: ignore[union-attr]
        return (
            f"Hij gaat alleen naar {address}, zoals het nummer nu is opgeslagen."
            if address
            else "Uw account heeft nog geen e-mailadres."
        )

    def act(self) -> str:
        sent = send_test(self.object, self.request.user)  # type: ignore[arg-type]
        which = "in het Nederlands en in het Engels " if sent > 1 else ""
        return f"De testmail is {which}onderweg naar {self.request.user.email}."  # type: ignore[union-attr]


class IssueProgress(ObjectView):
    """The control room. Its numbers are live: a script asks for the inner part every two seconds, without one the page
    reloads. Everything one types in or presses is outside that part, and the part says when the buttons are outdated.
    """

    page_title = "Voortgang"
    header_icon = "tasks"
    template_name = "desk/issue_progress.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        issue, now = self.object, timezone.now()
        progress, doubts = issue_progress(issue, now), following.in_doubt(issue)
        buttons = f"{issue.state}-{doubts.count()}"
        context.update(
            object=issue,
            progress=progress,
            rows=[(label, progress.counts[state]) for state, label in State.choices],
            skipped=[(reason_in_words(reason), count) for reason, count in sorted(progress.skipped_for.items())],
            minutes_left=None if progress.seconds_left is None else max(1, round(progress.seconds_left / 60)),
            cause=following.why_standing_still(issue, now),
            providers=following.outcomes_per_provider(issue, now),
            deferred=following.deferred(issue)[:SHOWN],
            failed=[(row, reason_in_words(row.reason)) for row in following.failed(issue)[:SHOWN]],
            shown=SHOWN,
            buttons=buttons,
            is_outdated=self.request.GET.get("buttons", buttons) != buttons,
            goes_on=issue.state in GOES_ON or progress.counts[State.IN_FLIGHT] > 0,
        )
        if not self.asks_inner:
            context.update(self.get_controls(doubts, context.get("form")))
        return context

    def get_controls(self, doubts: OutgoingQuerySet, form: ThrottleForm | None) -> dict[str, Any]:
        """What is outside the live part."""
        issue = self.object
        under_way = issue.state in UNDER_WAY
        return {
            "form": form or (ThrottleForm(initial={"per_minute": issue.throttle_per_minute}) if under_way else None),
            "steps": {name: desk_address(issue, name, issue.pk) for name in ("pause", "resume", "cancel")},
            "doubts": [
                (row, reason_in_words(row.reason), *(desk_address(issue, step, issue.pk, row.pk) for step in DECISIONS))
                for row in doubts[:SHOWN]
            ],
            "may_resend": issue.state in (*UNDER_WAY, Issue.State.SENT),
            "deliveries_url": f"{desk_address(Delivery, 'list')}?issue={issue.pk}",
            "account_url": desk_address(issue, "account", issue.pk) if issue.state in STARTED else "",
        }

    @property
    def asks_inner(self) -> bool:
        return "inner" in self.request.GET

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(**kwargs)
        template = "desk/issue_progress_inner.html" if self.asks_inner else self.template_name
        return TemplateResponse(request, template, context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The pace; what was typed wrong comes back with its error."""
        here = desk_address(self.object, "progress", self.object.pk)
        if self.object.state not in UNDER_WAY:
            messages.error(request, "Dit nummer wordt nu niet verzonden; het tempo is niet gewijzigd.")
            return HttpResponseRedirect(here)
        form = ThrottleForm(request.POST)
        if form.is_valid():
            per_minute = form.cleaned_data["per_minute"]
            try:
                set_throttle(self.object, per_minute, by=request.user)  # type: ignore[arg-type]
            except ValidationError as error:
                form.add_error("per_minute", error)
            else:
                messages.success(
                    request,
                    f"Het tempo is nu hoogstens {per_minute} per minuut."
                    if per_minute
                    else "Er is nu geen grens aan het tempo.",
                )
                return HttpResponseRedirect(here)
        return self.render_to_response(self.get_context_data(form=form))


def people(count: int) -> str:
    return "1 abonnee" if count == 1 else f"{count:,} abonnees".replace(",", ".")
