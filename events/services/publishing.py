"""Putting an event before the public from code: imports, demo data, tests. The desk publishes through Wagtail."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from events.models import Change, Event

from .ledger import reconcile_calendar


@transaction.atomic
def publish_event(event: Event, *, by: AbstractBaseUser | None = None) -> list[Change]:
    """Save ``event`` as a revision, put that live, and write down what changed for the public."""
    if event.pk is None:
        event.live = False
        event.save()
    newest = Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    event.save_revision(user=by).publish(user=by)  # in the running service its signal reconciles already
    reconcile_calendar(Event.objects.filter(pk=event.pk), by=by)
    return list(Change.objects.filter(entry__event_code=event.code, pk__gt=newest).order_by("pk"))
