"""Drawings at fixed addresses: SVG for pages, PNG for mail. Same bytes for a code until it is about something else."""

from dataclasses import dataclass
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.drawings import draw, to_png, to_svg
from events.listing.pieces import about_edition, about_entry
from events.models import CalendarEntry, Edition, Series
from subscribers.shell import colours
from subscribers.shell.responses import content_security_policy as csp
from subscribers.shell.responses.conditional import conditional_response

WEEK = 7 * 24 * 3600
EVENING = 18  # from this hour on the picture is the dark one
BY_DAY, BY_NIGHT = colours.light(colours.DRAWING), colours.dark(colours.DRAWING)


@dataclass(frozen=True)
class Subject:
    """What is drawn: its code, what it is about, its own accent colour or "", and whether it is after dark."""

    code: str
    about: tuple[str, ...]
    accent: str = ""
    dark: bool = False


@require_safe
def drawing_svg(request: HttpRequest, code: str) -> HttpResponse:
    response = answer(request, svg(find_subject(code)), "image/svg+xml")
    csp.set_policy(response, csp.DRAWING)
    return response


@require_safe
def drawing_png(request: HttpRequest, code: str) -> HttpResponse:
    return answer(request, png(find_subject(code)), "image/png")


@lru_cache(maxsize=256)
def svg(subject: Subject) -> bytes:
    return to_svg(draw(subject.code, subject.about), (by_day(subject), BY_NIGHT)).encode()


@lru_cache(maxsize=256)
def png(subject: Subject) -> bytes:
    """Kept in memory: a newsletter's readers all ask for the same few."""
    return to_png(draw(subject.code, subject.about), BY_NIGHT if subject.dark else by_day(subject))


def by_day(subject: Subject) -> dict[str, str]:
    """A series may have a colour of its own; by day only, as nobody chose it for the dark."""
    return {**BY_DAY, **({"accent": subject.accent} if subject.accent else {})}


def answer(request: HttpRequest, body: bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response.headers["Cache-Control"] = f"public, max-age={WEEK}"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # mail programs on the web show it
    return conditional_response(request, response)


def find_subject(code: str) -> Subject:
    """An event by its code, a series by its address, an edition by both addresses with a hyphen between."""
    return of_event(code) or of_series(code) or of_edition(code) or not_found()


def of_event(code: str) -> Subject | None:
    entry = CalendarEntry.objects.filter(event_code=code).in_order().without_vevents().select_related("series").first()
    if entry is None:
        return None
    accent = entry.series.accent if entry.series else ""
    return Subject(code, tuple(about_entry(entry)), accent, timezone.localtime(entry.starts_at).hour >= EVENING)


def of_series(code: str) -> Subject | None:
    series = Series.objects.filter(slug=code).first()
    return Subject(code, (series.slug,), series.accent) if series else None


def of_edition(code: str) -> Subject | None:
    parts = code.split("-")
    addresses = [("-".join(parts[:i]), "-".join(parts[i:])) for i in range(1, len(parts))][:40]
    for edition in Edition.objects.visible().filter(slug__in=[slug for _, slug in addresses]).select_related("series"):
        if (edition.series.slug, edition.slug) in addresses:
            return Subject(code, tuple(about_edition(edition)), edition.series.accent, edition.is_night)
    return None


def not_found() -> Subject:
    raise Http404
