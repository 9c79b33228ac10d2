"""What grows by a stranger's asking has an end: the one that docs/decisions.md says."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from events.ledger import checking
from subscribers.caching import memory, store

ROOT = Path(__file__).parent.parent.parent


def said(row: str) -> list[int]:
    """The numbers in a row of the table, bytes where it says MB."""
    text = (ROOT / "docs/decisions.md").read_text().partition("## What a stranger's questions can fill")[2]
    (line,) = [line for line in text.splitlines() if line.startswith(f"| {row}")]
    found = re.findall(r"(\d[\d,]*)( MB)?", line.split("|")[2])
    return [int(number.replace(",", "")) * (memory.MEGABYTE if unit else 1) for number, unit in found]


def test_what_a_process_holds_of_responses_ends_where_it_is_written() -> None:
    sizes = [store.STORE.plain, store.STORE.filtered, store.STORE.coded, store.STORE.pieces]
    assert [one.cache.maxsize for one in sizes] + [store.MOST_ROWS] == said("responses in memory")
    assert [store.MOST_ASKED] == [store.STORE.asked.seen.cache.maxsize] == said("addresses a process was asked")


def test_what_is_held_for_each_body_counts_beside_it() -> None:
    bodies = memory.Bounded(4 * 1_200, store.size_of_coded)
    for size in (1_000, 1_001):
        bodies.put(size, b"x" * size)
    assert [bodies.get(size) is not None for size in (1_000, 1_001)] == [True, False]


def test_a_publication_that_is_refused_says_ten_sentences_and_why() -> None:
    broken = [checking.Broken("Titel", [f"zin {number}" for number in range(12)])]
    with pytest.raises(ValidationError) as refused:
        checking.refuse(broken)
    assert refused.value.messages == [checking.REFUSED, *[f"‘Titel’: zin {number}" for number in range(10)]]
