"""The page of an event as it would be, from what is in the desk's form right now."""

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from events.ledger.facts import occurrence_facts
from events.models import CalendarEntry, Event
from events.models.facts import moment
from events.site.event import page_context

register = template.Library()


@register.simple_tag(takes_context=True)
def preview_event(context: template.Context, event: Event) -> SafeString:
    """The whole page; without a moment it says so instead."""
    entries = unsaved_entries(event)
    if not entries:
        return render_to_string("events/programme/event_preview_empty.html", {"event": event}, context["request"])
    return render_to_string("events/site/event.html", page_context(entries), context["request"])


def unsaved_entries(event: Event) -> list[CalendarEntry]:
    """What publishing would tell the public, soonest first; nothing is written."""
    zone, now = ZoneInfo(settings.TIME_ZONE), timezone.now()
    told = [
        occurrence_facts(event, occurrence, {"site_url": settings.SITE_URL, "zone": zone})
        for occurrence in event.occurrences.all()
        if occurrence.starts_at
    ]
    return sorted((entry_of(facts, event, now) for facts in told), key=lambda entry: entry.starts_at)


def entry_of(facts: dict[str, object], event: Event, now: datetime) -> CalendarEntry:
    return CalendarEntry(
        uid=uuid.UUID(str(facts["uid"])),
        event_code=event.code,
        edition=event.edition,
        facts=facts,
        starts_at=moment(str(facts["startsAt"])),
        ends_at=moment(str(facts["endsAt"])),
        first_published_at=now,
        changed_at=now,
    )
