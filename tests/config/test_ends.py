"""What grows by a stranger's asking has an end: the one that docs/decisions.md says."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from events.calendar import copies, memory
from events.ledger import checking

ROOT = Path(__file__).parent.parent.parent


def said(row: str) -> list[int]:
    """The numbers in a row of the table, bytes where it says MB."""
    text = (ROOT / "docs/decisions.md").read_text().partition("## What a stranger's questions can fill")[2]
    (line,) = [line for line in text.splitlines() if line.startswith(f"| {row}")]
    found = re.findall(r"(\d[\d,]*)( MB)?", line.split("|")[2])
    return [int(number.replace(",", "")) * (memory.MEGABYTE if unit else 1) for number, unit in found]


def test_copies_of_calendars_and_addresses_asked_for_end_where_it_is_written() -> None:
    assert copies.MOST_FILTERED in said("copies of calendars")
    assert said("their bytes") == [copies.MOST_BYTES]
    assert [memory.BODY_CACHE.cache.maxsize] == said("bodies in memory")
    assert [memory.MOST_ADDRESSES] == [memory.ASKED_BEFORE.seen.cache.maxsize] == said("addresses a process was asked")


def test_what_is_held_for_each_body_counts_beside_it() -> None:
    bodies = memory.BodyCache(4 * 1_400)
    for size in (1_000, 1_001):
        bodies.put(size, b"x" * size)
    assert [bodies.get(size) is not None for size in (1_000, 1_001)] == [True, False]


def test_a_publication_that_is_refused_says_ten_sentences_and_why() -> None:
    broken = [checking.Broken("Titel", [f"zin {number}" for number in range(12)])]
    with pytest.raises(ValidationError) as refused:
        checking.refuse(broken)
    assert refused.value.messages == [checking.REFUSED, *[f"‘Titel’: zin {number}" for number in range(10)]]
