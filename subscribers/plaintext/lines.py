"""Text without what nobody can see, and text that must stay on one line.

Two ways for one rule: a form repairs what was typed or pasted (``lines``, ``one_line``), an API or a setting refuses
it (``is_one_line``). Builders of bytes (``mime``, ``smtp``) repair nothing: they refuse what would break their lines.
"""

import re

BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Control characters, marks that turn the order of letters around, halves of surrogate pairs, and what XML 1.0 §2.2 has
# no place for. Joiners and the plain marks of direction (U+200B–U+200F) stay: emoji and names of people need them.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]"
)


def lines(text: str) -> str:
    """The same lines, ended by LF, each without what nobody can see."""
    return UNSEEN.sub("", BREAKS.sub("\n", text))


def one_line(text: str) -> str:
    """Everything on one line, with single spaces."""
    return " ".join(lines(text).split())


def is_one_line(text: str) -> bool:
    """No end of a line, no tab, and nothing that cannot be seen."""
    return not (BREAKS.search(text) or UNSEEN.search(text) or "\t" in text)


def has_unseen(text: str) -> bool:
    """Whether something in it cannot be seen and is no end of a line."""
    return bool(UNSEEN.search(BREAKS.sub("", text)))
