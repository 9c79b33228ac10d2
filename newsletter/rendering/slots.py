"""Places in a rendered mail that differ per recipient.

A slot is written with two characters of the private use area, which ``tidy`` takes out of everything an
author typed: nobody can write a slot into an article.
"""

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

UNSUBSCRIBE = "\ue000unsubscribe\ue001"

# Control characters (tab and newline excepted), our slot marks, and halves of surrogate pairs.
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ue000-\uf8ff\ud800-\udfff\ufffe\uffff]")


def tidy(text: str) -> str:
    """Text as it may travel: newlines are LF, no control characters, no slot marks."""
    return FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def tidy_line(text: str) -> str:
    """The same, for what must stay on one line: every run of white space is one space."""
    return " ".join(tidy(text).split())


def tidied(value: Any) -> Any:
    """Every text in a piece (or tuple of pieces) tidied; the rest as it was."""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, tuple):
        return tuple(tidied(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: tidied(getattr(value, f.name)) for f in fields(value)})
    return value
