"""Every piece in the three outputs: the same words and links in mail, text and archive."""

import re
from html.parser import HTMLParser

import pytest
from django.utils.html import strip_tags

from newsletter.rendering import render_issue
from newsletter.rendering.pieces import Button, Divider, Illustration, Picture, Quote, TwoColumns
from tests.newsletter.pieces import PICTURE, SITE, make_agenda, make_article, make_content, make_facts, make_intro

FOOTER_TEXT = f"""-- 
U krijgt deze mail omdat u zich heeft aangemeld voor Nieuwsbrief Stad.
Uitschrijven: {SITE}/nieuwsbrief/uitschrijven/\ue000unsubscribe\ue001/
Lees dit nummer op de site: {SITE}/nieuwsbrief/december/
Eerdere nummers: {SITE}/nieuwsbrief/
Wat wij met uw gegevens doen: {SITE}/privacy/

De Stad
Stadhuisplein 1, 2311 EJ Leiden
"""
HEAD_TEXT = "Nieuwsbrief Stad\ndinsdag 1 december 2026\n\nDecember in de stad\n===================\n\n"

INTRO = make_intro('<p>Dag <b>lezer</b>,<br>kijk in <a href="/agenda/">de agenda</a>.</p><ul><li>een</li><li>twee</li></ul>', heading="Welkom", signed="Sanne")
CASES = {
    "intro": (
        INTRO,
        f"Welkom\n------\n\nDag lezer,\nkijk in de agenda ({SITE}/agenda/).\n\n- een\n- twee\n\nSanne",
        '<section class="part part-intro" data-part="1">\n<h2>Welkom</h2>\n'
        f'<p>Dag <b>lezer</b>,<br/>kijk in <a href="{SITE}/agenda/">de agenda</a>.</p><ul><li>een</li><li>twee</li></ul>\n'
        '<p class="signed">Sanne</p>\n</section>',
    ),
    "article": (
        make_article(picture=PICTURE, link="https://example.org/x?a=1&b=2"),
        "De koepel open\n--------------\n\n[Beeld: De koepel bij nacht]\n\nNieuws.\n\n"
        "Lees verder over De koepel open:\nhttps://example.org/x?a=1&b=2",
        '<section class="part part-article" data-part="1">\n<h2>De koepel open</h2>\n'
        f'<img src="{SITE}/media/koepel.jpg" width="1072" height="600" alt="De koepel bij nacht" loading="lazy">\n<p>Nieuws.</p>\n'
        '<p><a href="https://example.org/x?a=1&amp;b=2">Lees verder over De koepel open</a></p>\n</section>',
    ),
    "agenda": (
        make_agenda(make_facts(language="en", wayIn="register")),
        "Agenda\n------\n\nzaterdag 5 december\n\n20:00–21:15  Sterren kijken\nOude Sterrewacht · in het Engels · aanmelden\n"
        f"{SITE}/evenement/x-abcd2345/\n\nDe hele agenda:\n{SITE}/agenda/",
        '<section class="part part-agenda" data-part="1">\n<h2>Agenda</h2>\n<h3>zaterdag 5 december</h3>\n<ul class="times">\n'
        f'<li><span class="time">20:00–21:15</span> <span class="what"><a href="{SITE}/evenement/x-abcd2345/">Sterren kijken</a> '
        '<span class="where">Oude Sterrewacht · in het Engels · aanmelden</span></span></li>\n</ul>\n'
        f'<p><a href="{SITE}/agenda/">De hele agenda</a></p>\n</section>',
    ),
    "agenda-empty": (
        make_agenda(),
        f"Agenda\n------\n\nEr staat nu niets op de agenda.\n\nDe hele agenda:\n{SITE}/agenda/",
        '<section class="part part-agenda" data-part="1">\n<h2>Agenda</h2>\n<p>Er staat nu niets op de agenda.</p>\n'
        f'<p><a href="{SITE}/agenda/">De hele agenda</a></p>\n</section>',
    ),
    "quote": (
        Quote("Kijk omhoog.\nElke avond.", "Ewine"),
        "“Kijk omhoog.\nElke avond.”\n\n— Ewine",
        '<section class="part part-quote" data-part="1">\n<figure><blockquote><p>Kijk omhoog.<br>Elke avond.</p></blockquote>'
        "<figcaption>Ewine</figcaption></figure>\n</section>",
    ),
    "button": (
        Button("Meld u aan", "https://example.org/"),
        "Meld u aan:\nhttps://example.org/",
        '<section class="part part-button" data-part="1">\n<p><a class="button" href="https://example.org/">Meld u aan</a></p>\n</section>',
    ),
    "columns": (
        TwoColumns(make_article(heading="Links"), make_article(heading="Rechts", link="tel:+31715160000", link_text="Bel ons")),
        "Links\n-----\n\nNieuws.\n\nRechts\n------\n\nNieuws.\n\nBel ons:\ntel:+31715160000",
        '<section class="part part-columns" data-part="1">\n<div class="part-column">\n<h2>Links</h2>\n<p>Nieuws.</p>\n</div>\n'
        '<div class="part-column">\n<h2>Rechts</h2>\n<p>Nieuws.</p>\n<p><a href="tel:+31715160000">Bel ons</a></p>\n</div>\n</section>',
    ),
    "image": (
        Illustration(PICTURE, "Foto: Erfgoed"),
        "[Beeld: De koepel bij nacht]\n\nFoto: Erfgoed",
        '<section class="part part-image" data-part="1">\n'
        f'<figure><img src="{SITE}/media/koepel.jpg" width="1072" height="600" alt="De koepel bij nacht" loading="lazy">'
        "<figcaption>Foto: Erfgoed</figcaption></figure>\n</section>",
    ),
    "divider": (Divider(), "* * *", '<section class="part part-divider" data-part="1">\n<hr>\n</section>'),
}


@pytest.mark.parametrize("name", CASES)
def test_a_piece_as_plain_text(name: str) -> None:
    piece, text, _web = CASES[name]
    assert render_issue(make_content(piece)).mail_text == f"{HEAD_TEXT}{text}\n\n{FOOTER_TEXT}"


@pytest.mark.parametrize("name", CASES)
def test_a_piece_on_the_archive_page(name: str) -> None:
    piece, _text, web = CASES[name]
    assert re.sub(r"\n+", "\n", render_issue(make_content(piece)).web_html) == web


@pytest.mark.parametrize("name", CASES)
def test_the_mail_says_what_the_text_says(name: str) -> None:
    """Every word of the plain text is in the HTML, in the same order, and every address is a link there."""
    piece, text, _web = CASES[name]
    html = render_issue(make_content(piece)).mail_html
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
    *(piece for piece, _text, _web in CASES.values()), lead=Picture(f"{SITE}/beeld/abcd2345.png", 1200, 480), subject="Alles & meer"
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
    cells = re.findall(r'<td class="k-[^>]*>', render_issue(make_content(CASES["agenda"][0])).mail_html)
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
    articles = [make_article(f"<p>{'Nieuws uit de stad. ' * 20}</p>", link="https://example.org/", picture=PICTURE) for _ in range(12)]
    assert len(render_issue(make_content(*articles)).mail_html.encode()) < 90 * 1024


def test_the_subject_is_read_without_markup() -> None:
    assert strip_tags(render_issue(make_content(INTRO, subject="1 < 2 & 3")).mail_html).count("1 &lt; 2 &amp; 3") >= 2
