"""Published facts of the programme as the lines of an agenda block. Pure: the moment is an argument."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from newsletter.rendering.slots import tidy_line

Facts = dict[str, Any]

SPOKEN = {
    "nl": gettext_noop("in het Nederlands"),
    "en": gettext_noop("in het Engels"),
    "both": gettext_noop("Nederlands en Engels"),
    "any": gettext_noop("taal geen bezwaar"),
}
WAY_IN = {
    "free": gettext_noop("vrij binnenlopen"),
    "expected": gettext_noop("gratis, meld u aan"),
    "register": gettext_noop("aanmelden"),
    "choose": gettext_noop("aanmelden"),
    "apply": gettext_noop("op aanvraag"),
    "elsewhere": gettext_noop("met kaartje"),
    "invited": gettext_noop("op uitnodiging"),
}


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One occurrence as the reader sees it; ``lang`` is that of the title where it is not the issue's, else ""."""

    time: str
    title: str
    url: str
    place: str
    notes: str
    lang: str

    @property
    def where(self) -> str:
        return f"{self.place} · {self.notes}"


@dataclass(frozen=True, slots=True)
class AgendaDay:
    label: str  # "zaterdag 19 september"
    lines: tuple[AgendaLine, ...]


def agenda_days(entries: list[Facts], *, language: str, at: datetime, zone: ZoneInfo) -> tuple[AgendaDay, ...]:
    """Lines by programme day, in the order given; what began before ``at`` stands first, under *nu bezig*."""
    with translation.override(language):
        labelled = [(day_label(facts, at), agenda_line(facts, language, at, zone)) for facts in entries]
        ordered = sorted(labelled, key=lambda pair: pair[0] != _("Nu bezig"))
        return tuple(
            AgendaDay(label, tuple(line for _label, line in lines))
            for label, lines in groupby(ordered, key=lambda pair: pair[0])
        )


def day_label(facts: Facts, at: datetime) -> str:
    if moment(facts["startsAt"]) < at:
        return _("Nu bezig")
    return weekday(date.fromisoformat(facts["day"]))


def agenda_line(facts: Facts, language: str, at: datetime, zone: ZoneInfo) -> AgendaLine:
    """One line, in the language that is active."""
    texts = facts[language]
    notes = [_(SPOKEN[facts["language"]])] if facts["language"] != language else []
    notes += [_(WAY_IN[facts["wayIn"]])]
    return AgendaLine(
        time=time_label(facts, at, zone),
        title=tidy_line(texts["title"]),
        url=texts["url"],
        place=tidy_line(texts["place"]),
        notes=" · ".join(notes),
        lang="" if texts["lang"] == language else texts["lang"],
    )


def time_label(facts: Facts, at: datetime, zone: ZoneInfo) -> str:
    """ "20:00–21:30", "doorlopend 20:00–01:00", "hele dag" or, for what lasts or is under way, until when."""
    starts, ends = moment(facts["startsAt"]).astimezone(zone), moment(facts["endsAt"]).astimezone(zone)
    last = ends - timedelta(seconds=1)  # what ends at midnight ends the day before
    if last - max(starts, at) >= timedelta(days=1):
        return _("t/m %(day)s") % {"day": date_format(last, "j F")}
    if starts < at and not facts["allDay"]:
        return _("tot %(time)s") % {"time": f"{ends:%H:%M}"}
    if facts["allDay"]:
        return _("hele dag")
    span = f"{starts:%H:%M}–{ends:%H:%M}" if facts["endKnown"] else f"{starts:%H:%M}"
    return _("doorlopend %(span)s") % {"span": span} if facts["continuous"] else span


def weekday(day: date) -> str:
    """ "zaterdag 19 september"; the active language's month and day names."""
    return date_format(day, "l j F")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
