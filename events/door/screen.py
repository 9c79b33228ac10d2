"""A screen for a venue on the night: what is on there, what comes next, and where there is room."""

from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.models import CalendarEntry, Venue
from events.shell.crowds_shown import CROWDS, SAID, Level
from events.shell.language import language_now

from .evenings import entries_on, is_at

COMING = 6


@require_safe
def venue_screen(request: HttpRequest, slug: str) -> HttpResponse:
    """Public, without a person in it; read from a distance, so it shows few and large."""
    venue = get_object_or_404(Venue.objects.with_names(), slug=slug)
    now = timezone.now()
    today = timezone.localdate(now)
    entries = [entry for day in days_around(now) for entry in entries_on(day) if is_at(entry, venue)]
    seen = {entry.pk: entry for entry in entries if entry.ends_at > now}
    believed = CROWDS.now()[1]
    on = [entry for entry in seen.values() if entry.starts_at <= now]
    coming = [entry for entry in seen.values() if entry.starts_at > now][:COMING]
    context = {
        "venue": venue.name_on(today, language_now()),
        "now": timezone.localtime(now),
        "on": [(entry, *crowd_of(entry, believed.get(str(entry.uid)))) for entry in on],
        "coming": [(entry, *crowd_of(entry, None)) for entry in coming],
    }
    response = render(request, "events/door/screen.html", context)
    response["Cache-Control"] = "no-store"
    return response


def days_around(now: datetime) -> list[date]:
    """The evening before, whose night may still last, and today."""
    today = timezone.localdate(now)
    return [today - timedelta(days=1), today]


def crowd_of(entry: CalendarEntry, level: Level | None) -> tuple[str, str]:
    """(words, class): that it is off is said before how full it is."""
    if entry.facts["status"] != "scheduled":
        return {"cancelled": _("Afgelast"), "postponed": _("Uitgesteld")}[entry.facts["status"]], "full"
    return (str(SAID[level]), str(level)) if level else ("", "")
