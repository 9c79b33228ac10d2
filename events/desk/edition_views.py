"""A whole programme at once: see what the public would be told, then publish every draft of an edition together."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button, HeaderButton

from events.ical import moment
from events.models import Edition, Event
from events.services.differences import Difference, differences_of_edition, in_words
from events.services.publishing import publish_edition
from subscribers.desk.actions import ActionView
from subscribers.desk.addresses import desk_address

from .moments import left_outside, say
from .rows import RowEdit


class EditionEdit(RowEdit):
    object: Edition
    request: HttpRequest

    def get_success_buttons(self) -> list[Any]:
        if said := left_outside(self.object):
            messages.warning(self.request, said)
        return list(super().get_success_buttons())

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        waiting = Event.objects.filter(edition=self.object, has_unpublished_changes=True).exists()
        if not waiting or not self.request.user.has_perm("events.publish_event"):  # type: ignore[union-attr]
            return []
        url = desk_address(Edition, "publish", self.object.pk)
        return [HeaderButton("Programma publiceren", url=url, icon_name="upload")]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        events = desk_address(Event, "list")
        # With an error on the screen the object is what was typed, its address too.
        slug = self.object.slug or Edition.objects.values_list("slug", flat=True).get(pk=self.object.pk)
        page = reverse("edition", args=[self.object.series.slug, slug])
        return [
            *super().header_more_buttons,
            Button(
                "Activiteiten van deze editie", url=f"{events}?edition={self.object.pk}", icon_name="date", priority=40
            ),
            Button("Bekijk op de site", url=page, icon_name="link-external", priority=45),
        ]


class EditionPublish(ActionView):
    """GET shows the differences, POST tells them."""

    page_title = "Programma publiceren"
    header_icon = "upload"
    template_name = "desk/edition_publish.html"
    question = "Wilt u alle concepten van deze editie publiceren?"
    explanation = (
        "Alles tegelijk of niets. Voorstellen van partners waarover nog niet is beslist, blijven buiten de deur."
    )
    button = "Ja, publiceer het programma"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        found = differences_of_edition(self.object)
        context.update(said=in_words(found), differences=list(in_rows(found)))
        return context

    def act(self) -> str:
        changes = publish_edition(self.object, by=self.request.user)  # type: ignore[arg-type]
        said = in_words(changes)
        return (
            f"Het programma is gepubliceerd. In de agenda’s van bezoekers: {said}."
            if said
            else "Gepubliceerd; voor bezoekers is er niets veranderd."
        )


def in_rows(differences: Sequence[Difference]) -> list[tuple[str, str, str, str]]:
    """(what, title, when before, when now), in the order of the programme."""
    return [
        (
            str(one.what.label),
            one.after["nl"]["title"],
            when(one.before) if one.before else "",
            when(one.after),
        )
        for one in differences
    ]


def when(facts: dict[str, Any]) -> str:
    return f"{say(moment(facts['startsAt']))}, {facts['nl']['place']}"
