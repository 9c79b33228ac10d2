"""What exactly was approved, and whether it still is what would go out.

Approving renders the issue and keeps the result: what goes out later is that, byte for byte. Rendering it again and
finding a difference means that somebody edited the issue, or that the programme in it changed: the approval is void.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from html import unescape

from newsletter.compose.content import gather_content
from newsletter.models import Issue, Rendition
from newsletter.rendering import RenderedIssue, render_issue

from .difference import LANGUAGES, describe_parts


def render_again(issue: Issue, language: str, kept: Rendition | None) -> RenderedIssue:
    """The same in the form ``kept`` was approved in, so that a new setting or release takes no approval back."""
    asks_useful = kept is None or kept.links is not None
    counts_clicks = bool(kept and kept.links)
    return render_issue(
        gather_content(issue, language, issue.send_at, asks_useful=asks_useful, counts_clicks=counts_clicks)
    )


def approval_text(rendered: Iterable[RenderedIssue], rule: str, send_at: datetime) -> str:
    """What is approved: the hash of each language, the audience rule and the moment, a line each."""
    return "\n".join([*(rendition_hash(one) for one in rendered), rule, send_at.astimezone(UTC).isoformat()])


def approval_hash(text: str) -> str:
    """SHA-256 over content, audience rule and moment."""
    return hashlib.sha256(text.encode()).hexdigest()


def rendition_bytes(rendered: RenderedIssue | Rendition) -> bytes:
    """Everything of one language, with a zero byte between its parts: what ``rendition_hash`` is of."""
    parts = [rendered.language, rendered.subject, rendered.mail_html, rendered.mail_text, rendered.web_html]
    if rendered.links:  # where its counted links lead
        parts.append(json.dumps([list(link) for link in rendered.links]))
    return "\0".join(parts).encode()


def rendition_hash(rendered: RenderedIssue | Rendition) -> str:
    return hashlib.sha256(rendition_bytes(rendered)).hexdigest()


def audience_rule(issue: Issue) -> str:
    """To whom, in one line: everyone with a confirmed subscription to any of these topics."""
    return "confirmed:" + ",".join(sorted(topic.slug for topic in issue.topics.all()))


def store_renditions(issue: Issue, rendered: Iterable[RenderedIssue]) -> None:
    """Put what was approved in the place of what was approved before."""
    issue.renditions.all().delete()
    Rendition.objects.bulk_create(
        Rendition(
            issue=issue,
            language=one.language,
            subject=one.subject[:150],
            mail_html=one.mail_html,
            mail_text=one.mail_text,
            web_html=one.web_html,
            links=list(one.links),
            sha256=rendition_hash(one),
        )
        for one in rendered
    )


def what_changed(issue: Issue) -> str:
    """Why ``issue`` is no longer what was approved, as one Dutch sentence; empty when it still is."""
    assert issue.send_at is not None
    kept = {one.language: one for one in issue.renditions.all()}
    try:
        rendered = [render_again(issue, language, kept.get(language)) for language in issue.languages()]
    except ValueError:
        return "De inhoud is veranderd en kan niet meer worden opgemaakt."
    if {one.language for one in rendered} != set(kept):
        return "De inhoud is veranderd: er kwam een taal bij of er verdween er een."
    for one in rendered:
        if reason := difference(kept[one.language], one):
            return clipped(f"{reason[0].upper()}{reason[1:]}.", 300)
    if approval_hash(approval_text(rendered, audience_rule(issue), issue.send_at)) != issue.approved_hash:
        return "De keuze aan wie dit nummer gaat, of het moment, is veranderd."
    return ""


def difference(kept: Rendition, now: RenderedIssue) -> str:
    """What is different in one language; empty when nothing is."""
    if rendition_hash(now) == rendition_hash(kept):
        return ""
    where = "" if now.language == "nl" else f" ({LANGUAGES[now.language]})"
    if kept.subject != now.subject:
        return f"de onderwerpregel{where} is veranderd"
    parts = unescape(describe_parts(kept.web_html, now.web_html))
    return f"{parts}{where}" if parts else f"het voorproefje of de opmaak{where} is veranderd"


def clipped(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
