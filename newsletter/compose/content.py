"""Gathers what the builders need of an issue: its blocks as plain data, published facts, images at fixed sizes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError

from events.models import CalendarEntry
from events.models.calendar import CalendarEntryQuerySet
from newsletter.models import Issue
from newsletter.rendering import IssueContent
from newsletter.rendering.agenda import agenda_days
from newsletter.rendering.pieces import (
    Agenda,
    Article,
    Button,
    Divider,
    Frame,
    Illustration,
    Intro,
    Picture,
    Piece,
    Quote,
    TwoColumns,
)
from newsletter.rendering.richtext import safe_link
from newsletter.rendering.slots import UNSUBSCRIBE, tidy_line

WIDE = "width-1072|bgcolor-ffffff|format-jpeg"  # twice the width it is shown at, for sharp screens
NARROW = "width-512|bgcolor-ffffff|format-jpeg"
LEAD = (1200, 400)


def gather_content(
    issue: Issue, language: str, send_at: datetime | None, *, asks_useful: bool = True, counts_clicks: bool = False
) -> IssueContent:
    """One language of ``issue`` as it is in memory; its agenda as the public knows it at ``send_at`` or now."""
    at = send_at or timezone.now()
    english = language == "en"
    body = issue.body_en if english else issue.body
    with translation.override(language):
        return IssueContent(
            language=language,
            subject=(issue.subject_en if english else issue.subject) or issue.title,
            preheader=issue.preheader_en if english else issue.preheader,
            frame=frame_of(issue, asks_useful),
            dated=timezone.localdate(send_at) if send_at else None,
            lead=lead_picture(issue.body, at),
            pieces=tuple(gather_piece(block.block_type, block.value, language, at) for block in body),
            clicks_url=f"{absolute('issue', slug_of(issue))}k/" if counts_clicks else "",
        )


def frame_of(issue: Issue, asks_useful: bool) -> Frame:
    """Who sends, and where things are, in the active language."""
    return Frame(
        newsletter_name=settings.NEWSLETTER_NAME,
        sender_name=settings.SENDER_NAME,
        postal_address=settings.POSTAL_ADDRESS,
        site_url=settings.SITE_URL,
        web_url=absolute("issue", slug_of(issue)),
        archive_url=absolute("newsletter"),
        privacy_url=absolute("privacy"),
        unsubscribe_url=unsubscribe_url(),
        useful_url=absolute("useful", slug_of(issue)) if asks_useful else "",
    )


def slug_of(issue: Issue) -> str:
    return issue.slug or "concept"


def unsubscribe_url() -> str:
    """The address of the way out, with the slot where each recipient's token goes."""
    return absolute("unsubscribe", "TOKEN").replace("TOKEN", UNSUBSCRIBE)


def absolute(name: str, *args: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def gather_piece(kind: str, value: Any, language: str, at: datetime) -> Piece:
    """One block of the StreamField as plain data."""
    makers: dict[str, Callable[[], Piece]] = {
        "intro": lambda: Intro(text_of(value, "heading"), rich_of(value), text_of(value, "signed")),
        "article": lambda: gather_article(value, WIDE),
        "agenda": lambda: gather_agenda(value, language, at),
        "quote": lambda: Quote(text_of(value, "text"), text_of(value, "who")),
        "button": lambda: Button(text_of(value, "text"), text_of(value, "link")),
        "two_columns": lambda: TwoColumns(
            gather_article(value["left"], NARROW), gather_article(value["right"], NARROW)
        ),
        "image": lambda: Illustration(picture_of(value, WIDE), text_of(value, "caption")),
        "divider": Divider,
    }
    return makers[kind]()


def gather_article(value: Any, size: str) -> Article:
    return Article(
        heading=text_of(value, "heading"),
        text=rich_of(value),
        picture=picture_of(value, size),
        link=text_of(value, "link"),
        link_text=text_of(value, "link_text"),
    )


def gather_agenda(value: Any, language: str, at: datetime) -> Agenda:
    facts = [entry.facts for entry in agenda_entries(value, at)]
    return Agenda(
        heading=text_of(value, "heading"),
        days=agenda_days(facts, language=language, at=at, zone=ZoneInfo(settings.TIME_ZONE)),
        more_url=more_url(value),
    )


def agenda_entries(value: Any, at: datetime) -> CalendarEntryQuerySet:
    """What an agenda block shows: published, taking place, not over at ``at``, soonest first."""
    entries = (
        CalendarEntry.objects.taking_place()
        .upcoming(at)
        .filter(starts_at__lt=at + timedelta(days=value.get("days") or 30))
    )
    if value.get("edition"):
        entries = entries.filter(edition=value["edition"])
    if value.get("term"):
        entries = entries.with_facet("term", value["term"].slug)
    if value.get("highlights"):
        entries = entries.with_facet("highlight", "1")
    return entries[: value.get("limit") or 8]


def more_url(value: Any) -> str:
    """Where the block's programme goes on."""
    edition, term = value.get("edition"), value.get("term")
    page = absolute("edition", edition.series.slug, edition.slug) if edition else absolute("agenda")
    return f"{page}?term={term.slug}" if term else page


def lead_picture(body: Any, at: datetime) -> Picture | None:
    """The drawing of the first highlight, or else the first event, of the first agenda block that has any."""
    for block in body:
        if block.block_type != "agenda":
            continue
        entries = list(agenda_entries(block.value, at))
        lead = next((entry for entry in entries if entry.facts["highlight"]), entries[0] if entries else None)
        if lead:
            return Picture(f"{settings.SITE_URL}{reverse('drawing-png', args=[lead.event_code])}", *LEAD)
    return None


def picture_of(value: Any, size: str) -> Picture | None:
    """The chosen image at ``size``; None when none was chosen or its file cannot be read (``check_issue`` tells)."""
    image = value.get("image")
    if not image:
        return None
    try:
        rendition = image.get_rendition(size)
    except (SourceImageIOError, InvalidFilterSpecError, OSError):
        return None
    return Picture(
        safe_link(rendition.url, settings.SITE_URL), rendition.width, rendition.height, text_of(value, "image_alt")
    )


def text_of(value: Any, name: str) -> str:
    """A field as the author left it, nothing as an empty text; one line unless it is a quotation."""
    text = value.get(name) or ""
    return text if name == "text" else tidy_line(text)


def rich_of(value: Any) -> str:
    rich = value.get("text")
    return rich.source if rich else ""
