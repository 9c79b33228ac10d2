"""The views of an event in the desk, where they differ from Wagtail's."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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

from events.ledger.differences import differences_of, in_words, withdrawals_of
from events.models import Change, Event, Occurrence, Registration
from events.publishing.differences_desk import in_rows, what_followed
from events.publishing.moments import overbooked, overlaps
from events.publishing.rehearsal import rehearse_drafts, rehearse_withdrawal, with_visitors
from events.publishing.telling import telling
from events.publishing.versions import HELD_BY_VISITORS, keep_live_version
from events.registration.desk.embedding import EventEmbedding
from events.registration.seats.locks import lock_occurrences
from subscribers.outbox.noting import Notes, noting_mail
from subscribers.screens.desk_urls import desk_address
from subscribers.screens.policies import may
from subscribers.screens.texts import SaysWhatWasTidied
from subscribers.screens.wagtail_private import PreviewOfOurs, WithoutChecks
from subscribers.shell.responses import content_security_policy as csp

from .copying import copy_event

LOOKS = "Zo ziet dit eruit in Google, Apple, Outlook en Thunderbird"


class TellsCalendars:
    """Publication and ledger in one transaction; afterwards the sentence that says what the public was told.

    What would break a calendar program takes the whole of it back. The form says so first, with nothing typed lost;
    here stands what no form sees, such as the approval of a draft.
    """

    request: HttpRequest
    object: Event
    changes: Sequence[Change] = ()
    notes: Notes = []

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Around what may publish the event or take it off the site: told once, and only when it did."""
        with noting_mail() as self.notes, telling(by=self.request.user) as told:  # type: ignore[arg-type]
            before = publication_of(self.object)
            yield
            if publication_of(self.object) != before:
                told.touch(self.object.pk)
        self.changes = told.changes

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                if live := Event.objects.filter(pk=unquote(str(kwargs.get("pk", 0)))).first():
                    lock_occurrences([live.pk])
                    keep_live_version(live)
                response = self.act(request, *args, **kwargs)
        except ProtectedError:  # somebody registered between the check and this moment
            messages.error(request, HELD_BY_VISITORS)
            return HttpResponseRedirect(request.get_full_path())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(request.get_full_path())
        if said := what_followed(self.changes, self.notes):
            messages.info(request, said)
        return response

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request, *args, **kwargs)  # type: ignore[misc,no-any-return]


def publication_of(event: Event) -> tuple[Any, ...] | None:
    """What every publication and withdrawal of its row changes, whichever way Wagtail does it."""
    return Event.objects.filter(pk=event.pk).values_list("live", "live_revision", "last_published_at").first()


class SavesEvent(SaysWhatWasTidied, TellsCalendars):
    """The form of an event: its buttons publish, submit and approve.

    What may be meant and may be a mistake is said once, after saving, and refused never.
    """

    def run_action_method(self) -> HttpResponse | None:
        with self.telling():
            return super().run_action_method()  # type: ignore[misc,no-any-return]

    def get_success_buttons(self) -> list[Any]:
        for sentence in [*overlaps(self.object), *overbooked(self.object)][:4]:
            messages.warning(self.request, sentence)
        buttons: list[Any] = super().get_success_buttons()  # type: ignore[misc]
        return (
            [*buttons, messages.button(public_address(self.object), "Bekijk op de site")]
            if self.object.live
            else buttons
        )


class EventCreate(WithoutChecks, SavesEvent, snippets.CreateView):
    page_title = "Nieuw"


class EventCopy(WithoutChecks, snippets.CopyView):
    """A form filled in from another event; nothing exists until it is saved (by the view that creates)."""

    def get_initial_form_instance(self) -> Event:
        return copy_event(self.get_object().get_latest_revision_as_object())


class EventEdit(WithoutChecks, SavesEvent, snippets.EditView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.live_object
        if row.has_unpublished_changes and (row.live or with_visitors([row])):
            said = in_words(differences_of(self.object))
            told = (
                f"Als u publiceert, verandert in de agenda’s van bezoekers: {said}."
                if said
                else "Voor bezoekers verandert er niets."
            )
            mails = rehearse_drafts([row], by=request.user)  # type: ignore[arg-type]
            messages.info(request, f"Dit concept staat nog niet op de site. {told} {mails.in_words}".rstrip())
        return super().get(request, *args, **kwargs)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = list(super().header_more_buttons)
        seen = desk_address(Event, "clients", self.object.pk)
        buttons.append(Button(LOOKS, url=seen, icon_name="calendar", priority=42))
        if may(self.request.user, "view", Registration):
            url = desk_address(Registration, "list")
            count = Registration.objects.filter(occurrence__event=self.object.pk).holding().count()
            buttons.append(
                Button(f"Aanmeldingen ({count})", url=f"{url}?event={self.object.pk}", icon_name="group", priority=40)
            )
        if (
            self.live_object.live
            and self.live_object.occurrences.filter(way_in__in=Occurrence.REGISTERED_HERE).exists()
        ):
            url = desk_address(Event, "embedding", self.object.pk)
            buttons.append(Button(EventEmbedding.page_title, url=url, icon_name="code", priority=43))
        if self.live_object.live:
            buttons.append(
                Button(
                    "Bekijk op de site", url=public_address(self.live_object), icon_name="link-external", priority=45
                )
            )
        return buttons


class ServesEvent(PreviewOfOurs):
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
    template_name = "events/programme/event_unpublish.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = withdrawals_of(self.object)
        mails = rehearse_withdrawal(self.object, by=self.request.user)  # type: ignore[arg-type]
        said = {"said": in_words(found), "differences": in_rows(found), "mails": mails}
        return super().get_context_data(**said, **kwargs)  # type: ignore[no-any-return]

    def unpublish(self) -> HttpResponse | None:
        with self.telling():
            return super().unpublish()  # type: ignore[no-any-return]


class EventWorkflowAction(TellsCalendars, snippets.WorkflowActionView):
    """An approval publishes; the other actions of a workflow do not."""

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with self.telling():
            return super().act(request, *args, **kwargs)


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
