"""What happened to a party, as it is written down with the reason for a mail: everything that the mail will tell.

The row of the mail holds it as JSON until it is sent (``subscribers.outbox.queueing:queue_happening``); ``writing``
makes the mail of it. What is read again later would not be what was true then.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from events.models import Registration
from events.models.facts import LANGUAGES, Facts, moment
from events.registration.words import Happened, Standing

from .links import subject_of


@dataclass(frozen=True)
class Party:
    """A registration as it stood; ``name`` is "" where a stranger may have written it."""

    public_id: str
    name: str
    email: str
    seats: int
    code: str
    sequence: int
    lapses_at: str  # ISO 8601, "" for none: when it lapses, or its leaving holds
    wanted: int = 0  # seats it waits for beside those it has

    @property
    def about(self) -> str:
        return subject_of(self.public_id)

    @property
    def lapses(self) -> datetime | None:
        return datetime.fromisoformat(self.lapses_at) if self.lapses_at else None


@dataclass(frozen=True)
class Happening:
    """``facts``: what the public was told of the occurrence; ``before``: until now, where that is another thing. Both
    without the texts of other languages than the mail's."""

    happened: Happened
    standing: Standing
    party: Party
    language: str
    facts: Facts
    before: Facts
    reason: str = ""  # of staff, who did it
    had: int = 0  # people it was for before, where that is another number

    @property
    def ends_at(self) -> datetime:
        return moment(self.facts["endsAt"])

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "before": None if self.before == self.facts else self.before}

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Self:
        return cls(
            happened=Happened(row["happened"]),
            standing=Standing(row["standing"]),
            party=Party(**row["party"]),
            language=row["language"],
            facts=row["facts"],
            before=row["before"] or row["facts"],
            reason=row.get("reason", ""),
            had=row.get("had", 0),
        )


def party_of(registration: Registration) -> Party:
    until = registration.lapses_at or registration.leaves_at
    return Party(
        public_id=str(registration.public_id),
        name=registration.name_in_mail,
        email=registration.email,
        seats=registration.seats,
        code=registration.code,
        sequence=registration.sequence,
        lapses_at=until.isoformat() if until else "",
        wanted=registration.more_wanted,
    )


def happening(
    registration: Registration,
    happened: Happened,
    standing: Standing,
    facts: Facts,
    before: Facts | None = None,
    language: str = "",
    reason: str = "",
    had: int = 0,
) -> Happening:
    """What happened last to ``registration``; in its own language unless told otherwise."""
    language = language or registration.language
    told = in_one_language(facts, language)
    was = in_one_language(before, language) if before else told
    return Happening(happened, standing, party_of(registration), language, told, was, reason, had)


def in_one_language(facts: Facts, language: str) -> Facts:
    return {key: value for key, value in facts.items() if key not in LANGUAGES or key == language}
