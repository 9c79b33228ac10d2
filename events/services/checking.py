"""Nothing is published that a calendar program would read wrongly: the lint looks before the public does."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from events.facts import LANGUAGES, Facts
from events.ical import FeedHead, render_feed
from events.lint import Finding, lint_calendar
from events.models import CalendarEntry, Change

from .identity import product
from .ledger import bytes_of

MOST_SENTENCES = 10
REFUSED = "Er is niets gepubliceerd, want agenda’s van bezoekers zouden dit verkeerd tonen."


def refuse_broken_changes(changes: Iterable[Change]) -> None:
    """Raise ``ValidationError`` (``breaks_calendars``) when what ``changes`` tell would break a calendar program.

    Called inside the transaction that told them, so that nothing of it remains; looks at the very bytes, no query.
    """
    refuse({str(one.entry.uid): (one.after, (one.entry.vevent_nl, one.entry.vevent_en)) for one in changes})


def refuse_broken_facts(all_facts: Iterable[Facts]) -> None:
    """The same for what is not written down yet."""
    now = timezone.now()
    entry = CalendarEntry(sequence=0, first_published_at=now, changed_at=now)
    refuse({facts["uid"]: (facts, bytes_of(entry, facts)) for facts in all_facts})


def refuse(told: dict[str, tuple[Facts, tuple[str, str]]]) -> None:
    """``told`` is per UID the facts and the VEVENT in each of ``LANGUAGES``."""
    if not told:
        return
    titles = {uid: facts["nl"]["title"] for uid, (facts, _) in told.items()}
    found: dict[str, None] = {}  # each sentence once: both languages, and every moment, mostly say the same
    for number, language in enumerate(LANGUAGES):
        calendar = whole_calendar([vevents[number] for _, vevents in told.values()], language, timezone.now())
        errors = (one for one in lint_calendar(calendar, parsers=False) if one.severity == "error")
        found.update(dict.fromkeys(sentence_of(one, titles) for one in errors))
    if found:
        raise ValidationError([REFUSED, *list(found)[:MOST_SENTENCES]], code="breaks_calendars")


def whole_calendar(vevents: list[str], language: str, now: datetime) -> bytes:
    """A feed of these entries alone, under a head that has nothing wrong."""
    head = FeedHead(
        key="check",
        name=settings.SITE_NAME,
        description=settings.SITE_NAME,
        source=f"{settings.SITE_URL}/agenda.ics",
        url=f"{settings.SITE_URL}/agenda/",
        language=language,
        changed_at=now,
    )
    return render_feed(head, vevents, product=product(), uid_domain=settings.UID_DOMAIN)


def sentence_of(finding: Finding, titles: dict[str, str]) -> str:
    """The finding in its own words, after the title of the activity it is about where it names one."""
    title = titles.get(finding.where.partition("@")[0])
    return f"‘{title}’: {finding.sentence}" if title else finding.sentence
