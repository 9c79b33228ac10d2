"""What is on, by programme day: filled from the published programme when the issue is shown, approved and sent."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from events.models import CalendarEntry
from events.models.calendar import CalendarEntryQuerySet
from newsletter.blocks.checks import Forgotten
from newsletter.blocks.fields import absolute, text_of
from newsletter.blocks.kind import Kind
from newsletter.rendering.counted import Addresses, instead
from newsletter.rendering.pieces import Picture
from newsletter.rendering.plain import heading, joined

from .difference import describe_lines
from .lines import AgendaDay, agenda_days

LEAD = (1200, 400)  # CSS pixels


class AgendaFields(blocks.StructBlock):
    heading = blocks.CharBlock(label="kop", max_length=120, default="Agenda")
    edition = SnippetChooserBlock("events.Edition", label="van deze editie", required=False)
    term = SnippetChooserBlock("events.Term", label="met dit thema", required=False)
    highlights = blocks.BooleanBlock(label="alleen wat is uitgelicht", required=False)
    days = blocks.IntegerBlock(label="zoveel dagen vooruit", default=30, min_value=1, max_value=400)
    limit = blocks.IntegerBlock(label="hoogstens zoveel regels", default=8, min_value=1, max_value=30)

    class Meta:
        icon = "date"
        label = "Agenda"


@dataclass(frozen=True, slots=True)
class Agenda(Kind):
    name: ClassVar = "agenda"
    fields: ClassVar = AgendaFields

    heading: str
    days: tuple[AgendaDay, ...]
    more_url: str

    @classmethod
    def gather(cls, value: Any, language: str, at: datetime) -> "Agenda":
        facts = [entry.facts for entry in agenda_entries(value, at)]
        days = agenda_days(facts, language=language, at=at, zone=ZoneInfo(settings.TIME_ZONE))
        return cls(text_of(value, "heading"), days, more_url(value))

    def as_text(self, site_url: str) -> str:
        days = [
            "\n\n".join([day.label, *(f"{x.time}  {x.title}\n{x.where}\n{x.url}" for x in day.lines)])
            for day in self.days
        ]
        empty = "" if days else _("Er staat nu niets op de agenda.")
        return joined(heading(self.heading), *days, empty, f"{_('De hele agenda')}:\n{self.more_url}")

    def links(self, site_url: str) -> list[tuple[str, str]]:
        lines = [(line.title, line.url) for day in self.days for line in day.lines]
        return [*lines, (_("De hele agenda"), self.more_url)]

    def readdressed(self, site_url: str, addresses: Addresses) -> "Agenda":
        days = tuple(
            replace(day, lines=tuple(replace(line, url=instead(line.url, addresses)) for line in day.lines))
            for day in self.days
        )
        return replace(self, days=days, more_url=instead(self.more_url, addresses))

    def forgotten(self, value: Any) -> Iterator[Forgotten]:
        if not self.days:
            sentence = "er valt niets in deze keuze, dus komt er te staan dat er niets op de agenda staat."
            yield Forgotten(sentence, "agenda_empty", is_error=False)

    @classmethod
    def lead(cls, value: Any, at: datetime) -> Picture | None:
        """The drawing of the first highlight, or else of the first event."""
        entries = list(agenda_entries(value, at))
        first = next((entry for entry in entries if entry.facts["highlight"]), entries[0] if entries else None)
        if first is None:
            return None
        return Picture(f"{settings.SITE_URL}{reverse('drawing-png', args=[first.event_code])}", *LEAD)

    @staticmethod
    def difference(number: int, before: str, after: str) -> str:
        return f"agendablok {number}: {describe_lines(before, after)}"


def agenda_entries(value: Any, at: datetime) -> CalendarEntryQuerySet:
    """What an agenda block shows: published, taking place, not over at ``at``, soonest first."""
    entries = (
        CalendarEntry.objects.taking_place()
        .upcoming(at)
        .filter(starts_at__lt=at + timedelta(days=value.get("days") or 30))
    )
    if value.get("edition"):
        entries = entries.filter(edition=value["edition"])
    if value.get("term"):
        entries = entries.with_facet("term", value["term"].slug)
    if value.get("highlights"):
        entries = entries.with_facet("highlight", "1")
    return entries[: value.get("limit") or 8]


def more_url(value: Any) -> str:
    """Where the block's programme goes on."""
    edition, term = value.get("edition"), value.get("term")
    page = absolute("edition", edition.series.slug, edition.slug) if edition else absolute("agenda")
    return f"{page}?term={term.slug}" if term else page
