"""Every kind of block in the three outputs: the same words and links in mail, text and archive."""

import re
from pathlib import Path

import pytest

from newsletter.rendering import render_issue
from tests.newsletter.rendering.pieces import PIECES, SITE, make_content
from tests.newsletter.shown import Shown

FOOTER_TEXT = f"""{"-- "}
U krijgt deze mail omdat u zich heeft aangemeld voor Nieuwsbrief Stad.
Uitschrijven: {SITE}/nieuwsbrief/uitschrijven/\ue000unsubscribe\ue001/
Lees dit nummer op de site: {SITE}/nieuwsbrief/december/
Eerdere nummers: {SITE}/nieuwsbrief/
Wat wij met uw gegevens doen: {SITE}/privacy/

De Stad
Stadhuisplein 1, 2311 EJ Leiden
"""
HEAD_TEXT = "Nieuwsbrief Stad\ndinsdag 1 december 2026\n\nDecember in de stad\n===================\n\n"


def golden(name: str) -> str:
    """The output that was looked at and found right."""
    return (Path(__file__).parent / "golden" / name).read_text().rstrip("\n")


@pytest.mark.parametrize("name", PIECES)
def test_a_piece_as_plain_text(name: str) -> None:
    text = render_issue(make_content(PIECES[name])).mail_text
    assert text == f"{HEAD_TEXT}{golden(f'{name}.txt')}\n\n{FOOTER_TEXT}"


@pytest.mark.parametrize("name", PIECES)
def test_a_piece_on_the_archive_page(name: str) -> None:
    web = render_issue(make_content(PIECES[name])).web_html
    assert re.sub(r"\n+", "\n", web) == golden(f"{name}.html")


@pytest.mark.parametrize("name", PIECES)
def test_the_mail_says_what_the_text_says(name: str) -> None:
    """Every word of the plain text is in the HTML, in the same order, and every address is a link there."""
    text, html = golden(f"{name}.txt"), render_issue(make_content(PIECES[name])).mail_html
    shown = Shown.of(html)
    position = 0
    for word in re.findall(r"[^\W_]{2,}", re.sub(r"\[Beeld: .*?\]|https?://\S+|tel:\S+", "", text)):
        found = shown.words.find(word, position)
        assert found >= 0, word
        position = found
    assert set(re.findall(r"(?:https://|tel:)[^\s)]+", text)) <= set(shown.links)
