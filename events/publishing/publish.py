"""Putting events before the public: one from code, a whole edition, and what was planned for a certain hour."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from wagtail.models import Revision

from events.ledger.checking import REFUSED, Broken, WhenBroken, refuse, refuse_broken_facts
from events.ledger.differences import facts_of, planned_versions, with_drafts
from events.ledger.reconcile import reconcile_calendar
from events.ledger.refusals import note_refusals
from events.ledger.scopes import is_all_told
from events.models import Change, Edition, Event, Refusal

from .versions import HELD_BY_VISITORS, keep_live_version

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
    keep_live_version(Event.objects.get(pk=event.pk))
    event.save_revision(user=by).publish(user=by)  # in the running service its signal reconciles already
    reconcile_calendar(Event.objects.filter(pk=event.pk), by=by, when_broken=WhenBroken.REFUSE)
    told = Change.objects.filter(entry__event_code=event.code, pk__gt=newest)
    return list(told.select_related("entry").order_by("pk"))


@transaction.atomic
def publish_draft(event: Event, *, by: AbstractBaseUser | None) -> list[Change]:
    """Publish the newest draft of the row ``event``.

    Raises ``ValidationError``: ``nothing_to_publish``, ``breaks_calendars``, ``has_registrations``.
    """
    if event.latest_revision is None or not event.has_unpublished_changes:
        raise ValidationError("Er is geen concept dat nog niet op de site staat.", code="nothing_to_publish")
    newest = newest_change()
    check_drafts([event])
    keep_live_version(event)
    try:
        event.latest_revision.publish(user=by)
    except ProtectedError as error:
        raise ValidationError(HELD_BY_VISITORS, code="has_registrations") from error
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
        keep_live_version(Event.objects.get(pk=row.pk))
        row.latest_revision.publish(user=by)
    reconcile_calendar(Event.objects.filter(edition=edition), by=by, when_broken=WhenBroken.REFUSE_NEW)
    told = Change.objects.filter(pk__gt=newest, entry__edition=edition)
    return list(told.select_related("entry").order_by("pk"))


def check_drafts(rows: list[Event]) -> None:
    """Say what is wrong with all of them together, before the first is published: unfinished, or wrong in calendars."""
    drafts = [row.get_latest_revision_as_object() for row in rows]
    refuse(Broken(draft.title or "Zonder titel", missing) for draft in drafts if (missing := missing_in(draft)))
    refuse_broken_facts(facts for draft in drafts for facts in facts_of(draft))


def missing_in(draft: Event) -> list[str]:
    """A draft may be unfinished, a publication may not; the form says the same of one event."""
    said: dict[str, None] = {}
    for row, left_out in [(draft, set()), *((one, {"event"}) for one in draft.occurrences.all())]:
        try:
            row.full_clean(exclude=left_out, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            said.update(dict.fromkeys(error.messages))
    return list(said)


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
