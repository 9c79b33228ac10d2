"""A programme goes back to how it stood at a moment: the earlier state is published.

Calendars are told of it as of any other change, at a higher SEQUENCE.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Min, ProtectedError
from wagtail.models import ModelLogEntry, Revision

from events.ledger.checking import refuse_broken_facts
from events.ledger.differences import Difference, differences_of, facts_of, withdrawals_of
from events.models import CalendarEntry, Change, Edition, Event

from .telling import telling
from .versions import HELD_BY_VISITORS, PUBLISHED, WITHDRAWN

FATE = (
    *("live", "has_unpublished_changes", "live_revision", "latest_revision", "first_published_at", "last_published_at"),
    *("go_live_at", "expired", "locked", "locked_at", "locked_by"),
)


@dataclass(frozen=True)
class Step:
    """What brings one event back: a version to publish, or None to take it off the site."""

    event: Event
    version: Revision | None

    def draft(self) -> Event:
        """The earlier state as an object; an hour that was planned for it then is no hour of now."""
        draft: Event = self.version.as_object()  # type: ignore[union-attr]
        draft.go_live_at = None
        return draft


def steps_back(edition: Edition, moment: datetime) -> list[Step]:
    """What makes ``edition`` as it was on the site just before ``moment``; nothing for what is so already."""
    told = CalendarEntry.objects.filter(edition=edition).order_by("event_code").values_list("event_code")
    first_told = dict(told.annotate(first=Min("first_published_at")))
    events = Event.objects.filter(edition=edition) | Event.objects.filter(code__in=first_told)
    rows = {str(event.pk): event for event in events.select_related("live_revision").order_by("pk")}
    last: dict[str, ModelLogEntry] = {}
    kind = ContentType.objects.get_for_model(Event)
    log = ModelLogEntry.objects.filter(content_type=kind, object_id__in=rows, action__in=PUBLISHED + WITHDRAWN)
    for entry in log.filter(timestamp__lt=moment).order_by("timestamp", "pk"):
        last[entry.object_id] = entry
    return [
        step
        for pk, event in rows.items()
        if (step := step_back(event, last.get(pk), was_told=first_told.get(event.code, moment) < moment))
    ]


def step_back(event: Event, last: ModelLogEntry | None, *, was_told: bool) -> Step | None:
    """None when the event is on the site as it was. ``last`` is what the log says was done with it last.

    What code wrote has no log: its first version is what it wrote, and without a version it is so still.
    """
    version = None
    if last is not None:
        version = last.revision if last.action in PUBLISHED else None
    elif was_told:
        version = event.revisions.order_by("created_at", "pk").first()
        if version is None:
            return None
    is_same = event.live and says_the_same(version, event.live_revision) if version else not event.live
    return None if is_same else Step(event, version)


def says_the_same(one: Revision, other: Revision | None) -> bool:
    """Whether two versions differ in nothing but what became of them."""
    texts = [{**version.content, **dict.fromkeys(FATE)} for version in (one, other) if version]
    return len(texts) == 2 and texts[0] == texts[1]


def differences_back(steps: Iterable[Step]) -> list[Difference]:
    """What the public would hear of it, soonest first."""
    found = [
        difference
        for step in steps
        for difference in (differences_of(step.draft()) if step.version else withdrawals_of(step.event))
    ]
    return sorted(found, key=lambda difference: (difference.after["startsAt"], difference.after["uid"]))


def go_back(edition: Edition, moment: datetime, *, by: AbstractBaseUser | None) -> list[Change]:
    """Publish the state of just before ``moment``: all of it or nothing.

    Raises ``ValidationError``: ``nothing_to_undo``, ``has_registrations``, ``breaks_calendars``.
    """
    steps = steps_back(edition, moment)
    if not steps:
        raise ValidationError("Er is niets terug te zetten: zo staat het programma er al.", code="nothing_to_undo")
    refuse_broken_facts(facts for step in steps if step.version for facts in facts_of(step.draft()))
    return take_steps(steps, by=by)


def take_steps(steps: Iterable[Step], *, by: AbstractBaseUser | None) -> list[Change]:
    """All of them or none; raises ``ValidationError`` like ``go_back``."""
    try:
        with telling(by=by) as told:
            told.touch(*[step.event.pk for step in steps])
            for step in steps:
                take(step, by)
    except ProtectedError as error:
        raise ValidationError(HELD_BY_VISITORS, code="has_registrations") from error
    return told.changes


def take(step: Step, by: AbstractBaseUser | None) -> None:
    if step.version is None:
        step.event.unpublish(user=by)
        return
    again = step.draft().save_revision(user=by, log_action=True, previous_revision=step.version)
    again.publish(user=by, previous_revision=step.version)
