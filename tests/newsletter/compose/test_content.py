"""What an issue says of the programme, and what its author is told is wrong with it."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image as Picture
from wagtail.images.models import Image

from events.ledger.reconcile import reconcile_calendar
from events.models import Event
from newsletter.blocks import Agenda
from newsletter.compose.checking import check_issue
from newsletter.compose.content import gather_content
from newsletter.models import Issue
from tests.factories import (
    local,
    make_edition,
    make_event,
    make_issue,
    make_public_event,
    make_series,
    make_term,
    make_topic,
)
from tests.newsletter.sending import agenda_block
from tests.photos import make_image, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def image(media: Path) -> Image:
    """A picture half see-through."""
    return make_image(written(Picture.new("RGBA", (1600, 800), "#00566b80"), "PNG"))


def titles(issue: Issue, number: int = 0) -> list[str]:
    agenda = gather_content(issue, "nl", None).pieces[number]
    assert isinstance(agenda, Agenda)
    return [line.title for day in agenda.days for line in day.lines]


def sentences(issue: Issue) -> list[tuple[int | None, str, bool]]:
    return [(problem.block_index, problem.code, problem.is_error) for problem in check_issue(issue)]


def article(**values: Any) -> tuple[str, dict[str, Any]]:
    row = {
        "heading": "Kop",
        "image": None,
        "image_alt": "",
        "text": "<p>Tekst.</p>",
        "link": "",
        "link_text": "",
        **values,
    }
    return "article", row


def test_an_agenda_shows_what_is_published_takes_place_and_is_to_come(clock: Any) -> None:
    make_public_event(title="Komt", at__starts_at=local(2026, 7, 1, 20))
    make_public_event(title="Geweest", at__starts_at=local(2026, 6, 1, 20))
    make_public_event(title="Te ver", at__starts_at=local(2026, 9, 1, 20))
    make_public_event(
        title="Afgelast", at__starts_at=local(2026, 7, 1, 20), at__status="cancelled", at__status_reason="Ziek"
    )
    make_event(title="Concept", live=False, at__starts_at=local(2026, 7, 1, 20))
    assert titles(make_issue(body=[agenda_block()])) == ["Komt"]


def test_an_agenda_reads_what_the_public_was_told_not_a_half_edited_row(clock: Any) -> None:
    event = make_public_event(title="Orgel", at__starts_at=local(2026, 7, 1, 20))
    event.title = "Halverwege getypt"
    event.save()
    issue = make_issue(body=[agenda_block()])
    assert titles(issue) == ["Orgel"]
    reconcile_calendar(Event.objects.all())
    assert titles(issue) == ["Halverwege getypt"]


def test_an_agenda_keeps_to_edition_theme_highlights_and_length(clock: Any) -> None:
    term, edition = make_term(), make_edition(starts_on=local(2026, 7, 1).date())
    make_public_event(edition, title="Van de editie", at__starts_at=local(2026, 7, 1, 20))
    make_public_event(title="Van het thema", terms=[term], at__starts_at=local(2026, 7, 2, 20))
    make_public_event(title="Uitgelicht", is_highlight=True, at__starts_at=local(2026, 7, 3, 20))
    cases = [
        ({"edition": edition}, ["Van de editie"]),
        ({"term": term}, ["Van het thema"]),
        ({"highlights": True}, ["Uitgelicht"]),
        ({"limit": 2}, ["Van de editie", "Van het thema"]),
        ({"days": 17}, ["Van de editie"]),
    ]
    assert [titles(make_issue(body=[agenda_block(**values)])) for values, _ in cases] == [
        expected for _, expected in cases
    ]


def test_what_is_on_all_along_stands_first_with_its_last_day(clock: Any) -> None:
    make_public_event(title="Expositie", at__starts_at=local(2026, 6, 1, 10), at__ends_at=local(2026, 7, 5, 17))
    make_public_event(title="Concert", at__starts_at=local(2026, 6, 20, 20))
    agenda = gather_content(make_issue(body=[agenda_block()]), "nl", None).pieces[0]
    assert [(day.label, [(line.time, line.title) for line in day.lines]) for day in agenda.days] == [  # type: ignore[union-attr]
        ("Nu bezig", [("t/m 5 juli", "Expositie")]),
        ("zaterdag 20 juni", [("20:00–21:00", "Concert")]),
    ]


def test_hours_after_midnight_belong_to_the_evening_before(clock: Any) -> None:
    edition = make_edition(starts_on=local(2026, 7, 4).date(), ends_on=local(2026, 7, 5).date())
    make_public_event(edition, title="Laat", at__starts_at=local(2026, 7, 5, 1, 30))
    make_public_event(
        edition,
        title="Doorlopend",
        at__is_continuous=True,
        at__starts_at=local(2026, 7, 4, 22),
        at__ends_at=local(2026, 7, 5, 2),
    )
    make_public_event(edition, title="Zonder einde", at__starts_at=local(2026, 7, 4, 23), at__ends_at=None)
    agenda = gather_content(make_issue(body=[agenda_block()]), "nl", None).pieces[0]
    assert [(day.label, [(line.time, line.title) for line in day.lines]) for day in agenda.days] == [  # type: ignore[union-attr]
        (
            "zaterdag 4 juli",
            [("doorlopend 22:00–02:00", "Doorlopend"), ("23:00", "Zonder einde"), ("01:30–02:30", "Laat")],
        ),
    ]


def test_the_drawing_on_top_is_of_the_first_highlight(clock: Any) -> None:
    first = make_public_event(at__starts_at=local(2026, 7, 1, 20))
    issue = make_issue(body=[agenda_block()])
    assert gather_content(issue, "nl", None).lead.url == f"http://testserver/beeld/{first.code}.png"  # type: ignore[union-attr]
    lit = make_public_event(is_highlight=True, at__starts_at=local(2026, 7, 2, 20))
    assert gather_content(issue, "nl", None).lead.url == f"http://testserver/beeld/{lit.code}.png"  # type: ignore[union-attr]
    assert gather_content(make_issue(), "nl", None).lead is None


def test_addresses_are_absolute_and_in_the_language_of_the_reader() -> None:
    edition = make_edition(make_series(slug="nacht"), slug="2026")
    body = [agenda_block(edition=edition, term=make_term(slug="licht"))]
    issue = make_issue(slug="juni", body_en=body, subject_en="June")
    english = gather_content(issue, "en", None)
    assert (english.frame.web_url, english.frame.archive_url) == (
        "http://testserver/en/nieuwsbrief/juni/",
        "http://testserver/en/nieuwsbrief/",
    )
    assert english.pieces[0].more_url == "http://testserver/en/agenda/nacht/2026/?term=licht"  # type: ignore[union-attr]


def test_pictures_are_made_to_size_on_a_light_ground(image: Image) -> None:
    content = gather_content(make_issue(body=[article(image=image, image_alt="De koepel")]), "nl", None)
    picture = content.pieces[0].picture  # type: ignore[union-attr]
    assert (picture.width, picture.height, picture.alt) == (1072, 536, "De koepel")
    assert re.fullmatch(r"http://testserver/media/pictures/[0-9a-f]{32}-1072\.jpg", picture.url)
    assert picture.widths == (512, 1072, 1600)


def test_gathering_sees_edits_that_are_not_saved() -> None:
    issue = make_issue(make_topic())
    issue.subject, issue.body = "Nog niet opgeslagen", [article(heading="Vers")]
    content = gather_content(issue, "nl", None)
    assert (content.subject, content.pieces[0].heading) == ("Nog niet opgeslagen", "Vers")  # type: ignore[union-attr]


CASES: dict[str, tuple[list[tuple[str, Any]], list[tuple[int | None, str, bool]]]] = {
    "good": ([article()], []),
    "empty": ([], [(None, "empty", True)]),
    "article without text": ([article(), article(text="<p>&nbsp;</p>")], [(1, "no_text", True)]),
    "bad link in text": ([article(text='<p><a href="javascript:x">x</a></p>')], [(0, "bad_link", True)]),
    "bad link of article": ([article(link="agenda")], [(0, "bad_link", True)]),
    "words for no link": ([article(link_text="Lees verder")], [(0, "link_without_address", False)]),
    "button to nowhere": ([("button", {"text": "Ga", "link": "www.x.nl"})], [(0, "bad_link", True)]),
    "button without words": ([("button", {"text": "", "link": "https://x.nl"})], [(0, "no_text", True)]),
    "no picture": ([("image", {"image": None, "image_alt": "", "caption": ""})], [(0, "no_image", True)]),
    "agenda empty": ([agenda_block()], [(0, "agenda_empty", False)]),
    "columns": (
        [("two_columns", {"left": article(text="")[1], "right": article(link="x")[1]})],
        [(0, "no_text", True), (0, "bad_link", True)],
    ),
    "much": ([article(text=f"<p>{'Nieuws. ' * 9_800}</p>")], [(None, "too_large", False)]),
    "far too much": ([article(text=f"<p>{'Nieuws. ' * 12_000}</p>")], [(None, "too_large", True)]),
    "path of our own": ([article(text='<p><a href="/agenda/">x</a></p>', link="/agenda/")], []),
}


@pytest.mark.parametrize("name", CASES)
def test_an_author_is_told_what_is_wrong_and_where(name: str) -> None:
    body, expected = CASES[name]
    assert sentences(make_issue(make_topic(), body=body)) == expected


def test_pictures_without_words_and_lost_files_are_told(image: Image) -> None:
    issue = make_issue(
        make_topic(), body=[article(image=image), ("image", {"image": image, "image_alt": "x", "caption": ""})]
    )
    assert sentences(issue) == [(0, "no_alt", False)]
    lost = Image.objects.create(title="Weg", file="original_images/weg.png", width=10, height=10)
    assert sentences(make_issue(make_topic(), body=[article(image=lost, image_alt="x")])) == [
        (0, "image_unreadable", True)
    ]


def test_the_sentence_names_block_kind_and_language() -> None:
    english = [("intro", {"heading": "", "text": "", "signed": ""})]
    issue = make_issue(make_topic(), body=[article(), article(text="")], subject_en="News", body_en=english)
    assert [problem.sentence for problem in check_issue(issue)] == [
        "Blok 2 (Artikel): hier staat nog geen tekst.",
        "Blok 1 (Opening, Engels): hier staat nog geen tekst.",
    ]


def test_half_an_english_issue_is_a_warning() -> None:
    assert sentences(make_issue(make_topic(), subject_en="News")) == [(None, "half_english", False)]


def test_an_english_subject_of_spaces_is_none_so_everybody_reads_dutch() -> None:
    english = [("intro", {"heading": "", "text": "<p>News.</p>", "signed": ""})]
    issue = make_issue(make_topic(), subject_en=" \u00a0", body_en=english)
    assert (issue.languages(), sentences(issue)) == (["nl"], [(None, "half_english", False)])


def test_a_block_that_cannot_be_made_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(piece: Any, content: Any) -> str:
        if getattr(piece, "heading", "") == "Stuk":
            raise ValueError("unexpected token in root template at position 103:105")
        return ""

    monkeypatch.setattr("newsletter.compose.checking.compile_piece", broken)
    issue = make_issue(make_topic(), body=[article(), article(heading="Stuk")])
    assert sentences(issue) == [(1, "not_rendered", True)]


def test_the_count_of_queries_does_not_grow_with_the_blocks(clock: Any, django_assert_num_queries: Any) -> None:
    for day in (1, 2, 3):
        make_public_event(at__starts_at=local(2026, 7, day, 20))
    one, three = make_issue(body=[article()]), make_issue(body=[article(), article(), article()])
    for issue in (one, three):
        with django_assert_num_queries(0):
            gather_content(issue, "nl", timezone.now() + timedelta(hours=1))
