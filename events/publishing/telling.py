"""Publication in the desk tells the calendars of the public.

Hung on Wagtail's own ``published`` and ``unpublished``, so that the button, the approval of a workflow and a scheduled
publication all go the same way; these are signals of the application (something was published), not of the ORM. The
views of this desk publish inside one transaction, so the ledger and the publication come together or not at all.
"""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from wagtail.log_actions import get_active_log_context

from events.ledger.checking import WhenBroken
from events.ledger.differences import in_words
from events.ledger.reconcile import reconcile_calendar
from events.models import Change, Event


def tell_calendars(sender: type[Event], instance: Event, **kwargs: Any) -> None:
    """Bring the ledger up to the event that was just published; raises ``ValidationError`` (``breaks_calendars``)."""
    revision = kwargs.get("revision")
    by: AbstractBaseUser | None = get_active_log_context().user or (revision.user if revision else None)
    reconcile_calendar(Event.objects.filter(pk=instance.pk), by=by, when_broken=WhenBroken.REFUSE)


def tell_calendars_it_is_gone(sender: type[Event], instance: Event, **kwargs: Any) -> None:
    """The same for one that was taken off the site: what is wrong must always be able to go."""
    reconcile_calendar(Event.objects.filter(pk=instance.pk), by=get_active_log_context().user)


def last_change() -> int:
    """The number of the newest change, to ask afterwards what came since."""
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def changes_since(number: int, event: Event | None = None) -> str:
    """``In de agenda's van bezoekers: 1 nieuw, 2 verplaatst.`` — empty when nothing changed for them."""
    changes = Change.objects.filter(pk__gt=number)
    if event is not None:
        changes = changes.filter(entry__event_code=event.code)
    said = in_words(changes)
    return f"In de agenda’s van bezoekers: {said}." if said else ""
