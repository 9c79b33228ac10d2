"""The views of an event in the desk, where they differ from Wagtail's."""

from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views import snippets

from events.ledger.differences import differences_of, in_words
from events.models import Event, Registration
from events.publishing.differences_desk import in_rows
from events.publishing.moments import overbooked, overlaps
from events.publishing.telling import changes_since, last_change
from events.publishing.versions import HELD_BY_VISITORS, keep_live_version
from subscribers.shell import content_security_policy as csp
from subscribers.shell.desk_urls import desk_address
from subscribers.shell.texts import SaysWhatWasTidied
from subscribers.shell.wagtail_private import AnswersPreview

from .copying import copy_event

LOOKS = "Zo ziet dit eruit in Google, Apple, Outlook en Thunderbird"


class TellsCalendars:
    """Publication and ledger in one transaction; afterwards the sentence that says what the public was told.

    What would break a calendar program takes the whole of it back. The form says so first, with nothing typed lost;
    here stands what no form sees, such as the approval of a draft.
    """

    request: HttpRequest
    object: Event

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        before = last_change()
        try:
            with transaction.atomic():
                if live := Event.objects.filter(pk=unquote(str(kwargs.get("pk", 0)))).first():
                    keep_live_version(live)
                response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        except ProtectedError:  # somebody registered between the check and this moment
            messages.error(request, HELD_BY_VISITORS)
            return HttpResponseRedirect(request.get_full_path())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(request.get_full_path())
        event = getattr(self, "object", None)
        said = changes_since(before, event) if event is not None and event.pk else ""
        if said:
            messages.info(request, said)
        return response


class WarnsAboutMoments(SaysWhatWasTidied, TellsCalendars):
    """What may be meant and may be a mistake is said once, after saving, and refused never."""

    def get_success_buttons(self) -> list[Any]:
        for sentence in [*overlaps(self.object), *overbooked(self.object)][:4]:
            messages.warning(self.request, sentence)
        buttons: list[Any] = super().get_success_buttons()  # type: ignore[misc]
        return (
            [*buttons, messages.button(public_address(self.object), "Bekijk op de site")]
            if self.object.live
            else buttons
        )


class EventCreate(WarnsAboutMoments, snippets.CreateView):
    page_title = "Nieuw"


class EventCopy(snippets.CopyView):
    """A form filled in from another event; nothing exists until it is saved (by the view that creates)."""

    def get_initial_form_instance(self) -> Event:
        return copy_event(self.get_object().get_latest_revision_as_object())


class EventEdit(WarnsAboutMoments, snippets.EditView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.live_object.live and self.live_object.has_unpublished_changes:
            said = in_words(differences_of(self.object))
            told = (
                f"Als u publiceert, verandert in de agenda’s van bezoekers: {said}."
                if said
                else "Voor bezoekers verandert er niets."
            )
            messages.info(request, f"Dit concept staat nog niet op de site. {told}")
        return super().get(request, *args, **kwargs)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = list(super().header_more_buttons)
        seen = desk_address(Event, "clients", self.object.pk)
        buttons.append(Button(LOOKS, url=seen, icon_name="calendar", priority=42))
        if self.request.user.has_perm("events.view_registration"):
            url = desk_address(Registration, "list")
            count = Registration.objects.filter(occurrence__event=self.object.pk).holding().count()
            buttons.append(
                Button(f"Aanmeldingen ({count})", url=f"{url}?event={self.object.pk}", icon_name="group", priority=40)
            )
        if self.live_object.live:
            buttons.append(
                Button(
                    "Bekijk op de site", url=public_address(self.live_object), icon_name="link-external", priority=45
                )
            )
        return buttons


class ServesEvent(AnswersPreview):
    """The public page of what is typed, or what the public would hear of it."""

    def serve(self, request: HttpRequest, mode: str) -> HttpResponse:
        if mode == Event.DIFFERENCE:
            found = differences_of(self.object)
            context = {"said": in_words(found), "differences": in_rows(found)}
            response = render(request, "events/publishing/differences_preview.html", context)
        else:
            response = render(request, "events/programme/event_preview.html", {"object": self.object})
        csp.set_policy(response, csp.EVENT_PREVIEW)
        return response


class EventPreviewOnCreate(ServesEvent, snippets.PreviewOnCreateView):
    pass


class EventPreviewOnEdit(ServesEvent, snippets.PreviewOnEditView):
    pass


class EventUnpublish(TellsCalendars, snippets.UnpublishView):
    pass


class EventWorkflowAction(TellsCalendars, snippets.WorkflowActionView):
    pass


def why_kept(event: Event) -> str:
    """The sentence that says why this event cannot be deleted; empty when it can."""
    count = Registration.objects.filter(occurrence__event=event.pk).count()
    if count:
        reason = f"er zijn aanmeldingen ({count}). Zet de momenten op ‘afgelast’, dan krijgen bezoekers bericht"
        return f"‘{event}’ kan niet weg: {reason}."
    if event.live:
        return f"‘{event}’ staat op de site. Haal de publicatie eerst weg; bezoekers zien het dan als afgelast."
    return ""


def public_address(event: Event) -> str:
    return reverse("event", args=[event.slug or "x", event.code])
