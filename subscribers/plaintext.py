"""Plain text that people type or paste: without what nobody can see, and without markup where none belongs. Pure."""

import re

BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Control characters, marks that turn the order of letters around, and what XML 1.0 §2.2 has no place for. Joiners and
# the plain marks of direction (U+200B–U+200F) stay: emoji and names of people need them.
UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]")
MARKUP = re.compile(r"</?[a-z][^<>]*>|<!--", re.IGNORECASE)


def lines(text: str) -> str:
    """The same lines, each without what nobody can see."""
    return UNSEEN.sub("", BREAKS.sub("\n", text))


def one_line(text: str) -> str:
    """Everything on one line, with single spaces."""
    return " ".join(lines(text).split())


def has_unseen(text: str) -> bool:
    """Whether something in it cannot be seen and is no end of a line."""
    return bool(UNSEEN.search(BREAKS.sub("", text)))


def markup_in(text: str) -> str:
    """The first that looks like a tag of HTML, ``""`` for none; ``2 < 3`` and ``<3`` are no tags."""
    found = MARKUP.search(text)
    return found.group() if found else ""
