"""What is wrong with an issue, in sentences for its author, each with the block it is about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from quopri import encodestring
from typing import Any

from django.conf import settings
from django.utils import translation

from newsletter.blocks.kind import Kind
from newsletter.models import Issue
from newsletter.rendering import IssueContent, compile_piece, render_issue

from .content import gather_content
from .weekdays import wrong_weekdays

LARGE, LARGEST = 90_000, 102_000  # bytes of HTML; Gmail cuts at about 102 KB


@dataclass(frozen=True, slots=True)
class Problem:
    """``block_index`` counts from 0, None for the whole issue; ``is_error`` keeps it from being scheduled.

    ``matched``: the text it is about, where it is about a part of the block.
    """

    block_index: int | None
    block_label: str
    sentence: str
    code: str
    is_error: bool = True
    language: str = "nl"
    matched: str = ""


def check_issue(
    issue: Issue, send_at: datetime | None = None, contents: dict[str, IssueContent] | None = None
) -> list[Problem]:
    """What is found while an issue is made, in its order. Sees edits that are not saved.

    ``contents``: its languages, where they were gathered already. The whole judgement is ``newsletter.checks``.
    """
    problems = list(check_whole(issue))
    for language in issue.languages():
        content = (contents or {}).get(language) or gather_content(
            issue, language, send_at, counts_clicks=settings.MEASURE_CLICKS
        )
        body = issue.body_en if language == "en" else issue.body
        found = [p for number, block in enumerate(body) for p in check_block(number, block, content)]
        readable = all(problem.code != "not_rendered" for problem in found)
        problems += [*found, *(check_size(content) if readable else ())]
    return problems


def check_whole(issue: Issue) -> Iterator[Problem]:
    if not len(issue.body):
        yield Problem(None, "", "Dit nummer is nog leeg. Zet er minstens één blok in.", "empty")
    if not issue.topics.all():
        yield Problem(None, "", "Kies aan wie dit nummer gaat: minstens één onderwerp.", "no_topics")
    if not issue.subject.strip():
        yield Problem(None, "", "Geef dit nummer een onderwerpregel.", "no_subject")
    has_subject_en = bool(issue.subject_en.strip())
    if has_subject_en != bool(len(issue.body_en)):
        missing = "de inhoud" if has_subject_en else "de onderwerpregel"
        sentence = f"Het Engels is niet af: {missing} ontbreekt. Zo krijgt iedereen het Nederlands."
        yield Problem(None, "", sentence, "half_english", False, "en")


def check_block(number: int, block: Any, content: IssueContent) -> Iterator[Problem]:
    """One block: what its author forgot, then whether it can be made at all."""
    piece, label = content.pieces[number], label_of(number, block, content.language)
    assert isinstance(piece, Kind)
    for sentence, code, is_error in piece.forgotten(block.value):
        yield Problem(number, label, f"{label}: {sentence}", code, is_error, content.language, sentence)
    for written, weekday in wrong_weekdays(piece.as_text(content.frame.site_url), content.language):
        remedy = f"die dag is een {weekday}" if weekday else "die dag bestaat niet"
        sentence = f"{label}: “{written}” klopt niet: {remedy}. Verbeter de dag of de datum."
        yield Problem(number, label, sentence, "weekday", True, content.language, written)
    try:
        with translation.override(content.language):
            compile_piece(piece, content)
    except ValueError:
        sentence = f"{label}: dit blok kan niet worden opgemaakt. Haal de tekst weg en typ hem opnieuw, zonder plakken."
        yield Problem(number, label, sentence, "not_rendered", True, content.language)


def label_of(number: int, block: Any, language: str) -> str:
    """“Blok 3 (Artikel)”, as the desk counts them."""
    suffix = ", Engels" if language == "en" else ""
    return f"Blok {number + 1} ({block.block.label}{suffix})"


def check_size(content: IssueContent) -> Iterator[Problem]:
    """Gmail cuts a mail off at about 102 KB, and the way to unsubscribe with it."""
    try:
        html = render_issue(content).mail_html.encode()
    except ValueError:
        yield Problem(
            None,
            "",
            "Dit nummer kan niet worden opgemaakt. Controleer de blokken één voor één.",
            "not_rendered",
            True,
            content.language,
        )
        return
    size = max(len(html), len(encodestring(html)))  # as Gmail may count: what is read, or what is on the wire
    if size > LARGE:
        sentence = f"Dit nummer is groot ({size // 1000} KB). Gmail knipt af boven 102 KB: haal er iets uit."
        yield Problem(None, "", sentence, "too_large", size > LARGEST, content.language)
