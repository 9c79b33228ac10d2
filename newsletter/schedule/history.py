"""What happened to an issue and by whom, read from its history; it outlives accounts and deliveries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from wagtail.models import ModelLogEntry

from newsletter.models import Issue

from .audit import in_words, name_of, say_moment

OURSELVES = "automatisch"
PREFIX = "newsletter."
SAVED = ("wagtail.create", "wagtail.edit")


@dataclass(frozen=True, slots=True)
class Happening:
    """``who`` decided ``what`` (a Dutch sentence without its full stop), or it went by itself."""

    at: datetime
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Maker:
    """Somebody who wrote: how often they saved, and between when."""

    who: str
    times: int
    first_at: datetime
    last_at: datetime


def history(issue: Issue) -> list[ModelLogEntry]:
    return list(ModelLogEntry.objects.for_instance(issue).select_related("user").order_by("timestamp", "pk"))


def makers(entries: Iterable[ModelLogEntry]) -> list[Maker]:
    """Who saved it, in the order in which they began."""
    moments: dict[str, list[datetime]] = {}
    for entry in entries:
        if entry.action in SAVED:
            moments.setdefault(who_of(entry), []).append(entry.timestamp)
    return [Maker(who, len(at), at[0], at[-1]) for who, at in moments.items()]


def happenings(issue: Issue, entries: Iterable[ModelLogEntry]) -> list[Happening]:
    """Everything that was decided, and when the sending began and ended, in that order."""
    found = [
        Happening(entry.timestamp, who_of(entry), in_words(entry.action.removeprefix(PREFIX), entry.data))
        for entry in entries
        if entry.action.startswith(PREFIX)
    ]
    if issue.approved_at and not any(entry.action == f"{PREFIX}schedule" for entry in entries):
        who = name_of(issue.approved_by) if issue.approved_by else OURSELVES
        found.append(Happening(issue.approved_at, who, f"Goedgekeurd en ingepland voor {say_moment(issue.send_at)}"))
    if issue.started_at:
        found.append(Happening(issue.started_at, OURSELVES, "Verzenden begonnen"))
    if issue.sent_at:
        found.append(Happening(issue.sent_at, OURSELVES, "Verzenden klaar"))
    return sorted(found, key=lambda one: one.at)


def who_of(entry: ModelLogEntry) -> str:
    """The name that was kept, or that of the account; nobody where it went by itself."""
    return str(entry.data.get("who") or (entry.user_display_name if entry.user_id else OURSELVES))


def duration(issue: Issue, entries: Iterable[ModelLogEntry]) -> timedelta | None:
    """From the first step to the last mail, or to when it was stopped, pauses included; None before that."""
    stopped = [entry.timestamp for entry in entries if entry.action == f"{PREFIX}cancel"]
    ended_at = issue.sent_at or (stopped[-1] if stopped else None)
    return max(ended_at - issue.started_at, timedelta(seconds=1)) if issue.started_at and ended_at else None
