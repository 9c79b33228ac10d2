"""Every piece in the three outputs: the same words and links in mail, text and archive."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.utils.html import strip_tags

from newsletter.rendering import render_issue
from newsletter.rendering.pieces import Button, Divider, Illustration, Picture, Piece, Quote, TwoColumns
from tests.newsletter.pieces import PICTURE, SITE, make_agenda, make_article, make_content, make_facts, make_intro

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

INTRO = make_intro(
    '<p>Dag <b>lezer</b>,<br>kijk in <a href="/agenda/">de agenda</a>.</p><ul><li>een</li><li>twee</li></ul>',
    heading="Welkom",
    signed="Sanne",
)
PIECES: dict[str, Piece] = {
    "intro": INTRO,
    "article": make_article(picture=PICTURE, link="https://example.org/x?a=1&b=2"),
    "agenda": make_agenda(make_facts(language="en", wayIn="register")),
    "agenda-empty": make_agenda(),
    "quote": Quote("Kijk omhoog.\nElke avond.", "Ewine"),
    "button": Button("Meld u aan", "https://example.org/"),
    "columns": TwoColumns(
        make_article(heading="Links"), make_article(heading="Rechts", link="tel:+31715160000", link_text="Bel ons")
    ),
    "image": Illustration(PICTURE, "Foto: Erfgoed"),
    "divider": Divider(),
}


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


class Shown(HTMLParser):
    """What a reader of the HTML gets: words, links, alternatives, headings."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.links, self.alts, self.headings, self.skipping = "", [], [], [], 0

    @classmethod
    def of(cls, html: str) -> "Shown":
        shown = cls()
        shown.feed(html)
        return shown

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.skipping += tag == "style"
        if tag == "a":
            self.links.append(values["href"])
        if tag == "img":
            self.alts.append(values.get("alt"))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        self.skipping -= tag == "style"

    def handle_data(self, data: str) -> None:
        self.words += "" if self.skipping else data


WHOLE = make_content(
    *PIECES.values(),
    lead=Picture(f"{SITE}/beeld/abcd2345.png", 1200, 480),
    subject="Alles & meer",
)


def test_the_mail_has_language_title_preview_and_one_top_heading() -> None:
    html = render_issue(WHOLE).mail_html
    shown = Shown.of(html)
    assert '<html lang="nl" dir="ltr"' in html
    assert "<title>Alles &amp; meer</title>" in html
    assert "Wat er komt." in html
    assert shown.headings[0] == 1 and shown.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(shown.headings, shown.headings[1:], strict=False))


def test_every_image_has_an_alternative_and_decoration_an_empty_one() -> None:
    assert Shown.of(render_issue(WHOLE).mail_html).alts == ["", "De koepel bij nacht", "De koepel bij nacht"]


def test_the_mail_asks_nothing_of_third_parties() -> None:
    html = render_issue(WHOLE).mail_html
    fetched = re.findall(r'(?:src|background)="([^"]+)"|url\(([^)]+)\)|@import|<link', html)
    assert {found[0] for found in fetched} == {f"{SITE}/beeld/abcd2345.png", f"{SITE}/media/koepel.jpg"}


def test_every_link_of_the_mail_is_underlined_or_a_button() -> None:
    html = render_issue(WHOLE).mail_html
    plain = [link for link in re.findall(r"<a [^>]*>", html) if "text-decoration:underline" not in link]
    assert len(plain) == 1 and "padding:14px 26px" in plain[0] and "line-height:20px" in plain[0]


def test_text_on_every_cell_of_the_agenda_has_its_own_colours() -> None:
    cells = re.findall(r'<td class="k-[^>]*>', render_issue(make_content(PIECES["agenda"])).mail_html)
    own = [cell for cell in cells if "k-rule" in cell and "valign" in cell]
    assert len(own) == 2
    assert all("background-color:#FFFFFF" in cell and re.search(r";color:#[0-9A-F]{6}", cell) for cell in own)


def test_english_is_english_throughout() -> None:
    content = make_content(make_agenda(make_facts(), language="en"), language="en")
    rendered = render_issue(content)
    assert '<html lang="en"' in rendered.mail_html
    assert 'lang="nl"' in rendered.web_html  # the title of an event without English says which language it is in
    assert "Saturday 5 December" in rendered.mail_text


def test_the_same_content_gives_the_same_bytes() -> None:
    assert render_issue(WHOLE) == render_issue(WHOLE)


def test_a_long_issue_of_twelve_articles_stays_under_what_gmail_cuts() -> None:
    articles = [
        make_article(f"<p>{'Nieuws uit de stad. ' * 20}</p>", link="https://example.org/", picture=PICTURE)
        for _ in range(12)
    ]
    assert len(render_issue(make_content(*articles)).mail_html.encode()) < 90 * 1024


def test_the_subject_is_read_without_markup() -> None:
    assert strip_tags(render_issue(make_content(INTRO, subject="1 < 2 & 3")).mail_html).count("1 &lt; 2 &amp; 3") >= 2
