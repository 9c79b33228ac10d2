"""Versions of events: what is live is never without one, and a programme goes back to how it stood at a moment.

Going back is publishing the earlier state, so calendars are told of it as of any other change, at a higher SEQUENCE.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser, AbstractUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min, ProtectedError
from wagtail.models import ModelLogEntry, Revision

from events.ledger.checking import WhenBroken, refuse_broken_facts
from events.ledger.differences import Difference, differences_of, facts_of, withdrawals_of
from events.ledger.reconcile import reconcile_calendar
from events.models import CalendarEntry, Change, Edition, Event

PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")
WITHDRAWN = ("wagtail.unpublish", "wagtail.unpublish.scheduled")
FATE = (
    *("live", "has_unpublished_changes", "live_revision", "latest_revision", "first_published_at", "last_published_at"),
    *("go_live_at", "expired", "locked", "locked_at", "locked_by"),
)
ONE_PUBLICATION = timedelta(minutes=1)  # changes no further apart than this, by the same person
HELD_BY_VISITORS = (
    "Er zijn aanmeldingen voor een moment dat in deze versie ontbreekt; daarom is er niets gepubliceerd. "
    "Zet het moment terug en maak het afgelast, dan krijgen bezoekers bericht."
)


@dataclass(frozen=True)
class Publication:
    """What was told in one go: ``changes`` newest first, and who did it (None: nobody, or somebody who left)."""

    began_at: datetime
    by: AbstractUser | None
    changes: list[Change]


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


def keep_live_version(event: Event) -> None:
    """Give a live row that code wrote (an import, the demo) the version that it is.

    Without one its first edit would leave nothing to go back to, and a planned edit would take it off the site.
    """
    if not event.live or event.live_revision_id:
        return
    since = event.last_published_at or event.created_at
    version = Revision.objects.create(
        content_object=event,
        base_content_type=event.get_base_content_type(),
        content=event.serializable_data(),
        object_str=str(event),
        created_at=since,
    )
    # The history of the desk lists what is in the log: written and published then, by nobody that is known.
    for action, is_text in (("wagtail.create", True), (PUBLISHED[0], False)):
        ModelLogEntry.objects.log_action(
            event, action, timestamp=since, revision=version, user=None, content_changed=is_text
        )
    Event.objects.filter(pk=event.pk).update(
        live_revision=version, latest_revision=event.latest_revision_id or version.pk
    )


def publications_of(edition: Edition, most: int = 20) -> list[Publication]:
    """The newest times that calendars heard of this edition, newest first."""
    told = Change.objects.filter(entry__edition=edition).exclude(before=None, what=Change.What.TEXT)
    found: list[Publication] = []
    for change in told.select_related("by").defer("before", "after").order_by("-at", "-pk")[:2000]:
        last = found[-1] if found else None
        if last and last.by == change.by and last.began_at - change.at <= ONE_PUBLICATION:
            found[-1] = Publication(change.at, change.by, [*last.changes, change])
        elif len(found) == most:
            break
        else:
            found.append(Publication(change.at, change.by, [change]))
    return found


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


@transaction.atomic
def go_back(edition: Edition, moment: datetime, *, by: AbstractBaseUser | None) -> list[Change]:
    """Publish the state of just before ``moment``: all of it or nothing.

    Raises ``ValidationError``: ``nothing_to_undo``, ``has_registrations``, ``breaks_calendars``.
    """
    newest = Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    steps = steps_back(edition, moment)
    if not steps:
        raise ValidationError("Er is niets terug te zetten: zo staat het programma er al.", code="nothing_to_undo")
    refuse_broken_facts(facts for step in steps if step.version for facts in facts_of(step.draft()))
    try:
        for step in steps:
            take(step, by)
    except ProtectedError as error:
        raise ValidationError(HELD_BY_VISITORS, code="has_registrations") from error
    rows = [step.event.pk for step in steps]
    reconcile_calendar(Event.objects.filter(pk__in=rows), by=by, when_broken=WhenBroken.REFUSE_NEW)
    told = Change.objects.filter(pk__gt=newest, entry__event_code__in=[step.event.code for step in steps])
    return list(told.select_related("entry").order_by("pk"))


def take(step: Step, by: AbstractBaseUser | None) -> None:
    if step.version is None:
        step.event.unpublish(user=by)
        return
    again = step.draft().save_revision(user=by, log_action=True, previous_revision=step.version)
    again.publish(user=by, previous_revision=step.version)
