"""How an issue will look, from the edits on screen: phone, desktop, plain text, archive page, English.

The desk shows it in its preview panel. Models may not know builders, so the desk's view class answers instead of
``Issue.serve_preview``: in a subclass of Wagtail's ``PreviewOnEdit`` (and ``PreviewOnCreate``) for issues, return
``serve_issue_preview(self.object, request, mode)`` from ``get`` after ``form.save(commit=False)``.

Nothing here runs scripts or leaves our origin: the answer carries a policy of its own, and the mail stands in a
sandboxed frame.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from newsletter.archive.views import issue_context
from newsletter.models import Issue, Rendition
from newsletter.rendering import RenderedIssue, render_issue
from newsletter.rendering.slots import UNSUBSCRIBE
from subscribers.shell.responses import content_security_policy as csp

from .content import gather_content

WIDTHS = {"desktop": 680, "phone": 375, "english": 680}


def serve_issue_preview(issue: Issue, request: HttpRequest, mode: str) -> HttpResponse:
    """One preview; ``mode`` is a key of ``Issue.preview_modes``. Sees what ``issue`` holds in memory, saved or not."""
    language = "en" if mode == "english" else "nl"
    if language not in issue.languages():
        return framed(render(request, "newsletter/compose/preview_missing.html", {}))
    try:
        rendered = render_issue(gather_content(issue, language, issue.send_at))
    except ValueError:
        return framed(render(request, "newsletter/compose/preview_broken.html", {}))
    if mode == "web":
        return framed(web_preview(issue, request, rendered))
    context = {
        "mode": mode,
        "width": WIDTHS.get(mode, 680),
        "subject": rendered.subject,
        "preheader": issue.preheader_en if language == "en" else issue.preheader,
        "document": filled(rendered.mail_html),
        "text": filled(rendered.mail_text),
    }
    return framed(render(request, "newsletter/compose/preview.html", context))


def web_preview(issue: Issue, request: HttpRequest, rendered: RenderedIssue) -> HttpResponse:
    """The archive page as it would be."""
    rendition = Rendition(issue=issue, language=rendered.language, subject=rendered.subject, web_html=rendered.web_html)
    with translation.override(rendered.language):
        return render(request, "newsletter/archive/issue.html", issue_context(issue, rendition, rendered.language))


def filled(output: str) -> str:
    """With a token in the slot that opens nothing."""
    return output.replace(UNSUBSCRIBE, "voorbeeld")


def framed(response: HttpResponse) -> HttpResponse:
    """May stand in a frame of our own desk, and nowhere else; runs nothing."""
    csp.set_policy(response, csp.ISSUE_PREVIEW)
    response["Cache-Control"] = "no-store"
    return response
