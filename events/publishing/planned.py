"""What goes out, or comes off, at an hour of its own: planned by staff, done by the minute tick."""

import logging
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from wagtail.models import Revision

from events.ledger.checking import REFUSED, Broken
from events.ledger.differences import planned_versions, with_drafts
from events.ledger.refusals import note_refusals
from events.models import Edition, Event, Refusal

from .publish import check_drafts
from .telling import telling
from .versions import HELD_BY_VISITORS, keep_live_version

FAILED = "Publiceren is niet gelukt. Open de activiteit en probeer het daar; dan staat er bij wat er mis is."
log = logging.getLogger(__name__)


@transaction.atomic
def plan_edition(edition: Edition, at: datetime, *, by: AbstractBaseUser | None) -> int:
    """Let every draft of ``edition`` go out at ``at``; returns how many. What would break calendars is refused now.

    Raises ``ValidationError``: ``past``, ``nothing_to_publish``, ``breaks_calendars``.
    """
    rows = list(with_drafts(edition))
    if at <= timezone.now():
        raise ValidationError("Dit tijdstip is al geweest. Kies een later, of laat het leeg voor nu.", code="past")
    if not rows:
        raise ValidationError("Er zijn geen concepten die nog niet gepland zijn.", code="nothing_to_publish")
    check_drafts(rows)
    for row in rows:
        keep_live_version(Event.objects.get(pk=row.pk))
        draft = row.get_latest_revision_as_object()
        draft.go_live_at = at
        draft.save_revision(user=by).publish(user=by)
    return len(rows)


@transaction.atomic
def unplan_edition(edition: Edition, *, by: AbstractBaseUser | None) -> int:
    """What waited for its hour is a draft again; returns how many."""
    planned = planned_versions(edition)
    for version in planned.values():
        version.approved_go_live_at = None
        version.save(update_fields=["approved_go_live_at"])
    for event in Event.objects.filter(pk__in=planned):
        draft = event.get_latest_revision_as_object()
        draft.go_live_at = None
        draft.save_revision(user=by, clean=False)
    Event.objects.filter(pk__in=planned).update(go_live_at=None)
    return len(planned)


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
        with telling(by=version.user) as told:
            told.touch(row.pk)
            version.publish(log_action="wagtail.publish.scheduled")
            note_refusals([row.code], {}, now, Refusal.Way.SCHEDULE)
    except ValidationError as error:
        sentences = [sentence for sentence in error.messages if sentence != REFUSED]
    except ProtectedError:  # somebody registered for a moment that this version leaves out
        sentences = [HELD_BY_VISITORS]
    except Exception:  # whatever is wrong with one, the others go out
        log.exception("event %s (%r) could not be published at its hour", row.code, row.title)
        sentences = [FAILED]
    else:
        return True
    note_refusals([row.code], {row.code: Broken(row.title, sentences)}, now, Refusal.Way.SCHEDULE)
    return False


def withdraw_expired(now: datetime) -> int:
    """Take off the site what was planned to end; returns how many."""
    expired = list(Event.objects.filter(live=True, expire_at__lt=now).order_by("expire_at", "pk"))
    for event in expired:
        with telling(by=None) as told:
            told.touch(event.pk)
            event.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return len(expired)
