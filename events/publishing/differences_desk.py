"""What the public would hear, on a page of the desk, and who may tell it."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from wagtail.snippets.action_menu import ActionMenuItem

from events.ledger.differences import Difference, differences_of, in_calendars, in_words
from events.models import Change, Event
from events.models.facts import moment
from events.registration.mail import counting
from events.shell.walltime import say
from subscribers.outbox.noting import Notes, noting_mail
from subscribers.screens.actions import ActionView
from subscribers.screens.desk_urls import desk_address
from subscribers.screens.policies import may

from .publish import publish_draft
from .rehearsal import rehearse_drafts

OFF = {"cancelled": "gaat niet door", "postponed": "uitgesteld"}


class MayPublish:
    """Who may change an edition may not yet speak to the public."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not may(request.user, "publish", Event):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class EventDifference(MayPublish, ActionView):
    """One event: GET shows what publishing its draft would tell, POST tells it."""

    page_title = "Wat verandert er?"
    header_icon = "view"
    template_name = "events/publishing/edition_go_back.html"
    question = "Wilt u dit concept publiceren?"
    button = "Ja, publiceer"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        found = differences_of(self.object.get_latest_revision_as_object())
        mails = rehearse_drafts([self.object], by=self.request.user)  # type: ignore[arg-type]
        context.update(said=in_words(found), differences=in_rows(found), mails=mails)
        return context

    def act(self) -> str:
        return outcome("Gepubliceerd.", lambda: publish_draft(self.object, by=self.request.user))  # type: ignore[arg-type]


class SeeDifference(ActionMenuItem):  # type: ignore[misc]
    """Beside the button that publishes: look first."""

    name = "see-difference"
    label = "Eerst zien wat er verandert"
    icon_name = "view"

    def is_shown(self, context: dict[str, Any]) -> bool:
        return context["view"] == "edit" and may(context["request"].user, "publish", Event)

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return desk_address(Event, "difference", parent_context["instance"].pk)


def outcome(done: str, publish: Callable[[], Sequence[Change]]) -> str:
    """Publish, and say so with what followed."""
    with noting_mail() as notes:
        changes = publish()
    return f"{done} {what_followed(changes, notes) or 'Voor bezoekers is er niets veranderd.'}"


def what_followed(changes: Sequence[Change], notes: Notes) -> str:
    """What calendars and visitors heard, as sentences; empty when neither heard anything."""
    if not changes and not notes:
        return ""
    mails = counting.in_words(counting.count_readers(notes), before=False)
    return f"{in_calendars(changes)} {mails}".lstrip()


def in_rows(differences: Sequence[Difference]) -> list[tuple[str, str, str, str]]:
    """(what, title, when before, when now), in the order of the programme."""
    return [
        (
            str(one.what.label),
            one.after["nl"]["title"],
            when(one.before) if one.before else "",
            becomes(one),
        )
        for one in differences
    ]


def becomes(one: Difference) -> str:
    """What stands in their calendars afterwards: of what does not take place that, and never its old hour again."""
    off = OFF.get(one.after["status"])
    if off:
        return f"{off}: {reason}" if (reason := one.after["nl"]["reason"]) else off
    is_same = one.before is not None and when(one.before) == when(one.after) and not OFF.get(one.before["status"])
    return "op dezelfde tijd en plaats" if is_same else when(one.after)


def when(facts: dict[str, Any]) -> str:
    return f"{say(moment(facts['startsAt']))}, {facts['nl']['place']}"
