"""The control room: what staff do with an issue while it goes out. ``IssueProgress`` is its page; these its buttons.

Each acts on POST and goes back to the page; asked with GET it only says what it would do.
"""

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from newsletter.models import Delivery
from newsletter.services import steering
from subscribers.desk.actions import ActionView
from subscribers.desk.addresses import desk_address


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
        steering.pause_issue(self.object, by=self.request.user)  # type: ignore[arg-type]
        return f"Het verzenden van ‘{self.object}’ is gepauzeerd."


class IssueResume(ControlView):
    page_title = "Hervatten"
    header_icon = "arrow-right"
    question = "Wilt u het verzenden van dit nummer hervatten?"
    explanation = "Het gaat verder waar het was; niemand krijgt het twee keer."
    button = "Ja, hervat"

    def act(self) -> str:
        steering.resume_issue(self.object, by=self.request.user)  # type: ignore[arg-type]
        return f"Het verzenden van ‘{self.object}’ is hervat."


class IssueCancel(ControlView):
    page_title = "Stoppen"
    header_icon = "cross"
    question = "Wilt u het verzenden van dit nummer voorgoed stoppen?"
    button = "Ja, stop voorgoed"
    is_serious = True

    @property
    def explanation(self) -> str:  # type: ignore[override]
        waiting = Delivery.objects.filter(issue=self.object, state__in=steering.WAITING).count()
        who = "1 abonnee heeft" if waiting == 1 else f"{waiting} abonnees hebben"
        return f"{who} het nog niet. Dat blijft dan zo: u kunt dit niet terugdraaien."

    def act(self) -> str:
        steering.cancel_issue(self.object, by=self.request.user)  # type: ignore[arg-type]
        return f"Het verzenden van ‘{self.object}’ is gestopt."


class DoubtView(ControlView):
    """About one delivery of the issue of which nobody knows whether it arrived."""

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
        steering.resend_uncertain(self.delivery, by=self.request.user)  # type: ignore[arg-type]
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
        steering.leave_uncertain(self.delivery, by=self.request.user)  # type: ignore[arg-type]
        return f"U liet het zo voor {self.delivery.email}."
