"""Text as words and sentences, and the blocks that authors wrote."""

import re
from collections.abc import Iterator

from .findings import Block
from .snapshot import Snapshot, Text

SENTENCE_END = re.compile(r"(?<=[.!?])\s|\n\n")
SIGNS = ".,;:!?…()[]“”‘’'\"«»"


def blocks_of(seen: Snapshot) -> Iterator[tuple[Text, Block]]:
    """What authors wrote; an agenda is made by us, and right."""
    for text in seen.texts:
        yield from ((text, block) for block in text.blocks if not block.made)


def words_of(text: str) -> list[str]:
    """In order, without the signs around them; addresses are no words."""
    return [word for part in text.split() if "://" not in part and (word := part.strip(SIGNS))]


def sentences_of(text: str) -> list[str]:
    return [sentence for part in SENTENCE_END.split(text) if (sentence := part.strip())]


def phrases_in(text: str, phrases: frozenset[str]) -> Iterator[str]:
    """Which of ``phrases`` (lower case) stand in it, as they are written there or in lower case."""
    words = words_of(text)
    yield from (word for word in dict.fromkeys(words) if word.lower() in phrases)
    padded = f" {' '.join(words).lower()} "
    yield from (phrase for phrase in sorted(phrases) if " " in phrase and f" {phrase} " in padded)
