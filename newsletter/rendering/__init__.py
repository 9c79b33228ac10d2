"""From the content of an issue to what goes out: mail HTML, plain text, archive HTML. Pure builders."""

from collections.abc import Callable
from dataclasses import replace
from html import escape

from django.utils import translation

from .counted import with_counted_links
from .mail import compile_piece, mail_issue
from .pieces import IssueContent, Link, RenderedIssue
from .plain import plain_issue
from .slots import tidied, tidy_line
from .web import web_issue

__all__ = ["IssueContent", "Link", "RenderedIssue", "compile_piece", "render_issue"]


def render_issue(content: IssueContent) -> RenderedIssue:
    """All three outputs. Raises ValueError when mrml cannot read a piece, or when the footer is not whole."""
    content = replace(content, pieces=tidied(content.pieces), lead=tidied(content.lead))
    with translation.override(content.language):
        mailed, links = with_counted_links(content) if content.clicks_url else (content, ())
        html, text, web = mail_issue(mailed), plain_issue(content), web_issue(content)
    require_footer(content, html, escape)
    require_footer(content, text, str)
    return RenderedIssue(content.language, tidy_line(content.subject), html, text, web, links)


def require_footer(content: IssueContent, output: str, form: Callable[[str], str]) -> None:
    """The law's four: who sends it, where they are, how to leave, where to read it. Never out without them."""
    frame = content.frame
    for needed in (frame.sender_name, frame.postal_address, frame.unsubscribe_url, frame.web_url):
        if form(needed) not in output:
            raise ValueError(f"the footer lost {needed!r}")
