"""A whole programme at once: see what the public would be told, then publish every draft of an edition together."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button, HeaderButton

from events.ledger.differences import differences_of_edition, in_words, planned_versions
from events.models import Edition, Event
from events.shell.walltime import WallTimeField, say
from subscribers.screens.actions import ActionView, ObjectView
from subscribers.screens.desk_urls import desk_address
from subscribers.screens.policies import may

from .differences_desk import MayPublish, in_rows, outcome
from .go_back import differences_back, go_back, steps_back
from .moments import left_outside
from .planned import plan_edition, unplan_edition
from .publish import publish_edition
from .rehearsal import rehearse_edition, rehearse_steps
from .rows_desk import RowEdit
from .versions import publications_of


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
        if not waiting or not may(self.request.user, "publish", Event):
            return []
        url = desk_address(Edition, "publish", self.object.pk)
        return [HeaderButton("Programma publiceren", url=url, icon_name="upload")]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        events = desk_address(Event, "list")
        # With an error on the screen the object is what was typed, its address too.
        slug = self.object.slug or Edition.objects.values_list("slug", flat=True).get(pk=self.object.pk)
        page = reverse("edition", args=[self.object.series.slug, slug])
        published = desk_address(Edition, "publications", self.object.pk)
        return [
            *super().header_more_buttons,
            Button(
                "Activiteiten van deze editie", url=f"{events}?edition={self.object.pk}", icon_name="date", priority=40
            ),
            Button("Wat er is gepubliceerd", url=published, icon_name="history", priority=42),
            Button("Bekijk op de site", url=page, icon_name="link-external", priority=45),
        ]


class HourForm(forms.Form):
    at = WallTimeField(
        label="Op een later tijdstip", required=False, help_text="Zoals 19-09-2026 09:00. Leeg: nu meteen."
    )


class EditionPublish(MayPublish, ActionView):
    """GET shows the differences; POST tells them, or plans to."""

    page_title = "Programma publiceren"
    header_icon = "upload"
    template_name = "events/publishing/edition_publish.html"
    question = "Wilt u alle concepten van deze editie publiceren?"
    explanation = (
        "Alles tegelijk of niets. Voorstellen van partners waarover nog niet is beslist, blijven buiten de deur. "
        "Wat al gepland is, gaat op zijn eigen tijdstip."
    )
    button = "Ja, publiceer het programma"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        found = differences_of_edition(self.object)
        mails = rehearse_edition(self.object, by=self.request.user)  # type: ignore[arg-type]
        context.update(said=in_words(found), differences=list(in_rows(found)), mails=mails, form=HourForm())
        context.update(planned=planned_hours(self.object))
        context.update(unplan_url=desk_address(Edition, "unplan", self.object.pk))
        return context

    def act(self) -> str:
        form = HourForm(self.request.POST)
        if not form.is_valid():
            raise ValidationError([str(one) for errors in form.errors.values() for one in errors])
        by: AbstractBaseUser = self.request.user  # type: ignore[assignment]
        if at := form.cleaned_data["at"]:
            count = plan_edition(self.object, at, by=by)
            return f"Gepland voor {say(at)}: {count} {'activiteit' if count == 1 else 'activiteiten'}."
        return outcome("Het programma is gepubliceerd.", lambda: publish_edition(self.object, by=by))


class EditionUnplan(MayPublish, ActionView):
    page_title = "Planning intrekken"
    header_icon = "cross"
    question = "Wilt u de planning intrekken?"
    explanation = "Alles wat in deze editie op zijn tijdstip wacht, wordt weer een gewoon concept."
    button = "Ja, trek de planning in"

    def act(self) -> str:
        count = unplan_edition(self.object, by=self.request.user)  # type: ignore[arg-type]
        return f"{count} {'activiteit is' if count == 1 else 'activiteiten zijn'} weer concept."


class EditionPublications(ObjectView):
    """What calendars heard of this edition and when; each can be undone."""

    page_title = "Wat er is gepubliceerd"
    header_icon = "history"
    template_name = "events/publishing/edition_publications.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [
            (
                say(one.began_at),
                one.by.get_full_name() or one.by.get_username() if one.by else "vanzelf",
                in_words(one.changes),
                desk_address(Edition, "go_back", self.object.pk, int(one.began_at.timestamp())),
            )
            for one in publications_of(self.object)
        ]
        may_undo = may(self.request.user, "publish", Event)
        return super().get_context_data(
            object=self.object, object_url=self.get_object_url(), rows=rows, may_undo=may_undo, **kwargs
        )


class EditionGoBack(MayPublish, ActionView):
    """Publishes the earlier state: GET shows what the public would hear of that, POST tells it."""

    page_title = "Terugzetten"
    header_icon = "undo"
    template_name = "events/publishing/edition_go_back.html"
    explanation = (
        "De stand van toen wordt opnieuw gepubliceerd; agenda’s horen het als een nieuwe wijziging. "
        "Wat u daarna in concepten schreef, blijft in de geschiedenis van elke activiteit staan."
    )
    button = "Ja, zet dit terug"
    is_serious = True

    @property
    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.kwargs["at"], UTC)

    @property
    def question(self) -> str:  # type: ignore[override]
        return f"Wilt u het programma terugzetten zoals het vlak voor {say(self.moment)} was?"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        steps = steps_back(self.object, self.moment)
        found, mails = differences_back(steps), rehearse_steps(steps, by=self.request.user)  # type: ignore[arg-type]
        context.update(said=in_words(found), differences=list(in_rows(found)), mails=mails)
        return context

    def act(self) -> str:
        by: Any = self.request.user
        return outcome("Het programma is teruggezet.", lambda: go_back(self.object, self.moment, by=by))


def planned_hours(edition: Edition) -> list[tuple[str, int]]:
    """(hour in words, how many activities), soonest first."""
    hours = Counter(version.approved_go_live_at for version in planned_versions(edition).values())
    return [(say(hour), count) for hour, count in sorted(hours.items())]
