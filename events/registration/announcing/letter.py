"""An announcement as a letter: what staff wrote, and the link of each registration of who reads it."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Self

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Announcement, Registration
from events.models.facts import moment
from events.registration.mail.links import manage_address, subject_of
from events.shell.identity import surroundings
from events.shell.wording import when_in_words
from subscribers.outbox.letters import Letter
from subscribers.outbox.writing import Written

MOST_LINKS = 10


@dataclass(frozen=True)
class Visit:
    """One registration of the reader."""

    public_id: str
    title: str
    when: str
    ends_at: str  # ISO 8601


@dataclass(frozen=True)
class Announced:
    """What the row of the mail holds until it is sent."""

    language: str
    subject: str
    body: str
    visits: list[Visit]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Self:
        return cls(row["language"], row["subject"], row["body"], [Visit(**one) for one in row["visits"]])


def announced(announcement: Announcement, parties: list[Registration]) -> Announced:
    """To the address of ``parties``: in the language of the first, or the other where there is no text in it."""
    language, subject, body = announcement.text_in(min(parties, key=lambda one: one.pk).language)
    return Announced(language, subject, body, [visit_of(one, language) for one in parties[:MOST_LINKS]])


def visit_of(party: Registration, language: str) -> Visit:
    facts = party.occurrence.entry.facts
    with translation.override(language):
        when = when_in_words(facts, surroundings()["zone"])
    return Visit(str(party.public_id), facts[language]["title"], when, facts["endsAt"])


def write_mail(told: dict[str, Any], at: datetime) -> Written:
    """In ``MAIL_WRITERS``. Each try to send makes new links."""
    found = Announced.from_json(told)
    links = [manage_address(subject_of(one.public_id), moment(one.ends_at)) for one in found.visits]
    with translation.override(found.language):
        return Written(letter_of(found, links))


def letter_of(found: Announced, links: list[str]) -> Letter:
    """In the active language."""
    paragraphs = [line for line in found.body.splitlines() if line.strip()]
    return Letter(heading=found.subject, sentences=paragraphs, after=[why_you(len(links)), *linked(found, links)])


def why_you(many: int) -> str:
    return ngettext(
        "U krijgt deze mail omdat u hiervoor bent aangemeld. Bekijken, wijzigen of afmelden:",
        "U krijgt deze mail omdat u hiervoor bent aangemeld. Bekijken, wijzigen of afmelden, elk met een eigen link:",
        many,
    )


def linked(found: Announced, links: list[str]) -> list[str]:
    return [f"{one.title}, {one.when}: {link}" for one, link in zip(found.visits, links, strict=True)]


def sample(announcement: Announcement, language: str) -> Letter:
    """As a reader gets it, with words in the place of the links."""
    language, subject, body = announcement.text_in(language)
    with translation.override(language):
        letter = letter_of(Announced(language, subject, body, []), [])
        own = _("(hier staat de eigen link van de bezoeker)")
        return replace(letter, after=[why_you(1), f"{announcement.about}: {own}"])
