"""One subscriber in the desk: what they asked for, the proof of it, and ending it when they ask us."""

from typing import Any

from django.utils.functional import cached_property
from wagtail.admin.widgets.button import Button

from subscribers.models import Subscriber, Subscription, Suppression
from subscribers.screens.actions import ActionView
from subscribers.screens.desk_urls import desk_address
from subscribers.screens.listings import ReadableInspect
from subscribers.screens.policies import may

from .test_mailboxes import make_seed, unmake_seed
from .unsubscribing import leave


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
        if leaving and may(self.request.user, "leave", Subscriber):
            name, label = ("no-seed", "Geen proefadres meer") if self.object.seed_since else ("seed", "Proefadres")
            seed, out = (desk_address(Subscriber, step, self.object.pk) for step in (name, "leave"))
            buttons.append(Button(label, url=seed, icon_name="mail", priority=40))
            buttons.append(Button("Afmelden", url=out, icon_name="logout", priority=50))
        return buttons


class SubscriberLeave(ActionView):
    permission = "leave"
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


class SubscriberSeed(ActionView):
    permission = "seed"
    page_title = "Proefadres"
    header_icon = "mail"
    question = "Is dit een postbus van onszelf, die elk nummer het eerst krijgt?"
    explanation = (
        "Een groot nummer gaat eerst naar medewerkers, naar proefadressen en naar een klein deel van de abonnees. "
        "Neem als proefadres een eigen postbus bij een aanbieder die veel abonnees gebruiken, "
        "en meld die aan voor alle onderwerpen."
    )
    button = "Ja, maak er een proefadres van"

    def act(self) -> str:
        make_seed(self.object)
        return f"{self.object.email} krijgt elk nummer voortaan het eerst."


class SubscriberNoSeed(ActionView):
    permission = "seed"
    page_title = "Geen proefadres meer"
    header_icon = "mail"
    question = "Wilt u dat dit geen proefadres meer is?"
    explanation = "Het adres blijft een gewone abonnee."
    button = "Ja, geen proefadres meer"

    def act(self) -> str:
        unmake_seed(self.object)
        return f"{self.object.email} is geen proefadres meer."
