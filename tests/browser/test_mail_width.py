"""Mails on a telephone: whatever stands in them, nobody scrolls sideways."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.utils import translation
from playwright.sync_api import Browser, Page

from newsletter.blocks import Article, Button, Illustration, Intro, Quote, TwoColumns
from newsletter.rendering import render_issue
from newsletter.rendering.pieces import Picture
from subscribers.outbox.letters import Letter, compose_letter
from tests.newsletter.rendering.pieces import PICTURE, SITE, make_agenda, make_content, make_facts, make_frame

WORD = "Wetenschapsgeschiedenisboekenliefhebbersbijeenkomstaankondiging" * 2
ADDRESS = f"{SITE}/evenement/{'een-heel-lange-naam-van-een-avond-' * 4}abcd2345/"
WIDTHS = (320, 360, 375, 1000)
PART = Letter(heading=WORD, sentences=[f"Over de activiteit: {ADDRESS}"], details=[("Waar", WORD)])
LETTER = Letter(
    heading=WORD,
    sentences=[WORD, f"Kijk op {ADDRESS}."],
    details=[("Eerst was het", ADDRESS), ("Gebruikersnaam", WORD), ("Wat", "Orgel")],
    button=(WORD, ADDRESS),
    after=[f"Over de activiteit: {ADDRESS}"],
    image=("qr@kennisstad", "QR-code"),
    code=f"Laat deze code zien: {WORD}",
    parts=[PART],
)
STORY = Article(WORD, f'<p>{WORD} {ADDRESS}</p><p><a href="{ADDRESS}">{ADDRESS}</a></p>', PICTURE, ADDRESS, WORD)
ISSUE = make_content(
    Intro(WORD, f"<p>{ADDRESS}</p><ul><li>{WORD}</li></ul>", WORD),
    STORY,
    TwoColumns(STORY, STORY),
    make_agenda(make_facts(WORD), heading=WORD),
    Quote(WORD, WORD),
    Button(WORD, ADDRESS),
    Illustration(PICTURE, WORD),
    subject=WORD,
    lead=Picture(f"{SITE}/beeld/abcd2345.png", 1200, 400),
    frame=replace(make_frame(), newsletter_name=WORD, sender_name=WORD, postal_address=WORD, useful_url=ADDRESS),
)


def letter() -> str:
    return compose_letter(LETTER, language="nl", sender_name=WORD, postal_address=WORD)[1]


@pytest.fixture
def blank(browser: Browser) -> Iterator[Page]:
    """A page that fetches nothing, as a mail program that blocks images."""
    context = browser.new_context()
    page = context.new_page()
    page.route("**/*", lambda route: route.abort())
    yield page
    context.close()


@pytest.mark.parametrize("mail", ["letter", "issue"])
def test_no_mail_is_wider_than_a_telephone(blank: Page, mail: str) -> None:
    with translation.override("nl"):
        html = letter() if mail == "letter" else render_issue(ISSUE).mail_html
    widths = {}
    for width in WIDTHS:
        blank.set_viewport_size({"width": width, "height": 800})
        blank.set_content(html)
        widths[width] = blank.evaluate("document.documentElement.scrollWidth")
    assert widths == {width: width for width in WIDTHS}


def test_a_blocked_picture_keeps_its_shape(blank: Page) -> None:
    """At 360 px all are as wide as the column between its margins of 32, but for the drawing at the top."""
    blank.set_viewport_size({"width": 360, "height": 800})
    blank.set_content(render_issue(ISSUE).mail_html)
    boxes = blank.locator("img").evaluate_all("all => all.map(one => one.getBoundingClientRect())")
    assert [box["width"] for box in boxes] == [360, 296, 296, 296, 296]
    assert [round(box["width"] / box["height"], 1) for box in boxes] == [3.0, 1.8, 1.8, 1.8, 1.8]
