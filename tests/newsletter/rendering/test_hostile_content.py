"""Whatever an author pastes, a mail comes out that runs nothing, loses nothing and parses."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.blocks import Button, Illustration, Quote
from newsletter.rendering import render_issue
from newsletter.rendering.pieces import Picture
from newsletter.rendering.richtext import clean, safe_link, to_mail, to_text
from newsletter.rendering.slots import UNSUBSCRIBE
from tests.newsletter.rendering.pieces import SITE, make_agenda, make_article, make_content, make_facts, make_intro

HOSTILE = {
    "script": ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
    "handler": ('<p onclick="alert(1)">a</p>', "<p>a</p>"),
    "style": ('<p style="position:fixed">a</p><style>p{}</style>', "<p>a</p>"),
    "javascript link": ('<p><a href="javascript:alert(1)">a</a></p>', "<p>a</p>"),
    "javascript in capitals": ('<p><a href=" JaVaScRiPt:alert(1)">a</a></p>', "<p>a</p>"),
    "data link": ('<p><a href="data:text/html,x">a</a></p>', "<p>a</p>"),
    "other host without scheme": ('<p><a href="//evil.example/">a</a></p>', "<p>a</p>"),
    "picture": ('<p>a<img src="https://evil.example/pixel.gif">b</p>', "<p>ab</p>"),
    "frame": ('<p>a</p><iframe src="https://evil.example/"></iframe>', "<p>a</p>"),
    "unclosed paragraph": ("<p>a<p>b", "<p>a</p><p>b</p>"),
    "unclosed list": ("<ul><li>a<li>b", "<ul><li>a</li><li>b</li></ul>"),
    "bare less-than": ("<p>1 < 2 & 3 > 2</p>", "<p>1 &lt; 2 &amp; 3 &gt; 2</p>"),
    "unquoted attribute": ("<p><a href=https://a.example/>a</a></p>", '<p><a href="https://a.example/">a</a></p>'),
    "quote in link": (
        "<p><a href='https://a.example/\"onmouseover=x'>a</a></p>",
        '<p><a href="https://a.example/&quot;onmouseover=x">a</a></p>',
    ),
    "carriage returns": ("<p>a<br>\r\nb</p>\r\n", "<p>a<br/>\nb</p>\n"),
    "nul": ("<p>a\x00b</p>", "<p>ab</p>"),
    "emoji": ("<p>👩‍🚀 é é</p>", "<p>👩‍🚀 é é</p>"),
    "markup of ours": ("<p>a</p></mj-text><mj-raw><b>x</b></mj-raw>", "<p>a</p><b>x</b>"),
    "comment": ("<p>a<!-- <mj-text> -->b</p>", "<p>ab</p>"),
    "entities": ("<p>caf&eacute; &euro;5 &nbsp;x</p>", "<p>café €5 \xa0x</p>"),
    "relative link": ('<p><a href="/agenda/">a</a></p>', f'<p><a href="{SITE}/agenda/">a</a></p>'),
    "mail and telephone": (
        '<p><a href="mailto:a@b.example">a</a><a href="tel:+31">b</a></p>',
        '<p><a href="mailto:a@b.example">a</a><a href="tel:+31">b</a></p>',
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_rich_text_is_cleaned_and_well_formed(name: str) -> None:
    typed, kept = HOSTILE[name]
    assert clean(typed, SITE) == kept


@pytest.mark.parametrize("name", HOSTILE)
def test_a_mail_can_be_made_of_it(name: str) -> None:
    html = render_issue(make_content(make_intro(HOSTILE[name][0]))).mail_html
    assert not re.search(r"<script|onclick|\"onmouseover|javascript:|evil\.example|<iframe|<mj-", html, re.I)


@given(st.text(max_size=300))
def test_any_text_in_any_field_makes_a_mail(text: str) -> None:
    picture = Picture(f"{SITE}/a.jpg", 10, 10, text)
    pieces = (
        make_intro(f"<p>{text}</p>", heading=text, signed=text),
        make_article(text, heading=text, picture=picture, link=text, link_text=text),
        Quote(text, text),
        Button(text, text),
        Illustration(picture, text),
        make_agenda(make_facts(text), heading=text),
    )
    rendered = render_issue(make_content(*pieces, subject=text, preheader=text))
    for output in (rendered.mail_html, rendered.mail_text):
        assert output.count(UNSUBSCRIBE) == 1
        assert not re.search("[\x00-\x08\x0b-\x1f\ud800-\udfff]", output)
        assert "mj-" not in re.sub(r"mj-(column|full|outlook)[a-z0-9-]*", "", output) or "mj-" in text


@given(st.text(max_size=400))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text, SITE)
    assert clean(once, SITE) == once


def test_attributes_reach_the_mail_as_typed() -> None:
    """mrml writes attributes in a debug form: backslashes doubled, accents as escapes."""
    alt = 'C:\\nacht \u2018é\u0301\u2019 👩\u200d🚀 "x" 50 %'
    html = render_issue(make_content(Illustration(Picture(f"{SITE}/a.jpg", 10, 10, alt)))).mail_html
    assert 'alt="C:&#92;nacht \u2018é\u0301\u2019 👩\u200d🚀 &quot;x&quot; 50 %"' in html


def test_ten_thousand_characters_in_one_word_are_kept() -> None:
    word = "x" * 10_000
    rendered = render_issue(make_content(make_intro(f"<p>{word}</p>")))
    assert word in rendered.mail_html and word in rendered.mail_text and word in rendered.web_html


def test_nobody_can_write_a_slot_into_an_article() -> None:
    rendered = render_issue(make_content(make_intro(f"<p>{UNSUBSCRIBE}</p>", heading=UNSUBSCRIBE), subject=UNSUBSCRIBE))
    assert (
        rendered.mail_html.count(UNSUBSCRIBE),
        rendered.mail_text.count(UNSUBSCRIBE),
        rendered.web_html.count(UNSUBSCRIBE),
    ) == (1, 1, 0)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "ftp://a.example/",
        "//a.example",
        "/\\a.example",
        "a.example",
        "https://a b",
        "data:x",
        "",
        "vbscript:x",
    ],
)
def test_other_kinds_of_link_are_no_link(address: str) -> None:
    assert safe_link(address, SITE) == ""


def test_a_link_whose_words_are_its_address_is_not_said_twice() -> None:
    assert to_text(
        '<p><a href="mailto:a@b.example">a@b.example</a>, <a href="https://a.example/">hier</a></p>', SITE
    ) == ("a@b.example, hier (https://a.example/)")


def test_numbered_and_nested_lists_keep_their_numbers() -> None:
    html = "<ol><li>een</li><li>twee<ul><li>a</li></ul></li></ol>"
    assert to_text(html, SITE) == "1. een\n2. twee\n- a"


def test_styles_for_mail_change_nothing_but_the_tags() -> None:
    html = '<p>a <a href="https://a.example/">b</a></p>'
    styled = to_mail(html, SITE, {"p": ("k-ink", "margin:0"), "a": ("k-link", "color:red")})
    assert (
        styled
        == '<p class="k-ink" style="margin:0">a <a href="https://a.example/" class="k-link" style="color:red">b</a></p>'
    )
