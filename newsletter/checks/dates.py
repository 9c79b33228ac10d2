"""Rules about days and hours, against the calendar and the programme. A wrong weekday (K16) is found per block."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from newsletter.compose.weekdays import MONTHS

from .findings import Finding, in_block
from .reading import blocks_of, phrases_in
from .snapshot import Snapshot

HISTORY = timedelta(days=365)
NAMED_NL = re.compile(rf"\b(\d{{1,2}})[ \xa0]({'|'.join(MONTHS['nl'])})[ \xa0](\d{{4}})\b", re.IGNORECASE)
NAMED_EN = re.compile(rf"\b(\d{{1,2}})[ \xa0]({'|'.join(MONTHS['en'])})[ \xa0](\d{{4}})\b", re.IGNORECASE)
HOUR = re.compile(r"\b([01]?\d|2[0-3])(?::([0-5]\d)\b|\.([0-5]\d)[ \xa0]?(?:uur|u)\b)")
SOON = {
    "nl": frozenset(("morgen", "overmorgen", "vanavond", "vandaag", "gisteren")),
    "en": frozenset(("tomorrow", "tonight", "today", "yesterday")),
}
OFF = ("afgelast", "gaat niet door", "geannuleerd", "cancelled", "called off")


def k17_dates_are_to_come(seen: Snapshot) -> Iterator[Finding]:
    today = timezone.localdate(seen.facts.at)
    for text, block in blocks_of(seen):
        for written, day in dates_in(block.text, text.language):
            if today - HISTORY <= day < today:
                said = _("“%(written)s” is al voorbij als dit nummer uitgaat. Verander de datum of haal hem weg.")
                yield in_block("K17", "W", text.language, block, said % {"written": written}, written)


def k18_days_by_name(seen: Snapshot) -> Iterator[Finding]:
    day = date_format(timezone.localtime(seen.facts.at), "j F")
    for text, block in blocks_of(seen):
        for word in phrases_in(block.text, SOON[text.language]):
            said = _("“%(word)s” geldt vanaf de dag van verzending, %(day)s. Noem liever de datum.")
            words = said % {"word": word, "day": day}
            yield in_block("K18", "H", text.language, block, words, word)


def k19_hours_are_the_programmes(seen: Snapshot) -> Iterator[Finding]:
    """An hour in a block that leads to events is one of theirs. One event and one hour: nothing else can be meant."""
    for text, block in blocks_of(seen):
        events = {fact.title: fact for _words, url in block.links if (fact := seen.facts.events.get(url))}
        written = dict(hours_in(block.text))
        known = {hour for fact in events.values() for hour in fact.hours}
        for said, hour in written.items() if events else ():
            if hour not in known:
                certain = len(events) == 1 and len(written) == 1
                sentence = _("“%(hour)s” is geen uur van %(events)s; in het programma: %(known)s. Verbeter het.")
                words = sentence % {"hour": said, "events": ", ".join(events), "known": ", ".join(sorted(known))}
                yield in_block("K19", "E" if certain else "W", text.language, block, words, said)


def k20_events_take_place(seen: Snapshot) -> Iterator[Finding]:
    for text, block in blocks_of(seen):
        for fact in {fact.title: fact for _w, url in block.links if (fact := seen.facts.events.get(url))}.values():
            about = {"event": fact.title}
            if fact.is_off and not tells_off(block.text):
                said = _("‘%(event)s’ is afgelast. Zeg dat erbij of haal het weg.")
                yield in_block("K20", "E", text.language, block, said % about, f"off {fact.title}")
            elif fact.ends_at <= seen.facts.at:
                said = _("‘%(event)s’ is al voorbij als dit nummer uitgaat. Haal het weg.")
                yield in_block("K20", "E", text.language, block, said % about, f"over {fact.title}")
            elif fact.is_full:
                said = _("‘%(event)s’ is vol. Zeg dat erbij of haal het weg.")
                yield in_block("K20", "W", text.language, block, said % about, f"full {fact.title}")


def tells_off(words: str) -> bool:
    return any(said in words.lower() for said in OFF)


def dates_in(words: str, language: str) -> Iterator[tuple[str, date]]:
    """Dates that name their year and exist."""
    for match in NAMED_EN.finditer(words) if language == "en" else NAMED_NL.finditer(words):
        try:
            yield match.group(), date(int(match[3]), MONTHS[language].index(match[2].lower()) + 1, int(match[1]))
        except ValueError:
            continue


def hours_in(words: str) -> Iterator[tuple[str, str]]:
    """(as written, as 20:30): ``20:30``, and ``20.30 uur``; never ``kamer 12.30``."""
    for match in HOUR.finditer(words):
        yield match.group(), f"{int(match[1]):02}:{match[2] or match[3]}"
