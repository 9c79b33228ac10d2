"""Putting events before the public: one from code, a whole edition, and what was planned for a certain hour."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from wagtail.models import Revision

from events.facts import occurrence_facts
from events.models import Change, Edition, Event, Refusal

from .checking import REFUSED, Broken, WhenBroken, refuse_broken_facts
from .differences import with_drafts
from .identity import surroundings
from .ledger import reconcile_calendar
from .refusals import note_refusals
from .scopes import is_all_told

HELD_BY_VISITORS = (
    "Er zijn aanmeldingen voor een moment dat in deze versie ontbreekt; daarom is er niets gepubliceerd. "
    "Zet het moment terug en maak het afgelast, dan krijgen bezoekers bericht."
)
FAILED = "Publiceren is niet gelukt. Open de activiteit en probeer het daar; dan staat er bij wat er mis is."


@transaction.atomic
def publish_event(event: Event, *, by: AbstractBaseUser | None = None) -> list[Change]:
    """Save ``event`` as a revision, put that live, and write down what changed for the public.

    Raises ``ValidationError`` (``breaks_calendars``), with nothing published, when a calendar would show it wrongly.
    """
    if event.pk is None:
        event.live = False
        event.save()
    newest = newest_change()
    event.save_revision(user=by).publish(user=by)  # in the running service its signal reconciles already
    reconcile_calendar(Event.objects.filter(pk=event.pk), by=by, when_broken=WhenBroken.REFUSE)
    told = Change.objects.filter(entry__event_code=event.code, pk__gt=newest)
    return list(told.select_related("entry").order_by("pk"))


@transaction.atomic
def publish_edition(edition: Edition, *, by: AbstractBaseUser | None) -> list[Change]:
    """Publish every draft of ``edition`` at once: all of it or nothing. Proposals that await moderation stay out.

    Raises ``ValidationError`` (``breaks_calendars``) when a calendar program would show something wrongly.
    """
    newest = newest_change()
    rows = list(with_drafts(edition))
    check_drafts(rows)
    for row in rows:
        row.latest_revision.publish(user=by)
    reconcile_calendar(Event.objects.filter(edition=edition), by=by, when_broken=WhenBroken.REFUSE_NEW)
    told = Change.objects.filter(pk__gt=newest, entry__edition=edition)
    return list(told.select_related("entry").order_by("pk"))


def check_drafts(rows: list[Event]) -> None:
    """Say what is wrong with all of them together, before the first is published."""
    around = surroundings()
    drafts = [row.get_latest_revision_as_object() for row in rows]
    refuse_broken_facts(occurrence_facts(draft, one, around) for draft in drafts for one in draft.occurrences.all())


def newest_change() -> int:
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def publish_due(now: datetime) -> int:
    """Publish what was planned for an hour that has come; returns how many went out.

    Each by itself: one that cannot be published is held and shown to staff, and tried again at every call.
    """
    kind = ContentType.objects.get_for_model(Event)
    due = Revision.objects.filter(base_content_type=kind, approved_go_live_at__lte=now)
    return sum(publish_planned(version, now) for version in due.order_by("approved_go_live_at", "pk"))


def publish_planned(version: Revision, now: datetime) -> bool:
    row = Event.objects.get(pk=version.object_id)
    try:
        with transaction.atomic():
            version.publish(log_action="wagtail.publish.scheduled")
            events = Event.objects.filter(pk=row.pk)
            reconcile_calendar(events, by=version.user, when_broken=WhenBroken.REFUSE)
            note_refusals([row.code], {}, now, Refusal.Way.SCHEDULE)
    except ValidationError as error:
        sentences = [sentence for sentence in error.messages if sentence != REFUSED]
    except ProtectedError:  # somebody registered for a moment that this version leaves out
        sentences = [HELD_BY_VISITORS]
    except Exception:  # noqa: BLE001 - whatever is wrong with one, the others go out
        sentences = [FAILED]
    else:
        return True
    note_refusals([row.code], {row.code: Broken(row.title, sentences)}, now, Refusal.Way.SCHEDULE)
    return False


def withdraw_expired(now: datetime) -> int:
    """Take off the site what was planned to end; returns how many."""
    expired = list(Event.objects.filter(live=True, expire_at__lt=now).order_by("expire_at", "pk"))
    for event in expired:
        with transaction.atomic():
            event.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
            reconcile_calendar(Event.objects.filter(pk=event.pk))
    return len(expired)


def tell_all_if_changed() -> list[Change]:
    """A full reconciliation after an upgrade or another setting; nothing but one small query when there was none."""
    return [] if is_all_told() else reconcile_calendar()
