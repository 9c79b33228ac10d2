"""Nothing is published that a calendar program would read wrongly: the lint looks before the public does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from events.ical import CalendarHead, render_calendar
from events.icallint import Finding, lint_calendar
from events.models import CalendarEntry, Change
from events.models.facts import Facts
from events.shell.identity import product, sender, surroundings, zone_told

from .entries import Reconciliation, write_bytes

MOST_SENTENCES = 10
REFUSED = "Er is niets gepubliceerd, want agenda’s van bezoekers zouden dit verkeerd tonen."
UNWRITABLE = "Hiervan is geen agendaregel te maken. Kijk alle velden na, ook die van de momenten."


class WhenBroken(Enum):
    """What to do with what would break calendar programs: leave it as it was told, or refuse the whole.

    REFUSE_NEW is for a row that many events refer to: what was held already is no reason to refuse it.
    """

    HOLD = "hold"
    REFUSE = "refuse"
    REFUSE_NEW = "refuse new"


@dataclass(frozen=True)
class Broken:
    """An event by its title, and in sentences what is wrong with it."""

    title: str
    sentences: list[str]


def errors_in(changes: Iterable[Change]) -> dict[UUID, list[str]]:
    """By UID what would break a calendar program in the very bytes of ``changes``, in sentences; no query."""
    told = {change.entry.uid: (change.entry.vevent_nl, change.entry.vevent_en) for change in changes}
    if not told or not any(errors_of([both[number] for both in told.values()]) for number in (0, 1)):
        return {}
    found = {}
    for uid, both in told.items():
        sentences = [one.sentence for vevent in both for one in errors_of([vevent])]
        if sentences:
            found[uid] = list(dict.fromkeys(sentences))  # both languages mostly say the same
    return found


def errors_of(vevents: list[str]) -> list[Finding]:
    """What is wrong with these entries; what is wrong with a calendar that has none of them is not their fault."""
    now = timezone.now().replace(microsecond=0)  # one head for all that is checked within a second
    errors = [one for one in lint_calendar(whole_calendar(vevents, now), parsers=False) if one.severity == "error"]
    without = lint_calendar(whole_calendar([], now), parsers=False) if errors else []
    return [finding for finding in errors if finding not in without]


def refuse_broken_facts(all_facts: Iterable[Facts]) -> None:
    """Raise ``ValidationError`` (``breaks_calendars``) when telling these facts would break a calendar program."""
    now, around = timezone.now(), surroundings()
    run = Reconciliation(now, None, sender(), around["zone"], around["site_url"])
    changes, titles = [], {}
    for facts in all_facts:
        entry = CalendarEntry(facts=facts, first_published_at=now, changed_at=now)
        write_bytes(entry, run)
        changes.append(Change(entry=entry))
        titles[entry.uid] = facts["nl"]["title"]
    refuse([Broken(titles[uid], sentences) for uid, sentences in errors_in(changes).items()])


def refuse(broken: Iterable[Broken]) -> None:
    """Raise ``ValidationError`` (``breaks_calendars``) when there is anything in ``broken``."""
    said = dict.fromkeys(f"‘{one.title}’: {sentence}" for one in broken for sentence in one.sentences)
    if said:
        sentences = [REFUSED, *list(said)[:MOST_SENTENCES]]
        raise ValidationError([ValidationError(sentence, code="breaks_calendars") for sentence in sentences])


def whole_calendar(vevents: list[str], now: datetime) -> bytes:
    """A feed of these entries alone, under a head that has nothing wrong."""
    head = CalendarHead(
        product=product(),
        name=settings.SITE_NAME,
        description=settings.SITE_NAME,
        source=f"{settings.SITE_URL}/agenda.ics",
        url=f"{settings.SITE_URL}/agenda/",
        last_modified=now,
        zone=zone_told(),
    )
    return render_calendar(head, vevents)
