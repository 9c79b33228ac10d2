"""Days in words, and addresses that keep the other parameters of the page."""

from datetime import date
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.listing.lines import MARK, SLOTS, Look, line_of
from events.listing.rows import Row
from events.models import CalendarEntry
from events.models.facts import Facts
from events.shell.language import lang_in, lang_of
from events.shell.wording import when_in_words
from subscribers.pictures.markup import picture_element

OPENING = "(min-width: 60rem) 24rem, 100vw"  # how wide the picture of an event is shown

register = template.Library()


@register.filter
def day_name(day: date) -> str:
    """“zaterdag 19 september”, with the year when it is another one."""
    return date_format(day, "l j F" if day.year == timezone.localdate().year else "l j F Y")


@register.filter
def days_between(first: date, last: date) -> str:
    """“zaterdag 19 september 2026”, “2 en 3 november 2026”, “30 maart – 2 april 2026”."""
    if first == last:
        return date_format(first, "l j F Y")
    if (last - first).days == 1 and first.month == last.month:
        return _("%(first)s en %(last)s") % {"first": first.day, "last": date_format(last, "j F Y")}
    if first.year != last.year:
        return f"{date_format(first, 'j F Y')} – {date_format(last, 'j F Y')}"
    return f"{date_format(first, 'j' if first.month == last.month else 'j F')} – {date_format(last, 'j F Y')}"


@register.simple_tag(takes_context=True)
def here(context: template.Context, **changes: str) -> str:
    """This page's query with some parameters set (or, when empty, gone)."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return "?" + query.urlencode()


@register.simple_tag(takes_context=True)
def line(context: template.Context, row: Row, *, in_venue: bool | None = None, has_star: bool = True) -> SafeString:
    """One line of a list, with a star where the page has stars; in a frame only its place."""
    look = Look(
        in_venue=bool(context.get("in_venue") if in_venue is None else in_venue),
        has_star=bool(has_star and context.get("star_next")),
        is_short=bool(context.get("stars_asked") and context.get("day")),
    )
    slots = context.get(SLOTS)
    if slots is None:
        return line_of(row, look)
    slots.append((row.uid, look))
    return SafeString(MARK)


@register.simple_tag
def dutch(said: object, name: str) -> SafeString | str:
    """`` lang="nl"`` for the element around a text of a row or of facts that is Dutch on a page in English."""
    language = get_language() or "nl"
    found = lang_in(said, name, language) if isinstance(said, dict) else lang_of(said, name, language)
    return lang_attribute(found)


@register.simple_tag
def in_dutch(row: object, name: str, text: str) -> SafeString | str:
    """``text`` for within a sentence, marked where it is Dutch on a page in English."""
    found = lang_of(row, name, get_language() or "nl")
    return format_html('<span lang="{}">{}</span>', found, text) if found else text


@register.simple_tag
def photo(facts: Facts) -> SafeString:
    """The picture of an event, over the opening of its page."""
    image, language = facts["image"], get_language() or "nl"
    alt = facts[language]["imageAlt"]
    said_in = lang_in(facts, "imageAlt", language) or None if alt else None
    size = {"width": image["width"], "height": image["height"]}
    attributes = {"class": "drawing", "alt": alt, "lang": said_in, **size}
    return picture_element(image["url"], image.get("widths", ()), OPENING, **attributes)


@register.filter
def lang_attribute(language: str) -> SafeString | str:
    """`` lang=nl``, or nothing for ``""``; without quotes, as a page may have a thousand of them."""
    return format_html(" lang={}", language) if language else ""


@register.simple_tag
def with_dutch(sentence: str, facts: Facts) -> SafeString:
    """A sentence in the language of the page, with the Dutch title and reason in it marked as such."""
    said = format_html("{}", sentence)
    for name in ("title", "reason"):
        if language := lang_in(facts, name, get_language() or "nl"):
            text = format_html("{}", facts["nl"][name])
            said = SafeString(said.replace(text, format_html('<span lang="{}">{}</span>', language, text), 1))
    return said


@register.simple_tag
def text_of(entry: CalendarEntry, name: str) -> object:
    """One of the texts of an entry (``title``, ``location``, …) in the language of the page."""
    return entry.in_language(get_language() or "nl")[name]


@register.simple_tag
def when_of(entry: CalendarEntry) -> str:
    return when_in_words(entry.facts, ZoneInfo(settings.TIME_ZONE))


@register.simple_tag
def event_address(entry: CalendarEntry) -> str:
    """The page of an entry's event, in the language of the page."""
    return reverse("event", kwargs={"slug": entry.facts["slug"] or "x", "code": entry.facts["code"]})
