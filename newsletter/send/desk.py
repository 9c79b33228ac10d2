"""The control room: what staff do with an issue while it goes out. ``IssueProgress`` is its page; these its buttons.

Each acts on POST and goes back to the page; asked with GET it only says what it would do.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from wagtail.admin import messages

from newsletter.models import Delivery, Issue
from subscribers.screens.actions import ActionView
from subscribers.screens.desk_urls import desk_address
from subscribers.screens.policies import may

from . import controls
from .forms import ThrottleForm


class ControlView(ActionView):
    def get_object_url(self) -> str:
        return desk_address(self.object, "progress", self.object.pk)


class IssuePause(ControlView):
    page_title = "Pauzeren"
    header_icon = "minus"
    question = "Wilt u het verzenden van dit nummer pauzeren?"
    explanation = "Wat onderweg is, komt aan. Daarna gaat er niets uit tot u het hervat."
    button = "Ja, pauzeer"

    def act(self) -> str:
        controls.pause_issue(self.object, by=self.request.user)  # type: ignore[arg-type]
        return f"Het verzenden van ‘{self.object}’ is gepauzeerd."


class IssueResume(ControlView):
    page_title = "Hervatten"
    header_icon = "arrow-right"
    question = "Wilt u het verzenden van dit nummer hervatten?"
    button = "Ja, hervat"

    @property
    def explanation(self) -> str:  # type: ignore[override]
        if self.object.held_reason:
            return f"{self.object.held_reason} Gaat u toch door, dan krijgen ook alle andere abonnees het."
        return "Het gaat verder waar het was; niemand krijgt het twee keer."

    def act(self) -> str:
        controls.resume_issue(self.object, by=self.request.user)  # type: ignore[arg-type]
        return f"Het verzenden van ‘{self.object}’ is hervat."


class IssueEveryone(ControlView):
    page_title = "Nu naar iedereen"
    header_icon = "mail"
    question = "Wilt u dit nummer nu naar iedereen sturen?"
    explanation = "Dan wacht het niet af of met het proefdeel alles goed gaat."
    button = "Ja, nu naar iedereen"

    def act(self) -> str:
        controls.send_to_everyone(self.object, by=self.request.user)  # type: ignore[arg-type]
        return f"‘{self.object}’ gaat nu naar iedereen."


class IssuePace(ControlView):
    """On a page of its own: nothing that renews itself takes away what one types. A wrong number comes back."""

    page_title = "Tempo"
    header_icon = "time"
    template_name = "desk/form.html"
    button = "Tempo opslaan"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context.setdefault("form", ThrottleForm(initial={"per_minute": self.object.throttle_per_minute}))
        return context

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.is_under_way else self.refuse()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_under_way:
            return self.refuse()
        form = ThrottleForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        per_minute = form.cleaned_data["per_minute"]
        try:
            controls.set_throttle(self.object, per_minute, by=request.user)  # type: ignore[arg-type]
        except ValidationError as error:
            form.add_error("per_minute", error)
            return self.render_to_response(self.get_context_data(form=form))
        limit = f"Het tempo is nu hoogstens {per_minute} per minuut."
        messages.success(request, limit if per_minute else "Er is nu geen grens aan het tempo.")
        return HttpResponseRedirect(self.get_object_url())

    @property
    def is_under_way(self) -> bool:
        return self.object.state in (Issue.State.SENDING, Issue.State.PAUSED)

    def refuse(self) -> HttpResponse:
        messages.error(self.request, "Dit nummer wordt nu niet verzonden; het tempo is niet gewijzigd.")
        return HttpResponseRedirect(self.get_object_url())


class IssueCancel(ControlView):
    page_title = "Stoppen"
    header_icon = "cross"
    question = "Wilt u het verzenden van dit nummer voorgoed stoppen?"
    button = "Ja, stop voorgoed"
    is_serious = True

    @property
    def explanation(self) -> str:  # type: ignore[override]
        waiting = Delivery.objects.filter(issue=self.object).waiting().count()
        who = "1 abonnee heeft" if waiting == 1 else f"{waiting} abonnees hebben"
        return f"{who} het nog niet. Dat blijft dan zo: u kunt dit niet terugdraaien."

    def act(self) -> str:
        controls.cancel_issue(self.object, by=self.request.user)  # type: ignore[arg-type]
        return f"Het verzenden van ‘{self.object}’ is gestopt."


class DoubtView(ControlView):
    """About one delivery of the issue of which nobody knows whether it arrived: for who may see whose it is."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may(request.user, "view", Delivery):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def delivery(self) -> Delivery:
        return get_object_or_404(Delivery, pk=self.kwargs["delivery"], issue=self.object)


class DeliveryResend(DoubtView):
    page_title = "Nog eens sturen"
    header_icon = "mail"
    explanation = "Misschien kwam het de eerste keer al aan; dan komt het twee keer."
    button = "Ja, stuur nog eens"

    @property
    def question(self) -> str:  # type: ignore[override]
        return f"Wilt u dit nummer nog eens sturen naar {self.delivery.email}?"

    def act(self) -> str:
        controls.resend_uncertain(self.delivery, by=self.request.user)  # type: ignore[arg-type]
        return f"Het nummer gaat nog eens naar {self.delivery.email}."


class DeliveryLeave(DoubtView):
    page_title = "Zo laten"
    header_icon = "check"
    explanation = "De bezorging blijft onzeker en wij vragen er niet meer naar."
    button = "Ja, laat het zo"

    @property
    def question(self) -> str:  # type: ignore[override]
        return f"Wilt u het zo laten voor {self.delivery.email}?"

    def act(self) -> str:
        controls.leave_uncertain(self.delivery, by=self.request.user)  # type: ignore[arg-type]
        return f"U liet het zo voor {self.delivery.email}."
