"""What an entry is and says: E1 identity, E3 versions, E5 cancellation, E7 and E9–E20 texts and links."""

import re
from collections import Counter
from collections.abc import Iterator

from events.icallint.components import Component, unescaped
from events.icallint.findings import Finding, error, in_line, warning

LONGEST_TITLE = 80
PREFIXES = ("AFGELAST", "GEANNULEERD", "VERVALLEN", "UITGESTELD", "CANCELLED", "CANCELED", "POSTPONED")
# Followed by a mark, or in capitals: “Vervallen glorie” is a title, “Vervallen: Orgel” and “AFGELAST Orgel” notices.
PREFIX = re.compile(rf"\W*(?:(?i:{'|'.join(PREFIXES)})\b\s*[:–—|\])-]|(?:{'|'.join(PREFIXES)})\b)\W*")
TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>|&(?:nbsp|amp|lt|gt|quot|#\d+);")
STATUSES = ("CONFIRMED", "TENTATIVE", "CANCELLED")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
ADDRESS = re.compile(r"https?://\S+")
UNSUPPORTED = {"VLOCATION", "PARTICIPANT", "STYLED-DESCRIPTION"}


def check_identities(events: list[Component]) -> Iterator[Finding]:
    """E1: one UID each, that says nothing that can change."""
    counted = Counter((event.value("UID"), event.value("RECURRENCE-ID")) for event in events)
    for (uid, _), count in counted.items():
        if uid and count > 1:
            yield error("E1", uid, f"Deze UID staat er {count} keer in; een programma houdt er één over.")
    for event in events:
        uid, start = event.value("UID"), event.value("DTSTART")
        if not uid:
            yield error("E1", event.where, "UID ontbreekt.")
        elif (start and start in uid) or uid.partition("@")[0].isdigit():
            yield warning("E1", uid, "De UID bestaat uit een tijd of een volgnummer; dat verandert of komt terug.")


def check_versions(event: Component) -> Iterator[Finding]:
    """E3: how a program knows that an entry has changed."""
    sequence = event.first("SEQUENCE")
    if sequence and not sequence.value.isdigit():
        yield error("E3", event.where, "SEQUENCE is geen getal.")
    if not sequence:
        yield warning("E3", event.where, "SEQUENCE ontbreekt.")
    if not event.first("LAST-MODIFIED"):
        yield warning("E3", event.where, "LAST-MODIFIED ontbreekt.")


def check_status(event: Component) -> Iterator[Finding]:
    """E5: Outlook ignores STATUS and shows the title; Google obeys STATUS and hides the entry. So both must say it."""
    status, title = event.value("STATUS").upper(), event.text("SUMMARY")
    if status and status not in STATUSES:
        yield error("E5", event.where, f"STATUS:{status} bestaat niet.")
    if not status:
        yield warning("E5", event.where, "STATUS ontbreekt.")
    if status == "CANCELLED":
        if not PREFIX.match(title):
            yield error("E5", event.where, "Dit gaat niet door, maar de titel zegt het niet; Outlook toont alleen die.")
        if event.value("TRANSP").upper() != "TRANSPARENT":
            yield warning("E5", event.where, "Dit gaat niet door, maar houdt wel tijd bezet (TRANSP).")
        if not event.text("DESCRIPTION").strip():
            yield warning("E5", event.where, "Dit gaat niet door, maar er staat niet bij waarom.")
    elif PREFIX.match(title):
        yield error("E5", event.where, "De titel zegt dat het niet doorgaat, maar STATUS niet.")


def check_title(event: Component) -> Iterator[Finding]:
    """E7, E10, E19 for SUMMARY."""
    title = event.text("SUMMARY")
    if not title.strip():
        yield error("E7", event.where, "Er is geen titel.")
    notice = PREFIX.match(title)
    length = len(title) - (notice.end() if notice else 0)
    if length > LONGEST_TITLE:
        yield warning("E7", event.where, f"De titel is {length} tekens lang; programma's kappen hem af.")
    if "\n" in title or TAG.search(title):
        yield warning("E7", event.where, "In de titel staat opmaak of een regeleinde.")
    place = event.text("LOCATION").partition(",")[0].strip()
    if place and re.search(rf"[@(–—|-]\s*{re.escape(place)}\)?$", title):
        yield warning("E7", event.where, "De plaats staat in de titel; die heeft een eigen veld.")
    for line in event.lines:
        language = line.parameter("LANGUAGE")
        if language and not LANGUAGE.fullmatch(language):
            yield error("E19", event.where, f"LANGUAGE={language} is geen taal.")


def check_texts(event: Component) -> Iterator[Finding]:
    """E9, E10: what Google and Outlook show is the description alone, so everything must be in it, without markup."""
    text, url = event.text("DESCRIPTION"), event.value("URL")
    if TAG.search(text):
        yield warning("E10", event.where, "In de tekst staat HTML; de meeste programma's tonen die zoals ze is.")
    for line in event.all("X-ALT-DESC"):
        if line.parameter("FMTTYPE").lower() != "text/html":
            yield error("E10", event.where, "X-ALT-DESC moet FMTTYPE=text/html hebben.")
    if not url:
        yield warning("E9", event.where, "URL ontbreekt.")
    elif not ADDRESS.fullmatch(url):
        yield error("E9", event.where, "URL is geen heel webadres.")
    elif (text.strip().splitlines() or [""])[-1].strip() != url:
        yield warning(
            "E9", event.where, "De tekst eindigt niet met het adres van de pagina; Google en Outlook tonen URL niet."
        )


def check_lists(event: Component) -> Iterator[Finding]:
    """E12, E13."""
    for line in event.all("CONFERENCE"):
        if line.parameter("VALUE").upper() != "URI":
            yield error("E12", event.where, "CONFERENCE moet VALUE=URI hebben.")
        if line.value not in event.text("DESCRIPTION"):
            yield warning(
                "E12", event.where, "De livestream staat niet in de tekst; weinig programma's tonen CONFERENCE."
            )
    for line in event.all("CATEGORIES"):
        if not all(unescaped(item).strip() for item in re.split(r"(?<!\\),", line.value)):
            yield warning("E13", event.where, "Er staat een lege categorie in.")


def check_attachments(event: Component) -> Iterator[Finding]:
    """E11, E18."""
    for line in (*event.all("ATTACH"), *event.all("IMAGE")):
        if line.parameter("ENCODING") or line.parameter("VALUE").upper() == "BINARY":
            yield error("E11", event.where, f"{line.name} draagt een heel bestand mee; geef een adres.")
        elif line.name == "IMAGE" and line.parameter("VALUE").upper() != "URI":
            yield error("E11", event.where, "IMAGE moet VALUE=URI hebben.")
    for name in sorted(
        UNSUPPORTED & {part.name for part in event.parts} | UNSUPPORTED & {line.name for line in event.lines}
    ):
        yield warning("E18", event.where, f"{name} wordt door geen enkel programma getoond.")


def check_organiser(event: Component) -> Iterator[Finding]:
    """E14: a mailbox, and a name."""
    for line in event.all("ORGANIZER"):
        if not re.fullmatch(r"mailto:[^\s@]+@[^\s@]+", line.value, re.IGNORECASE):
            yield error("E14", in_line(line.number), "ORGANIZER is geen mailadres (mailto:…).")
        if not line.parameter("CN").strip():
            yield warning("E14", in_line(line.number), "ORGANIZER heeft geen naam (CN).")


def check_time_taken(event: Component, *, personal: bool) -> Iterator[Finding]:
    """E13, E15, E16: what everybody reads takes nobody's time and rings nobody's bell."""
    taken, busy = event.value("TRANSP").upper() or "OPAQUE", event.value("X-MICROSOFT-CDO-BUSYSTATUS").upper()
    if not personal and taken != "TRANSPARENT":
        yield warning("E15", event.where, "TRANSP:TRANSPARENT ontbreekt; dit houdt tijd van de lezer bezet.")
    elif taken == "TRANSPARENT" and busy != "FREE":
        yield warning("E15", event.where, "X-MICROSOFT-CDO-BUSYSTATUS:FREE ontbreekt; in Outlook houdt dit tijd bezet.")
    if not personal and event.value("CLASS").upper() not in ("", "PUBLIC"):
        yield error("E13", event.where, "CLASS is iets anders dan PUBLIC in een openbare agenda.")
    for alarm in event.parts_named("VALARM"):
        if not personal:
            yield error("E16", event.where, "Er staat een herinnering in een openbare agenda.")
        elif not (alarm.value("ACTION") == "DISPLAY" and alarm.value("DESCRIPTION") and alarm.value("TRIGGER")):
            yield error("E16", event.where, "Een herinnering heeft ACTION:DISPLAY, DESCRIPTION en TRIGGER nodig.")
