"""Putting events before the public now: one from code, the draft of one, every draft of an edition."""

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from events.ledger.checking import Broken, refuse, refuse_broken_facts
from events.ledger.differences import facts_of, with_drafts
from events.models import Change, Edition, Event

from .moments import without_moment
from .telling import telling
from .versions import HELD_BY_VISITORS, keep_live_version


def publish_event(event: Event, *, by: AbstractBaseUser | None = None) -> list[Change]:
    """Save ``event`` as a revision, put that live, and write down what changed for the public.

    Raises ``ValidationError`` (``breaks_calendars``), with nothing published, when a calendar would show it wrongly.
    """
    with telling(by=by) as told:
        if event.pk is None:
            event.live = False
            event.save()
        told.touch(event.pk)
        keep_live_version(Event.objects.get(pk=event.pk))
        event.save_revision(user=by).publish(user=by)
    return told.changes


def publish_draft(event: Event, *, by: AbstractBaseUser | None) -> list[Change]:
    """Publish the newest draft of the row ``event``.

    Raises ``ValidationError``: ``nothing_to_publish``, ``breaks_calendars``, ``has_registrations``.
    """
    if event.latest_revision is None or not event.has_unpublished_changes:
        raise ValidationError("Er is geen concept dat nog niet op de site staat.", code="nothing_to_publish")
    return publish_rows([event], by=by)


def publish_edition(edition: Edition, *, by: AbstractBaseUser | None) -> list[Change]:
    """Publish every draft of ``edition`` at once: all of it or nothing. Proposals that await moderation stay out.

    Raises ``ValidationError``: ``breaks_calendars``, ``has_registrations``.
    """
    return publish_rows(list(with_drafts(edition)), by=by)


def publish_rows(rows: list[Event], *, by: AbstractBaseUser | None) -> list[Change]:
    """Publish the newest draft of each row, together."""
    try:
        with telling(by=by) as told:
            told.touch(*[row.pk for row in rows])
            check_drafts(rows)
            for row in rows:
                keep_live_version(Event.objects.get(pk=row.pk))
                row.latest_revision.publish(user=by)
    except ProtectedError as error:
        raise ValidationError(HELD_BY_VISITORS, code="has_registrations") from error
    return told.changes


def check_drafts(rows: list[Event]) -> None:
    """Say what is wrong with all of them together, before the first is published: unfinished, or wrong in calendars."""
    drafts = [row.get_latest_revision_as_object() for row in rows]
    refuse(Broken(draft.title or "Zonder titel", missing) for draft in drafts if (missing := missing_in(draft)))
    refuse_broken_facts(facts for draft in drafts for facts in facts_of(draft))


def missing_in(draft: Event) -> list[str]:
    """A draft may be unfinished, a publication may not; the form says the same of one event."""
    occurrences = list(draft.occurrences.all())
    said = dict.fromkeys(without_moment(occurrences))
    for row, left_out in [(draft, set()), *((one, {"event"}) for one in occurrences)]:
        try:
            row.full_clean(exclude=left_out, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            said.update(dict.fromkeys(error.messages))
    return list(said)
