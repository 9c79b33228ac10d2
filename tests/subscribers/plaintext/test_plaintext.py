"""What may stand in plain text, and what of HTML is text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscribers.plaintext import has_unseen, html_to_text, is_one_line, lines, markup_in, one_line


@given(st.text())
def test_any_text_comes_out_fit_to_show_and_is_not_changed_twice(text: str) -> None:
    tidy, line = lines(text), one_line(text)
    assert (lines(tidy), one_line(line)) == (tidy, line)
    assert not has_unseen(tidy)
    assert is_one_line(line)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Een\r\ntwee\u2028drie", "Een\ntwee\ndrie"), ("Zoë 👩\u200d🔬", "Zoë 👩\u200d🔬"), ("An\u202ena\0", "Anna")],
)
def test_line_ends_become_one_kind_and_what_nobody_can_see_goes(typed: str, kept: str) -> None:
    assert lines(typed) == kept


@pytest.mark.parametrize(
    ("text", "tag"), [("2 < 3 en <3", ""), ("<b>vet</b>", "<b>"), ("x <!-- y", "<!--"), ("<a href=x>", "<a href=x>")]
)
def test_only_what_looks_like_a_tag_is_markup(text: str, tag: str) -> None:
    assert markup_in(text) == tag


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Een</p><p>Twee<br>drie</p>", "Een\n\nTwee\ndrie"),
        ("<h3>Kop</h3><p>Een</p>", "Kop\n\nEen"),
        ("<ul><li>a</li><li>b</li></ul><ol><li>c</li><li>d</li></ol>", "- a\n- b\n\n1. c\n2. d"),
        ('<p><a href="https://a.example/">hier</a></p>', "hier (https://a.example/)"),
        ('<p><a href="https://a.example/">https://a.example/</a></p>', "https://a.example/"),
        ('<p><a href="mailto:a@b.example">a@b.example</a></p>', "a@b.example"),
        ("<p>1 &lt; 2 &amp;  3</p>", "1 < 2 & 3"),
    ],
)
def test_html_as_text_reads_the_same_in_a_mail_and_in_a_calendar(html: str, text: str) -> None:
    assert html_to_text(html) == text
