"""What publishing would tell the public, before it is told: in people's words and counts. Nothing is written."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Revision

from events.models import CalendarEntry, Change, Edition, Event
from events.models.facts import Facts
from events.shell.identity import surroundings

from .entries import is_told, kind_of_change, withdrawn
from .facts import occurrence_facts

WORDS = {  # in the order in which they are told
    Change.What.MOVED: ("verplaatst", "verplaatst"),
    Change.What.LINK: ("andere link", "andere links"),
    Change.What.CANCELLED: ("afgelast", "afgelast"),
    Change.What.POSTPONED: ("uitgesteld", "uitgesteld"),
    Change.What.RESTORED: ("gaat toch door", "gaan toch door"),
    Change.What.NEW: ("nieuw", "nieuw"),
    Change.What.TEXT: ("tekst", "teksten"),
}


@dataclass(frozen=True)
class Difference:
    """One thing the public would be told; ``before`` is None for what is new."""

    what: Change.What
    before: Facts | None
    after: Facts


def differences_of(event: Event) -> list[Difference]:
    """What publishing ``event`` as it is in memory (a draft, say) would change, soonest first."""
    told = {str(entry.uid): entry for entry in CalendarEntry.objects.filter(event_code=event.code)}
    hidden = bool(event.edition and not event.edition.is_public)
    wanted = {} if hidden else {facts["uid"]: facts for facts in facts_of(event)}
    found = []
    for uid, facts in wanted.items():
        before = told[uid].facts if uid in told else None
        what = kind_of_change(before, facts) if before else Change.What.NEW
        if what:
            found.append(Difference(what, before, facts))
    found += [gone(entry.facts) for uid, entry in told.items() if uid not in wanted and is_told(entry)]
    return sorted(found, key=lambda difference: (difference.after["startsAt"], difference.after["uid"]))


def facts_of(event: Event) -> Iterable[Facts]:
    """What would be told of each moment of ``event`` as it is in memory; one without a begin is in no calendar."""
    around = surroundings()
    return [occurrence_facts(event, row, around) for row in event.occurrences.all() if row.starts_at]


def withdrawals_of(event: Event) -> list[Difference]:
    """What taking ``event`` off the site would change."""
    return [gone(entry.facts) for entry in CalendarEntry.objects.filter(event_code=event.code) if is_told(entry)]


def gone(facts: Facts) -> Difference:
    return Difference(Change.What.CANCELLED, facts, withdrawn(facts))


def differences_of_edition(edition: Edition) -> list[Difference]:
    """What publishing every draft of ``edition`` would change."""
    return [difference for event in drafts_of(edition) for difference in differences_of(event)]


def drafts_of(edition: Edition) -> list[Event]:
    """The newest draft of each event of ``edition`` that has one, as objects."""
    return [row.get_latest_revision_as_object() for row in with_drafts(edition)]


def with_drafts(edition: Edition) -> Iterable[Event]:
    """Events of ``edition`` with changes that are not on the site.

    Proposals that await moderation stay out, and what is planned goes out at its own hour.
    """
    rows = Event.objects.filter(edition=edition, has_unpublished_changes=True, latest_revision__isnull=False)
    rows = rows.exclude(live=False, proposed_by__gt="").exclude(pk__in=planned_versions(edition))
    return rows.select_related("latest_revision").order_by("pk")


def planned_versions(edition: Edition) -> dict[int, Revision]:
    """Versions of events of ``edition`` that wait for their hour, by event: Wagtail keeps one of each."""
    kind = ContentType.objects.get_for_model(Event)
    keys = [str(pk) for pk in Event.objects.filter(edition=edition).values_list("pk", flat=True)]
    found = Revision.objects.filter(base_content_type=kind, object_id__in=keys, approved_go_live_at__isnull=False)
    return {int(version.object_id): version for version in found}


def in_calendars(differences: Iterable[Difference | Change]) -> str:
    """``In de agenda’s van bezoekers: 1 nieuw, 2 verplaatst.``, or nothing when there are none."""
    said = in_words(differences)
    return f"In de agenda’s van bezoekers: {said}." if said else ""


def in_words(differences: Iterable[Difference | Change]) -> str:
    """“3 verplaatst, 1 afgelast, 2 teksten”; empty when there are none."""
    counts = Counter(Change.What(difference.what) for difference in differences)
    return ", ".join(f"{counts[what]} {WORDS[what][counts[what] != 1]}" for what in WORDS if counts[what])
