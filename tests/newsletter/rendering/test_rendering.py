"""A whole issue as a mail: its frame, and what holds for every block in it."""

import re

from django.utils.html import strip_tags

from newsletter.rendering import render_issue
from newsletter.rendering.pieces import Picture
from tests.newsletter.rendering.pieces import (
    INTRO,
    KOEPEL,
    PICTURE,
    PIECES,
    SITE,
    make_agenda,
    make_article,
    make_content,
    make_facts,
)
from tests.newsletter.shown import Shown

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


def test_every_image_has_its_width_and_height_as_numbers_so_that_blocked_ones_keep_their_shape() -> None:
    """At twice the size or more, as they come; the columns of a small screen shrink both."""
    small = make_article(picture=Picture(KOEPEL, 200, 100))
    shown = Shown.of(render_issue(make_content(*WHOLE.pieces, small, lead=WHOLE.lead)).mail_html)
    assert shown.sizes == [("600", "240"), ("536", "300"), ("536", "300"), ("200", "100")]


def test_the_mail_asks_nothing_of_third_parties() -> None:
    html = render_issue(WHOLE).mail_html
    fetched = re.findall(r'(?:src|background)="([^"]+)"|url\(([^)]+)\)|@import|<link', html)
    assert {found[0] for found in fetched} == {f"{SITE}/beeld/abcd2345.png", KOEPEL}


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
