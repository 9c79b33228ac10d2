"""Places in a rendered mail that differ per recipient.

A slot is written with two characters of the private use area, which ``tidy`` takes out of everything an
author typed: nobody can write a slot into an article.
"""

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

from subscribers.plaintext import lines, one_line

UNSUBSCRIBE = "\ue000unsubscribe\ue001"

MARKS = re.compile("[\ue000-\uf8ff]")  # all of that area


def tidy(text: str) -> str:
    """Text as it may travel: lines ended by LF, nothing that cannot be seen, no slot marks."""
    return MARKS.sub("", lines(text))


def tidy_line(text: str) -> str:
    """The same, for what must stay on one line: every run of white space is one space."""
    return one_line(MARKS.sub("", text))


def tidied(value: Any) -> Any:
    """Every text in a piece (or tuple of pieces) tidied; the rest as it was."""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, tuple):
        return tuple(tidied(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: tidied(getattr(value, f.name)) for f in fields(value)})
    return value
