"""What the mails to visitors promise: every letter whole, in ``letters.txt``, as it was read and found true.

A difference is a change of what visitors read: look, then keep it with
``GOLDEN=write .venv/bin/python -m pytest tests/events/registration/mail/test_letters.py``.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import translation

from events.registration.mail import letters
from events.registration.words import TABLE, Happened, Standing
from subscribers.outbox.letters import text_blocks

VISIT = letters.Visit(
    name="Anna", seats=2, title="Orgel", when="zaterdag", place="Kerk", page="https://agenda.example/", code="ABCD"
)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("happened", [*letters.INVITING, *letters.ENDING])
def test_no_mail_says_that_a_calendar_follows_what_was_invited_to(happened, language):
    """Thunderbird and Evolution wait for a tap on *accept*; only a feed that one subscribed to changes by itself."""
    with translation.override(language):
        text = "\n".join(text_blocks(letters.write(happened, Standing.PLACE, VISIT)))
    assert [word for word in ("vanzelf", "past zich aan", "by itself", "follows") if word in text] == []


KEPT = Path(__file__).with_name("letters.txt")
SITE = "https://agenda.example"
BARE = replace(VISIT, code="", name="", seats=1)
WHOLE = replace(
    VISIT,
    manage=f"{SITE}/aanmelding/t/",
    access="Drempelvrij.",
    map=f"{SITE}/kaart/",
    until="14:05",
    stream=f"{SITE}/stroom/",
    reason="Ziek.",
    by_us="De zaal is te klein.",
    was="vrijdag, Kerk",
    news="Een ander lied.",
    choice="Rondleiding",
    wanted=1,
    had=3,
)
BUTTONS = {
    "bare": BARE,
    "whole": WHOLE,
    "one": replace(WHOLE, seats=1, wanted=0, had=0),
    "confirm": replace(WHOLE, confirm=f"{SITE}/bevestig/"),
    "opinion": replace(WHOLE, opinion=f"{SITE}/mening/"),
    "give up": replace(WHOLE, give_up=f"{SITE}/vrijgeven/"),
    "cancel": replace(WHOLE, cancel=f"{SITE}/annuleer/"),
}


def every_letter() -> Iterator[str]:
    """The whole of each with all there can be in it; of its other buttons, and of one with nothing, the first alone."""
    for happened in Happened:
        for standing in TABLE[happened]:
            yield from one_letter(happened, standing, "whole", "nl")
    for name in BUTTONS:
        for standing in (Standing.PLACE, Standing.WAITING):
            yield from one_letter(Happened.REGISTERED, standing, name, "nl")
            yield from one_letter(Happened.REPEATED, standing, name, "en")


def one_letter(happened: Happened, standing: Standing, name: str, language: str) -> Iterator[str]:
    with translation.override(language):
        method = letters.method_of(happened, standing) or "no calendar"
        yield f"== {happened} · {standing} · {name} · {language} · {method}"
        yield from (" ".join(block.split()) for block in text_blocks(letters.write(happened, standing, BUTTONS[name])))


def test_every_letter_reads_as_it_was_found_true() -> None:
    lines = list(every_letter())
    if os.environ.get("GOLDEN") == "write":
        KEPT.write_text("\n".join(lines) + "\n")
    assert lines == KEPT.read_text().splitlines()
