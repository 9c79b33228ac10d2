"""Where readers of one issue clicked: per link, per block and in time, as far as the threshold lets show."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from newsletter.compose.checking import label_of
from newsletter.models import ClickCount, Issue
from newsletter.rendering import Link

from .threshold import Span, in_spans, only_shown, shown


@dataclass(frozen=True, slots=True)
class LinkClicks:
    """``clicks`` None: fewer than the threshold."""

    link: Link
    language: str
    block: str  # “Blok 3 (Artikel)”
    clicks: int | None


@dataclass(frozen=True, slots=True)
class ClickReport:
    """``total``, ``blocks`` and ``spans`` are of the links whose clicks are shown."""

    links: list[LinkClicks]
    blocks: list[tuple[str, int | None]]
    spans: list[Span]
    total: int | None


def report_clicks(issue: Issue) -> ClickReport:
    """Links in the order of the issue, Dutch first. Two queries."""
    least = settings.CLICK_THRESHOLD
    rows = list(ClickCount.objects.filter(issue=issue).values_list("language", "number", "day", "count"))
    counts: Counter[tuple[str, int]] = Counter()
    for language, number, _day, count in rows:
        counts[language, number] += count
    enough = only_shown(counts, least)
    days: Counter[date] = Counter()
    for language, number, day, count in rows:
        if (language, number) in enough:
            days[day] += count
    links = [
        LinkClicks(Link(*link), one.language, block_label(issue, link[0], one.language), enough.get((one.language, n)))
        for one in issue.renditions.counting().order_by("-language")
        for n, link in enumerate(one.links, 1)
    ]
    return ClickReport(links, per_block(links), in_spans(days, least), shown(sum(enough.values()), least))


def per_block(links: list[LinkClicks]) -> list[tuple[str, int | None]]:
    """(name of the block, clicks on those of its links that are shown), in the order of the issue."""
    blocks: dict[str, int] = {}
    for one in links:
        blocks[one.block] = blocks.get(one.block, 0) + (one.clicks or 0)
    return [(name, clicks or None) for name, clicks in blocks.items()]


def block_label(issue: Issue, number: int, language: str) -> str:
    """As the desk names it; by its number alone where the content is gone."""
    body = issue.body_en if language == "en" else issue.body
    if number > len(body):
        return f"Blok {number}"
    return label_of(number - 1, body[number - 1], language)
