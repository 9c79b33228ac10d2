"""A date with a weekday that is not its own keeps an issue from being scheduled."""

from typing import Any

import pytest

from newsletter.compose.checking import check_issue
from newsletter.compose.weekdays import wrong_weekdays
from tests.factories import make_issue


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Kom dinsdag 4 november 2027.", "nl", [("dinsdag 4 november 2027", "donderdag")]),
        ("Kom Donderdag\n4 november 2027.", "nl", []),
        ("Kom vrijdag 30 februari 2027.", "nl", [("vrijdag 30 februari 2027", "")]),
        ("Tuesday 4th November 2027", "en", [("Tuesday 4th November 2027", "donderdag")]),
        ("zo 3 euro, de 4 mei-herdenking, 2 mei 1940", "nl", []),
    ],
)
def test_a_weekday_is_held_against_its_date(text: str, language: str, found: list[tuple[str, str]]) -> None:
    assert list(wrong_weekdays(text, language)) == found


@pytest.mark.django_db
def test_the_author_is_told_which_day_it_is(clock: Any) -> None:
    text = "<p>Kom dinsdag 4 november 2027.</p>"
    row = {"heading": "Kop", "image": None, "image_alt": "", "text": text, "link": "", "link_text": ""}
    problems = check_issue(make_issue(body=[("article", row)]))
    remedy = "die dag is een donderdag. Verbeter de dag of de datum."
    assert [(p.sentence, p.is_error) for p in problems if p.code == "weekday"] == [
        (f"Blok 1 (Artikel): “dinsdag 4 november 2027” klopt niet: {remedy}", True)
    ]
