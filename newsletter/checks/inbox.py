"""Rules about what the inbox shows: subject, preheader, and names nobody can read."""

import unicodedata
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .findings import Finding
from .reading import words_of
from .snapshot import Snapshot

SHOWN, LONGEST = 33, 60  # characters of a subject: the narrowest program, the usual one
PREHEADER = (30, 110)
COPIED = "(kopie)"


def k02_subject_fits(seen: Snapshot) -> Iterator[Finding]:
    for text in seen.texts:
        length = len(text.subject)
        if length > LONGEST:
            said = _("De onderwerpregel is %(length)s tekens lang. Maak hem hoogstens %(most)s: de rest valt weg.")
            words = said % {"length": length, "most": LONGEST}
            yield Finding("K02", "W", words, text.language, matched=text.subject)
        elif length > SHOWN:
            said = _(
                "Op een smalle telefoon staat van het onderwerp alleen “%(shown)s…”. Zet het belangrijkste vooraan."
            )
            words = said % {"shown": text.subject[:SHOWN]}
            yield Finding("K02", "H", words, text.language, matched=text.subject)


def k03_preheader_helps(seen: Snapshot) -> Iterator[Finding]:
    shortest, longest = PREHEADER
    for text in seen.texts:
        words, severity = text.preheader.strip(), "W"
        if not words:
            said = _("Er is geen voorproefje. Schrijf de zin die in de inbox achter het onderwerp staat.")
        elif folded(words) == folded(text.subject):
            said = _("Het voorproefje is gelijk aan het onderwerp. Zeg er iets anders in.")
        elif len(words) > longest:
            said = _("Het voorproefje is langer dan %(most)s tekens. Kort het in.") % {"most": longest}
        elif len(words) < shortest:
            said = _("Het voorproefje is kort. Er is plaats voor een zin van %(least)s tekens of meer.")
            said, severity = said % {"least": shortest}, "H"
        else:
            continue
        yield Finding("K03", severity, said, text.language, matched=words)  # type: ignore[arg-type]


def k04_subject_is_calm(seen: Snapshot) -> Iterator[Finding]:
    for text in seen.texts:
        emoji = [sign for sign in text.subject if unicodedata.category(sign) == "So"]
        if sum(len(word) >= 4 and word.isupper() for word in words_of(text.subject)) >= 3:
            said = _("Het onderwerp staat vol hoofdletters. Schrijf het zoals u het zegt.")
        elif text.subject.count("!") > 1:
            said = _("Het onderwerp heeft meer dan één uitroepteken. Laat er hoogstens één staan.")
        elif len(emoji) > 1 or (emoji and text.subject.lstrip().startswith(emoji[0])):
            said = _("Gebruik in het onderwerp hoogstens één plaatje, en niet als eerste teken.")
        else:
            continue
        yield Finding("K04", "W", said, text.language, matched=text.subject)


def k05_subject_is_new(seen: Snapshot) -> Iterator[Finding]:
    for text in seen.texts:
        if text.subject.strip() and folded(text.subject) in seen.facts.used_subjects:
            said = _("Het onderwerp “%(subject)s” is dit jaar al gebruikt. Kies een ander.") % {"subject": text.subject}
            yield Finding("K05", "W", said, text.language, matched=text.subject)
    if COPIED in seen.title:
        said = _("De titel is nog die van een kopie: “%(title)s”. Geef dit nummer een eigen titel.")
        yield Finding("K05", "W", said % {"title": seen.title}, matched=seen.title)


def k32_no_hidden_signs(seen: Snapshot) -> Iterator[Finding]:
    """Controls of direction and signs without width make a subject read as something it is not."""
    for text in seen.texts:
        for words, said in (
            (text.subject, _("In het onderwerp staan onzichtbare tekens. Wis het en typ het opnieuw, zonder plakken.")),
            (text.preheader, _("In het voorproefje staan onzichtbare tekens. Wis het en typ het opnieuw.")),
        ):
            if any(unicodedata.category(sign) == "Cf" and sign not in "\xad\u200d" for sign in words):
                yield Finding("K32", "E", said, text.language, matched=words)


def folded(words: str) -> str:
    """Without case, accents of width and spaces at the ends: two that a reader would take for the same."""
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())
