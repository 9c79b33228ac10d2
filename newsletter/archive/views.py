"""Issues as pages of the site: what exactly was sent, in the reader's language where it exists."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsletter.models import Issue, Rendition
from subscribers.caching.rules import cached

from .caching import PAGE

OTHERS = 5  # earlier issues beside the one being read


@dataclass(frozen=True, slots=True)
class ArchiveLine:
    """One issue in the list; ``lang`` is set when its subject is in another language than the page."""

    slug: str
    subject: str
    sent_at: datetime | None
    lang: str


def archive_lines(language: str) -> list[ArchiveLine]:
    """What was sent, newest first."""
    rows = Issue.objects.archived().values_list("slug", "subject", "subject_en", "sent_at")
    return [archive_line(language, *row) for row in rows]


def archive_line(language: str, slug: str, dutch: str, english: str, sent_at: datetime | None) -> ArchiveLine:
    subject = (english if language == "en" else "") or dutch
    return ArchiveLine(slug, subject, sent_at, "nl" if language == "en" and not english else "")


@cached(PAGE)
@require_safe
def issue(request: HttpRequest, slug: str) -> HttpResponse:
    """One issue, as it went out."""
    found = Issue.objects.readable().filter(slug=slug).first()
    if found is None:
        raise Http404(_("Dit nummer is er niet, of het is nog niet verzonden."))
    renditions = {one.language: one for one in found.renditions.all()}
    language = get_language() or "nl"
    rendition = renditions.get(language) or renditions.get("nl")
    if rendition is None:
        raise Http404(_("Dit nummer is er niet meer."))
    others = [line for line in archive_lines(language) if line.slug != slug][:OTHERS]
    context = {**issue_context(found, rendition, language), "others": others, "asks_useful": True}
    return render(request, "newsletter/archive/issue.html", context)


def issue_context(found: Issue, rendition: Rendition, language: str) -> dict[str, object]:
    """What the archive page shows; also used for the preview of what is not sent yet."""
    return {
        "issue": found,
        "subject": rendition.subject,
        "content": mark_safe(rendition.web_html),  # our own builder wrote it, from cleaned text
        "day": found.started_at or found.send_at,
        "lang": rendition.language if rendition.language != language else "",
    }
