"""No template, setting or text can take the sender, the reason or the way out from a mail."""

from pathlib import Path
from typing import Any

import pytest

from newsletter.rendering import render_issue
from newsletter.rendering.slots import UNSUBSCRIBE
from tests.newsletter.rendering.pieces import make_content, make_frame, make_intro


def test_a_template_that_loses_the_footer_makes_no_mail(settings: Any, tmp_path: Path) -> None:
    own = tmp_path / "newsletter" / "mail"
    own.mkdir(parents=True)
    (own / "frame.mjml").write_text(
        '<mjml lang="nl"><mj-body>{% for piece in pieces %}{{ piece }}{% endfor %}</mj-body></mjml>'
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    with pytest.raises(ValueError, match="footer lost 'De Stad'"):
        render_issue(make_content(make_intro()))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_both_parts_name_sender_address_reason_and_way_out(language: str) -> None:
    rendered = render_issue(make_content(make_intro(), language=language))
    for output in (rendered.mail_html, rendered.mail_text):
        assert "De Stad" in output
        assert "Stadhuisplein 1, 2311 EJ Leiden" in output
        assert output.count(UNSUBSCRIBE) == 1


def test_a_sender_with_signs_in_its_name_is_escaped_not_lost() -> None:
    frame = make_frame(sender_name="Stad & Land <'s-Hertogenbosch>", postal_address='Plein 1 "Zuid"')
    rendered = render_issue(make_content(make_intro(), frame=frame))
    assert "Stad &amp; Land &lt;&#x27;s-Hertogenbosch&gt;" in rendered.mail_html
    assert "Stad & Land <'s-Hertogenbosch>" in rendered.mail_text


def test_the_archive_page_carries_no_way_out_of_anyone() -> None:
    assert UNSUBSCRIBE not in render_issue(make_content(make_intro())).web_html
