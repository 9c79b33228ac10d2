"""What of a count may be shown: nothing about fewer than ``least`` together, not even by subtraction. Pure.

Sums are of shown counts only, so taking the shown ones from a sum leaves nothing; and days come together until there
are enough of them, so none is left out that the sum would tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

MOST_SPANS = 10
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Span:
    """``count`` on the days from ``first`` up to and including ``last``."""

    first: date
    last: date
    count: int


def shown(count: int, least: int) -> int | None:
    """``count``, or None for "fewer than ``least``"."""
    return count if count >= least else None


def only_shown(counts: Mapping[Key, int], least: int) -> dict[Key, int]:
    return {key: count for key, count in counts.items() if count >= least}


def in_spans(counts: Mapping[date, int], least: int, most: int = MOST_SPANS) -> list[Span]:
    """Days in order, each span at least ``least``; the last of ``most`` holds all that came later."""
    spans: list[Span] = []
    first, count = date.min, 0
    for day in sorted(counts):
        first, count = (first, count + counts[day]) if count else (day, counts[day])
        if count >= least and len(spans) < most:
            spans.append(Span(first, day, count))
            count = 0
    if not count or not spans:
        return spans  # nothing over, or all days together are not enough
    last = spans.pop()
    return [*spans, Span(last.first, max(counts), last.count + count)]
