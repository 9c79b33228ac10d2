"""Gathers what the builders need of an issue: its blocks as plain data, and the frame around them."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from newsletter.blocks import KINDS
from newsletter.blocks.fields import absolute
from newsletter.models import Issue
from newsletter.rendering import IssueContent, RenderedIssue, render_issue
from newsletter.rendering.pieces import Frame, Picture
from newsletter.rendering.slots import UNSUBSCRIBE


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
            pieces=tuple(KINDS[block.block_type].gather(block.value, language, at) for block in body),
            clicks_url=f"{absolute('issue', slug_of(issue))}k/" if counts_clicks else "",
        )


def render_languages(issue: Issue, send_at: datetime | None, *, counts_clicks: bool) -> list[RenderedIssue]:
    """Every language of ``issue`` as it would go out at ``send_at``. Raises ValueError for what cannot be made.

    Counted links work once the issue is under way, so what is only looked at has the real ones.
    """
    return [
        render_issue(gather_content(issue, language, send_at, counts_clicks=counts_clicks))
        for language in issue.languages()
    ]


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


def lead_picture(body: Any, at: datetime) -> Picture | None:
    """The first that a block has to offer."""
    offered = (KINDS[block.block_type].lead(block.value, at) for block in body)
    return next((lead for lead in offered if lead), None)
