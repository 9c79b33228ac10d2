"""What several pages share: lines with free seats, editions, drawings."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from events.drawings import draw, qr_svg, to_svg
from events.models import CalendarEntry, Edition, Occurrence, Series
from events.models.seats import Seats
from events.models.texts import in_language
from events.shell.language import language_now
from events.shell.seats_shown import shown_seats

from .rows import Row, make_rows


def rows_with_seats(entries: Iterable[CalendarEntry]) -> list[Row]:
    """Lines of a page that is somebody's, in the order of ``entries``; what everybody sees has ``listed_rows``."""
    listed = list(entries)
    return make_rows(listed, language_now(), seats_of(listed))


def seats_of(entries: Iterable[CalendarEntry]) -> dict[int, Seats]:
    """Seats by occurrence, of those that are still to come and ours to give away."""
    now = timezone.now()
    return shown_seats(
        entry.occurrence_id
        for entry in entries
        if entry.occurrence_id and entry.starts_at > now and entry.facts["wayIn"] in Occurrence.REGISTERED_HERE
    )


@dataclass(frozen=True)
class EditionLine:
    """An edition with its texts in the language of the page."""

    edition: Edition
    name: str
    theme: str
    summary: str
    ordinal: str
    reason: str


def edition_line(edition: Edition) -> EditionLine:
    language = language_now()
    texts = (in_language(edition, field, language) for field in ("theme", "summary", "ordinal", "cancelled_reason"))
    return EditionLine(edition, edition.name_in(language), *texts)


def series_code(series: Series) -> str:
    return series.slug


def edition_code(edition: Edition) -> str:
    """What its drawing is made from and found under."""
    return f"{edition.series.slug}-{edition.slug}"


def series_drawing(series: Series) -> SafeString:
    return inline(series_code(series), [series.slug])


def edition_drawing(edition: Edition) -> SafeString:
    return inline(edition_code(edition), about_edition(edition))


def about_edition(edition: Edition) -> list[str]:
    """A night gets the city or the sky over it; the rest what its name hints at."""
    return ["tour", "night"] if edition.is_night else [edition.series.slug]


def about_entry(entry: CalendarEntry) -> list[str]:
    return [*entry.facts["terms"], entry.facts["kind"]]


def printed_code(path: str) -> SafeString:
    """QR code of a page of ours, shown on paper only."""
    return mark_safe(code_of(f"{settings.SITE_URL}{path}"))


@lru_cache(maxsize=512)
def code_of(address: str) -> str:
    return qr_svg(address)


def inline(code: str, about: list[str]) -> SafeString:
    """SVG of our own making: numbers and class names only, so safe as it is."""
    return drawn(code, tuple(about))


@lru_cache(maxsize=256)
def drawn(code: str, about: tuple[str, ...]) -> SafeString:
    return mark_safe(to_svg(draw(code, list(about))))
