"""Rules about the issue as a whole: what stands in it twice, to whom it goes, and what went out around it."""

from collections.abc import Iterator
from statistics import median

from django.utils.translation import gettext as _

from .findings import Finding, in_block
from .snapshot import Snapshot

UNUSUAL = (0.5, 1.5)  # times the usual number of readers


def k21_nothing_twice(seen: Snapshot) -> Iterator[Finding]:
    for text in seen.texts:
        first: dict[tuple[str, str], str] = {}
        told: dict[str, str] = {}
        for block in text.blocks:
            if not block.text.strip():
                continue
            before = first.setdefault((block.kind, block.text), block.label)
            if before != block.label:
                said = _("dit is gelijk aan %(before)s. Haal een van de twee weg.") % {"before": before}
                yield in_block("K21", "E", text.language, block, said, block.text)
                continue
            for url in {url for _words, url in block.links if url in seen.facts.events}:
                before = told.setdefault(url, block.label)
                if before != block.label:
                    event = seen.facts.events[url].title
                    said = _("‘%(event)s’ staat ook al in %(before)s.") % {"event": event, "before": before}
                    yield in_block("K21", "W", text.language, block, said, event)


def k25_room_around_it(seen: Snapshot) -> Iterator[Finding]:
    for title in seen.facts.neighbours:
        said = _("Binnen een dag gaat ook ‘%(title)s’ uit, deels naar dezelfde lezers. Kies een ander moment.")
        yield Finding("K25", "W", said % {"title": title}, matched=title)


def k26_as_many_as_usual(seen: Snapshot) -> Iterator[Finding]:
    readers, usual = seen.facts.readers, seen.facts.usual
    if readers == 0:
        said = _("Dit nummer gaat naar niemand: niemand koos deze onderwerpen. Kies bij ‘Aan wie’ andere.")
        yield Finding("K26", "E", said, code="nobody")
    elif readers is not None and usual:
        most = median(usual)
        low, high = (factor * most for factor in UNUSUAL)
        if not low <= readers <= high:
            said = _("Dit nummer gaat naar %(readers)s lezers; gewoonlijk zijn het er %(usual)s. Klopt ‘Aan wie’?")
            words = said % {"readers": readers, "usual": round(most)}
            # Not the number: one reader more must not ask again
            yield Finding("K26", "W", words, matched="few" if readers < low else "many")
