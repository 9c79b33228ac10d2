"""A service mail as text and as HTML from the same pieces, so that both say the same.

Pure: pieces in, text out; the language is the one active.
"""

from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from subscribers.shell import colours

STYLES = {
    "serif": mark_safe("Charter,'Iowan Old Style',Georgia,serif"),
    "sans": mark_safe("system-ui,'Segoe UI',Helvetica,Arial,sans-serif"),
    "button_text": "font-size:16px;line-height:20px;font-weight:bold;text-decoration:underline",
    # A word or an address wider than a telephone breaks; the second is for programs that do not know the first.
    "breaks": "overflow-wrap:anywhere;word-break:break-word",
    "whole": "overflow-wrap:normal;word-break:normal",
}


@dataclass(frozen=True)
class Letter:
    """One letter: heading, sentences, details as (label, value), one button, and a closing sentence.

    An address in a sentence or a value is a link in HTML.

    ``parts`` stand between the sentences and the rest, each a letter of its own without parts.
    """

    heading: str
    sentences: list[str]
    details: list[tuple[str, str]] = field(default_factory=list)
    button: tuple[str, str] | None = None  # text, address
    after: list[str] = field(default_factory=list)
    image: tuple[str, str] | None = None  # content id, what it shows
    code: str = ""  # what the image says, for who cannot see it
    parts: list["Letter"] = field(default_factory=list)


def compose_letter(letter: Letter, *, language: str, sender_name: str, postal_address: str) -> tuple[str, str]:
    """(plain text, HTML) of one letter, signed with sender and postal address."""
    context = {"letter": letter, "language": language, "sender_name": sender_name, "postal_address": postal_address}
    context |= {"c": colours.light(colours.PAGE), "d": colours.dark(colours.PAGE), **STYLES}
    html = render_to_string("subscribers/outbox/letter.html", context)
    return "\n\n".join([*text_blocks(letter), f"-- \n{sender_name}\n{postal_address}"]) + "\n", html


def text_blocks(letter: Letter) -> list[str]:
    """The paragraphs of its plain text."""
    blocks = [letter.heading, *letter.sentences]
    for part in letter.parts:
        blocks += text_blocks(part)
    blocks += ["\n".join(f"{label}: {value}" for label, value in letter.details)] if letter.details else []
    blocks += [f"{letter.button[0]}:\n{letter.button[1]}"] if letter.button else []
    blocks += [letter.code] if letter.code else []
    return blocks + letter.after
