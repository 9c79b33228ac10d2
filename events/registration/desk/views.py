"""The list of registrations, and one of them: what may be done with it, and what was."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import IndexView

from events.models import Registration
from events.registration.audit import history_of
from events.registration.seats.why import why_not_promoted
from subscribers.screens.desk_urls import desk_address
from subscribers.screens.listings import ReadableInspect, SingleRows
from subscribers.screens.policies import may

SOURCES = [("form", "op de site"), ("api", "via de API"), ("desk", "door ons")]
State = Registration.State


class RegistrationIndex(SingleRows, IndexView):
    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not may(self.request.user, "register", Registration):
            return []
        url = desk_address(Registration, "register")
        return [HeaderButton("Iemand aanmelden", url=url, icon_name="plus")]

    def get_list_more_buttons(self, instance: Registration) -> list[Any]:
        return [*super().get_list_more_buttons(instance), *steps_with(self.request, instance)]


class RegistrationInspect(ReadableInspect):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        return steps_with(self.request, self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waits = self.object.is_holding and (self.object.state == State.WAITLISTED or self.object.more_wanted > 0)
        why = why_not_promoted(self.object.occurrence) if waits else ""
        return super().get_context_data(history=history_of(self.object), why=why, **kwargs)  # type: ignore[no-any-return]

    def get_state_display_value(self) -> str:
        return self.object.standing  # type: ignore[no-any-return]

    def get_source_display_value(self) -> str:
        return dict(SOURCES).get(self.object.source, self.object.source)


def steps_with(request: HttpRequest, registration: Registration) -> list[Button]:
    """What this colleague may do for the visitor as things stand."""
    if not registration.is_holding:
        return []
    has_place, waits = registration.state == State.CONFIRMED, registration.state == State.WAITLISTED
    is_to_come = registration.occurrence.starts_at > timezone.now()
    steps = [
        ("first", "Vooraan zetten of plaats geven", "arrow-up", "cancel", waits and is_to_come),
        ("resize", "Aantal wijzigen", "group", "cancel", (has_place or waits) and is_to_come),
        ("move", "Verplaatsen", "redirect", "cancel", (has_place or waits) and is_to_come),
        ("correct", "Naam of adres verbeteren", "edit", "cancel", True),
        ("resend", "Mail opnieuw sturen", "mail", "cancel", bool(registration.email)),
        ("paper", "Code op papier", "doc-full", "view", has_place),
        ("cancel", "Afmelden", "logout", "cancel", True),
    ]
    return [
        Button(label, url=desk_address(Registration, step, registration.pk), icon_name=icon, priority=50 + number)
        for number, (step, label, icon, permission, fits) in enumerate(steps)
        if fits and may(request.user, permission, Registration)
    ]
