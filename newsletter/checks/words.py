"""Rules about what is written: what was left unfinished, promised, or is hard to read."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .findings import Finding, in_block
from .reading import blocks_of, phrases_in, sentences_of, words_of
from .snapshot import Snapshot

UNFILLED = re.compile(
    r"\{\{[^}\n]{0,40}\}\}|\{%[^}\n]{0,40}%\}|\[\[[^\]\n]{0,40}\]\]|\*\|[^|\n]{0,40}\|\*|%naam%"
    r"|\blorem ipsum\b|\btodo\b|\bn\.t\.b\.|\bvul (?:hier )?in\b",
    re.IGNORECASE,
)
ATTACHED = frozenset(("bijlage", "bijlagen", "bijgevoegd", "bijgevoegde", "bijgesloten", "attached", "attachment"))
STIFF = frozenset((
    "aangaande", "alvorens", "betreffende", "casu quo", "derhalve", "desalniettemin", "dientengevolge", "dienaangaande",
    "doch", "echter", "gaarne", "geenszins", "hieromtrent", "ingevolge", "jegens", "middels", "mitsdien", "mits",
    "naar aanleiding van", "nochtans", "omtrent", "onderhavige", "reeds", "te allen tijde", "ten behoeve van",
    "ten einde", "teneinde", "thans", "tevens", "uit hoofde van", "voornoemde", "zulks",
))  # fmt: skip
LONG_SENTENCE = 20  # words
TELLING = {  # words that only one of the two has
    "nl": frozenset(
        ("de", "het", "een", "van", "en", "voor", "met", "dat", "niet", "zijn", "naar", "ook", "bij", "aan")
    ),
    "en": frozenset(("the", "of", "and", "to", "for", "with", "that", "not", "are", "from", "also", "this", "your")),
}
ENOUGH = 12  # words, before a language can be told


def k15_nothing_unfilled(seen: Snapshot) -> Iterator[Finding]:
    for text in seen.texts:
        for match in UNFILLED.finditer(f"{text.subject}\n{text.preheader}"):
            said = _("In onderwerp of voorproefje staat nog “%(found)s”. Vul het in.") % {"found": match.group()}
            yield Finding("K15", "E", said, text.language, matched=match.group())
    for text, block in blocks_of(seen):
        for match in UNFILLED.finditer(block.text):
            said = _("hier staat nog “%(found)s”. Vul het in of haal het weg.") % {"found": match.group()}
            yield in_block("K15", "E", text.language, block, said, match.group())


def k22_one_language(seen: Snapshot) -> Iterator[Finding]:
    for text, block in blocks_of(seen):
        words = [word.lower() for word in words_of(block.text)]
        own, other = (sum(word in TELLING[one] for word in words) for one in two_languages(text.language))
        if len(words) >= ENOUGH and other >= 3 and other > 2 * own:
            said = _("dit lijkt Nederlands in de Engelse mail. Vertaal het.")
            if text.language == "nl":
                said = _("dit lijkt Engels in de Nederlandse mail. Vertaal het.")
            yield in_block("K22", "W", text.language, block, said, block.text)


def two_languages(language: str) -> tuple[str, str]:
    return ("nl", "en") if language == "nl" else ("en", "nl")


def k24_easy_to_read(seen: Snapshot) -> Iterator[Finding]:
    for text, block in blocks_of(seen):
        for sentence in sentences_of(block.text):
            count = len(words_of(sentence))
            if count > LONG_SENTENCE:
                said = _("een zin van %(count)s woorden: “%(start)s…”. Maak er twee van.")
                words = said % {"count": count, "start": " ".join(sentence.split()[:5])}
                yield in_block("K24", "H", text.language, block, words, sentence)
        for word in phrases_in(block.text, STIFF) if text.language == "nl" else ():
            said = _("“%(word)s” is een stijf woord. Kies een gewoner woord.") % {"word": word}
            yield in_block("K24", "H", text.language, block, said, word)


def k29_nothing_attached(seen: Snapshot) -> Iterator[Finding]:
    for text, block in blocks_of(seen):
        for word in phrases_in(block.text, ATTACHED):
            said = _("“%(word)s”: wij sturen geen bijlagen mee. Maak er een link van.") % {"word": word}
            yield in_block("K29", "W", text.language, block, said, word)
