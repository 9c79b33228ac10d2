"""Reads what the rules need: the blocks as text and links, and the facts from rows. No network."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone, translation

from newsletter.compose.checking import label_of
from newsletter.compose.content import gather_content
from newsletter.deliveries.figures import MAILED, tally
from newsletter.deliveries.freezing import count_audience
from newsletter.models import Issue
from newsletter.rendering import IssueContent

from .findings import Block
from .inbox import folded
from .own_links import Judged, judge_links
from .snapshot import Facts, Snapshot, Text

DAY, YEAR = timedelta(days=1), timedelta(days=365)
COMPARED = 6  # issues, for how many readers are usual
MADE_BY_US = ("agenda",)
Contents = dict[str, IssueContent]


def gather_languages(issue: Issue, send_at: datetime | None) -> Contents:
    """As it would go out."""
    return {
        language: gather_content(issue, language, send_at, counts_clicks=settings.MEASURE_CLICKS)
        for language in issue.languages()
    }


def take_snapshot(issue: Issue, contents: Contents, send_at: datetime | None, *, counts_readers: bool) -> Snapshot:
    texts = tuple(text_of(issue, content) for content in contents.values())
    at = send_at or timezone.now()
    urls = {url for text in texts for block in text.blocks for _words, url in block.links if url}
    judged = judge_links(urls, issue, at)
    return Snapshot(issue.title, texts, facts_of(issue, send_at, judged, counts_readers=counts_readers))


def text_of(issue: Issue, content: IssueContent) -> Text:
    body = issue.body_en if content.language == "en" else issue.body
    subject = issue.subject_en if content.language == "en" else issue.subject
    with translation.override(content.language):
        blocks = tuple(
            Block(
                id=str(block.id or number),
                number=number,
                kind=block.block_type,
                label=label_of(number, block, content.language),
                text=piece.as_text(content.frame.site_url),
                links=tuple(piece.links(content.frame.site_url)),
                made=block.block_type in MADE_BY_US,
            )
            for number, (block, piece) in enumerate(zip(body, content.pieces, strict=True))
        )
    return Text(content.language, subject, content.preheader, blocks)


def facts_of(issue: Issue, send_at: datetime | None, judged: Judged, *, counts_readers: bool) -> Facts:
    at = send_at or timezone.now()
    counted = counts_readers and bool(issue.topics.all())
    return Facts(
        at=at,
        site_host=urlsplit(settings.SITE_URL).hostname or "",
        readers=count_audience(issue).mailed if counted else None,
        usual=tuple(usual_readers(issue)) if counted else (),
        neighbours=tuple(neighbours(issue, send_at)) if send_at else (),
        used_subjects=used_subjects(issue, at),
        dead_ends=judged.dead_ends,
        events=judged.events,
    )


def usual_readers(issue: Issue) -> Iterable[int]:
    latest = Issue.objects.filter(state=Issue.State.SENT).exclude(pk=issue.pk).order_by("-sent_at")[:COMPARED]
    counts = (sum(tally(one, "language", only=MAILED).values()) for one in latest)
    return (count for count in counts if count)


def neighbours(issue: Issue, send_at: datetime) -> Iterable[str]:
    """Titles of issues to some of the same readers, within a day of ``send_at``."""
    topics = [topic.pk for topic in issue.topics.all()]
    near = Issue.objects.filter(send_at__gt=send_at - DAY, send_at__lt=send_at + DAY, topics__in=topics)
    near = near.exclude(pk=issue.pk).exclude(state__in=(Issue.State.DRAFT, Issue.State.CANCELLED))
    return near.order_by("send_at", "pk").distinct().values_list("title", flat=True)


def used_subjects(issue: Issue, at: datetime) -> frozenset[str]:
    used = Issue.objects.begun().filter(send_at__gt=at - YEAR).exclude(pk=issue.pk)
    rows = used.values_list("subject", "subject_en")
    return frozenset(folded(subject) for row in rows for subject in row if subject)
