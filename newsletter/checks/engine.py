"""Runs every rule over an issue. The numbers are those of ``docs/keuring.md``."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from newsletter.compose.checking import Problem, check_issue
from newsletter.models import Issue

from . import dates, inbox, links, whole, words
from .findings import Block, Finding, Severity
from .gathering import gather_languages, take_snapshot
from .snapshot import Snapshot

Rule = Callable[[Snapshot], Iterator[Finding]]

RULES: Final[tuple[Rule, ...]] = (
    inbox.k02_subject_fits,
    inbox.k03_preheader_helps,
    inbox.k04_subject_is_calm,
    inbox.k05_subject_is_new,
    links.k08_links_are_safe,
    links.k09_links_lead_somewhere,
    links.k10_link_words_say_where,
    words.k15_nothing_unfilled,
    dates.k17_dates_are_to_come,
    dates.k18_days_by_name,
    dates.k19_hours_are_the_programmes,
    dates.k20_events_take_place,
    whole.k21_nothing_twice,
    words.k22_one_language,
    words.k24_easy_to_read,
    whole.k25_room_around_it,
    whole.k26_as_many_as_usual,
    words.k29_nothing_attached,
    links.k31_links_have_no_secret,
    inbox.k32_no_hidden_signs,
)
# What a block says of itself (``Kind.forgotten``) and what is found while it is made, by the code it has had.
RULE_OF_CODE: Final = {
    "empty": "K01", "no_topics": "K01", "no_subject": "K01", "half_english": "K01",
    "no_alt": "K11", "image_unreadable": "K11", "no_image": "K11", "too_large": "K14", "weekday": "K16",
    "bad_link": "K31",
}  # fmt: skip
EVERY_OTHER = "K30"  # an empty block, or one that cannot be made


def inspect_issue(issue: Issue, send_at: datetime | None = None, *, counts_readers: bool = True) -> list[Finding]:
    """Everything found, in the order of the issue: as a whole first, then by language and block. Sees unsaved edits.

    ``counts_readers`` off leaves the audience out, which takes a look at every subscription.
    """
    contents = gather_languages(issue, send_at)
    seen = take_snapshot(issue, contents, send_at, counts_readers=counts_readers)
    found = [as_finding(problem, seen) for problem in check_issue(issue, send_at, contents)]
    found += [finding for rule in RULES for finding in rule(seen)]
    unique: dict[str, Finding] = {}
    for finding in found:
        unique.setdefault(finding.fingerprint, finding)
    return sorted(unique.values(), key=place)


def place(finding: Finding) -> tuple[bool, bool, int]:
    block = finding.block
    return block is not None, finding.language == "en", block.number if block else -1


def as_finding(problem: Problem, seen: Snapshot) -> Finding:
    severity: Severity = "E" if problem.is_error else "W"
    rule = RULE_OF_CODE.get(problem.code, EVERY_OTHER)
    block = block_at(problem, seen)
    return Finding(rule, severity, problem.sentence, problem.language, block, problem.matched, problem.code)


def block_at(problem: Problem, seen: Snapshot) -> Block | None:
    text = next((text for text in seen.texts if text.language == problem.language), None)
    return text.blocks[problem.block_index] if text and problem.block_index is not None else None
