"""The views of an event in the desk, where they differ from Wagtail's."""

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views import snippets

from events.models import Event, Registration

from .copying import copy_event
from .moments import overbooked, overlaps
from .publishing import changes_since, last_change

HELD_BY_VISITORS = (
    "Er zijn aanmeldingen voor een moment dat in deze versie ontbreekt; daarom is er niets gepubliceerd. "
    "Zet het moment terug en maak het afgelast, dan krijgen bezoekers bericht."
)


class TellsCalendars:
    """Publication and ledger in one transaction; afterwards the sentence that says what the public was told."""

    request: HttpRequest
    object: Event

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        before = last_change()
        try:
            with transaction.atomic():
                response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        except ProtectedError:  # somebody registered between the check and this moment
            messages.error(request, HELD_BY_VISITORS)
            return HttpResponseRedirect(request.get_full_path())
        event = getattr(self, "object", None)
        said = changes_since(before, event) if event is not None and event.pk else ""
        if said:
            messages.info(request, said)
        return response


class WarnsAboutMoments(TellsCalendars):
    """What may be meant and may be a mistake is said once, after saving, and refused never."""

    def get_success_buttons(self) -> list[Any]:
        for sentence in [*overlaps(self.object), *overbooked(self.object)][:4]:
            messages.warning(self.request, sentence)
        return super().get_success_buttons()  # type: ignore[misc, no-any-return]


class EventCreate(WarnsAboutMoments, snippets.CreateView):
    page_title = "Nieuw"


class EventCopy(snippets.CopyView):
    """A form filled in from another event; nothing exists until it is saved (by the view that creates)."""

    def get_initial_form_instance(self) -> Event:
        return copy_event(self.get_object().get_latest_revision_as_object())


class EventEdit(WarnsAboutMoments, snippets.EditView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = list(super().header_more_buttons)
        if self.request.user.has_perm("events.view_registration"):
            url = reverse(Registration.snippet_viewset.get_url_name("list"))
            count = Registration.objects.filter(occurrence__event=self.object.pk).holding().count()
            buttons.append(Button(f"Aanmeldingen ({count})", url=f"{url}?event={self.object.pk}", icon_name="group", priority=40))
        if self.live_object.live:
            address = reverse("event", args=[self.live_object.slug or "x", self.live_object.code])
            buttons.append(Button("Bekijk op de site", url=address, icon_name="link-external", priority=45))
        return buttons


class EventUnpublish(TellsCalendars, snippets.UnpublishView):
    pass


class EventWorkflowAction(TellsCalendars, snippets.WorkflowActionView):
    pass


def why_kept(event: Event) -> str:
    """The sentence that says why this event cannot be deleted; empty when it can."""
    count = Registration.objects.filter(occurrence__event=event.pk).count()
    if count:
        return f"‘{event}’ kan niet weg: er zijn aanmeldingen ({count}). Zet de momenten op ‘afgelast’, dan krijgen bezoekers bericht."
    if event.live:
        return f"‘{event}’ staat op de site. Haal de publicatie eerst weg; in agenda’s van bezoekers komt het dan als afgelast."
    return ""

