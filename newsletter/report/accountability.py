"""The *verantwoording* of an issue: who decided what, to whom it went, how that ended, and what exactly it was.

Everything comes from what outlives the deliveries, or is counted over rows and figures together, so that it reads the
same before and after they are folded.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from newsletter.deliveries.figures import Ending, endings
from newsletter.models import Issue, Rendition
from newsletter.monitoring.recipients import reported_back
from newsletter.schedule.approval import approval_hash, rendition_bytes, rendition_hash
from newsletter.schedule.history import Happening, Maker, duration, happenings, history, makers
from subscribers.models import OPEN_STATES, State

PROVIDERS = 20  # the largest, by name; the rest together


@dataclass(frozen=True, slots=True)
class Provider:
    """One mail provider of those to be mailed; ``domain`` is empty for all the smaller ones together."""

    domain: str
    total: int
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class StoredRendition:
    """What went out in one language: ``sha256`` of it as approved, whether that is right, and its files as they are."""

    rendition: Rendition
    sha256: str
    is_true: bool
    files: tuple["StoredFile", ...]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A rendition, or a part of it, as bytes that anybody may download and hash."""

    name: str
    what: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Account:
    """``audience`` = those ``excluded`` (per reason) + ``mailed``; ``mailed`` = the sum of ``outcomes`` (per state)."""

    makers: list[Maker]
    happenings: list[Happening]
    audience: int
    excluded: dict[str, int]
    mailed: int
    outcomes: dict[str, int]
    reasons: list[tuple[str, str, int, int]]
    providers: list[Provider]
    languages: list[tuple[str, int, int]]
    took: timedelta | None
    per_minute: int | None
    relays: list[str]
    reported: list[tuple[str, int]]
    kept: list[StoredRendition]
    is_approval_true: bool | None
    is_open: bool


def account_for(issue: Issue) -> Account:
    """Reads every delivery of ``issue`` twice; nothing is written."""
    found, entries = endings(issue), history(issue)
    mailed = Counter({ending: count for ending, count in found.items() if ending.state != State.SKIPPED})
    took = duration(issue, entries)
    sent = sum(count for ending, count in mailed.items() if ending.state == State.SENT)
    return Account(
        makers=makers(entries),
        happenings=happenings(issue, entries),
        audience=sum(found.values()),
        excluded=totals(found - mailed, "reason"),
        mailed=sum(mailed.values()),
        outcomes={**dict.fromkeys((State.SENT.value, State.FAILED.value), 0), **totals(mailed, "state")},
        reasons=reasons(mailed),
        providers=providers(mailed),
        languages=languages(mailed),
        took=took,
        per_minute=round(sent * 60 / took.total_seconds()) if took else None,
        relays=issue.relays.split(),
        reported=reported_back(issue),
        kept=[kept(one, issue.approved_text) for one in issue.renditions.order_by("-language")],
        is_approval_true=approval_hash(issue.approved_text) == issue.approved_hash if issue.approved_text else None,
        is_open=any(ending.state in OPEN_STATES for ending in mailed),
    )


def totals(found: Counter[Ending], key: str) -> dict[str, int]:
    """Per value of one part of the endings, the largest first."""
    summed: Counter[str] = Counter()
    for ending, count in found.items():
        summed[getattr(ending, key)] += count
    return dict(sorted(summed.items(), key=lambda one: (-one[1], one[0])))


def reasons(mailed: Counter[Ending]) -> list[tuple[str, str, int, int]]:
    """(state, reason, code of the mail server or 0, how many), what went well first, then the largest."""
    summed: Counter[tuple[str, str, int]] = Counter()
    for ending, count in mailed.items():
        summed[ending.state, ending.reason, ending.smtp_code] += count
    order = State.values.index
    ordered = sorted(summed.items(), key=lambda one: (one[0][0] != State.SENT, order(one[0][0]), -one[1], one[0]))
    return [(*key, count) for key, count in ordered]


def providers(mailed: Counter[Ending]) -> list[Provider]:
    """The largest by name, and the others together at the end."""
    found: dict[str, Counter[str]] = {}
    for ending, count in mailed.items():
        found.setdefault(ending.domain, Counter())[ending.state] += count
    named = sorted((one for one in found if one), key=lambda one: (-found[one].total(), one))
    rest: Counter[str] = sum((found[one] for one in [*named[PROVIDERS:], ""] if one in found), Counter())
    shown = [(domain, found[domain]) for domain in named[:PROVIDERS]] + ([("", rest)] if rest else [])
    return [
        Provider(domain, counts.total(), {state: counts[state] for state in State.values}) for domain, counts in shown
    ]


def languages(mailed: Counter[Ending]) -> list[tuple[str, int, int]]:
    """(language, to be mailed, sent)."""
    sent = totals(Counter({one: n for one, n in mailed.items() if one.state == State.SENT}), "language")
    return [(language, count, sent.get(language, 0)) for language, count in totals(mailed, "language").items()]


def kept(rendition: Rendition, approved: str) -> StoredRendition:
    """Made anew from what is stored; right when that is what was kept and, where we know it, what was approved."""
    is_true = rendition_hash(rendition) == rendition.sha256 and rendition.sha256 in (approved or rendition.sha256)
    return StoredRendition(rendition, rendition.sha256, is_true, files_of(rendition))


def files_of(rendition: Rendition) -> tuple[StoredFile, ...]:
    """The whole first: its hash is the one that was approved."""
    return (
        StoredFile("alles.bin", "alles bij elkaar", rendition_bytes(rendition)),
        StoredFile("mail.html", "de mail, opgemaakt", rendition.mail_html.encode()),
        StoredFile("mail.txt", "de mail, platte tekst", rendition.mail_text.encode()),
        StoredFile("archief.html", "de archiefpagina", rendition.web_html.encode()),
    )
