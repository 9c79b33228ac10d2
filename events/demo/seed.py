"""The demo's programme into the database; twice is as good as once."""

from collections.abc import Callable
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from events.models import Event
from events.publishing.telling import tell_calendars

from .afterwards import change_moments, seed_registrations, submit_proposals
from .ground import seed_organisers, seed_schemes, seed_series, seed_venues
from .programme import code_of, seed_events

LANDMARK = "opening-licht-op-water"


def seeded_on() -> date | None:
    """The day the demo was first seeded here: everything in it is counted from that day. None when it was not."""
    created = Event.objects.filter(code=code_of(LANDMARK)).values_list("created_at", flat=True).first()
    return timezone.localdate(created) if created else None


@transaction.atomic
def seed(today: date, *, by: AbstractBaseUser | None = None, say: Callable[[str], object] = print) -> None:
    """Add what is missing of places, partners, series and events as of ``today``. What is there is never changed, so
    that what staff did with it stays; new events are announced, and some of them then moved, cancelled or filled.
    """
    seed_venues()
    seed_organisers()
    seed_schemes()
    editions = seed_series(today)
    made = seed_events(editions, today)
    if not made:
        say("  programme: nothing to add")
        return
    new = Event.objects.filter(pk__in=[event.pk for _, event in made])
    announced = len(tell_calendars(new, by=by))
    changed = len(tell_calendars(Event.objects.filter(pk__in=change_moments(made, today)), by=by))
    say(f"  programme: {len(made)} events, {announced} occurrences announced, {changed} moved or cancelled since")
    say(f"  visitors: {seed_registrations(made)} registrations")
    submit_proposals(made, by)
