"""Putting an event before the public from code: imports, demo data, tests. The desk publishes through Wagtail."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from events.models import Change, Event

from .checking import refuse_broken_changes
from .ledger import reconcile_calendar


@transaction.atomic
def publish_event(event: Event, *, by: AbstractBaseUser | None = None) -> list[Change]:
    """Save ``event`` as a revision, put that live, and write down what changed for the public.

    Raises ``ValidationError`` (``breaks_calendars``), with nothing published, when a calendar would show it wrongly.
    """
    if event.pk is None:
        event.live = False
        event.save()
    newest = Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    event.save_revision(user=by).publish(user=by)  # in the running service its signal reconciles already
    reconcile_calendar(Event.objects.filter(pk=event.pk), by=by)
    told = Change.objects.filter(entry__event_code=event.code, pk__gt=newest)
    changes = list(told.select_related("entry").order_by("pk"))
    refuse_broken_changes(changes)
    return changes
