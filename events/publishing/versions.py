"""Versions of events: what is live is never without one, and what was told of a programme, and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractUser
from wagtail.models import ModelLogEntry, Revision

from events.models import Change, Edition, Event

PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")
WITHDRAWN = ("wagtail.unpublish", "wagtail.unpublish.scheduled")
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
