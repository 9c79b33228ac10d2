"""One subscriber in the desk: what they asked for, the proof of it, and ending it when they ask us."""

from typing import Any

from django.utils.functional import cached_property
from wagtail.admin.widgets.button import Button

from subscribers.models import Subscriber, Subscription, Suppression
from subscribers.services.subscriptions import leave

from .actions import ActionView
from .addresses import desk_address
from .listings import ReadableInspect


def status_of(subscriber: Subscriber) -> str:
    """Where a subscriber stands, in a few words; needs ``subscriptions`` prefetched when many are asked."""
    if subscriber.erased_at:
        return "gewist"
    states = [subscription.state for subscription in subscriber.subscriptions.all()]
    confirmed = states.count(Subscription.State.CONFIRMED)
    if confirmed:
        return "1 onderwerp" if confirmed == 1 else f"{confirmed} onderwerpen"
    if Subscription.State.PENDING in states:
        return "wacht op bevestiging"
    return "afgemeld" if states else "zonder abonnement"


class SubscriberInspect(ReadableInspect):
    """Subscriptions and consents beside the address; only their owner, or a step of ours, changes them."""

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        person = self.object
        context["subscriptions"] = person.subscriptions.select_related("topic").order_by("topic__position")
        context["consents"] = person.consents.all()
        context["suppression"] = Suppression.objects.active().filter(email_normalised=person.email_normalised).first()
        return context

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = list(super().header_more_buttons)
        leaving = self.object.subscriptions.exclude(state=Subscription.State.LEFT).exists()
        if leaving and self.request.user.has_perm("subscribers.change_subscriber"):
            url = desk_address(Subscriber, "leave", self.object.pk)
            buttons.append(Button("Afmelden", url=url, icon_name="logout", priority=50))
        return buttons


class SubscriberLeave(ActionView):
    page_title = "Afmelden"
    header_icon = "logout"
    question = "Wilt u deze abonnee afmelden voor alle onderwerpen?"
    explanation = (
        "Doe dit alleen als de abonnee erom vraagt. Zelf weer aanmelden kan altijd, met een bevestiging per mail."
    )
    button = "Ja, meld af"
    is_serious = True

    def act(self) -> str:
        leave(self.object, source="desk")
        return f"{self.object.email} krijgt geen nieuwsbrief meer."
