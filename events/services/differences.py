"""What publishing would tell the public, before it is told: in people's words and counts. Nothing is written."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from events.facts import Facts, occurrence_facts
from events.models import CalendarEntry, Change, Edition, Event

from .entries import kind_of_change, withdrawn
from .identity import surroundings

ORDER = (Change.What.MOVED, Change.What.CANCELLED, Change.What.RESTORED, Change.What.NEW, Change.What.TEXT)
WORDS = {
    Change.What.MOVED: ("verplaatst", "verplaatst"),
    Change.What.CANCELLED: ("afgelast", "afgelast"),
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
    around = surroundings()
    hidden = bool(event.edition and not event.edition.is_public)
    wanted = (
        {} if hidden else {str(row.public_id): occurrence_facts(event, row, around) for row in event.occurrences.all()}
    )
    found = []
    for uid, facts in wanted.items():
        before = told[uid].facts if uid in told else None
        what = kind_of_change(before, facts) if before else Change.What.NEW
        if what:
            found.append(Difference(what, before, facts))
    gone = [
        entry.facts
        for uid, entry in told.items()
        if uid not in wanted and entry.status == CalendarEntry.Status.CONFIRMED
    ]
    found += [Difference(Change.What.CANCELLED, facts, withdrawn(facts)) for facts in gone]
    return sorted(found, key=lambda difference: (difference.after["startsAt"], difference.after["uid"]))


def differences_of_edition(edition: Edition) -> list[Difference]:
    """What publishing every draft of ``edition`` would change."""
    return [difference for event in drafts_of(edition) for difference in differences_of(event)]


def drafts_of(edition: Edition) -> list[Event]:
    """The newest draft of each event of ``edition`` that has one, as objects."""
    return [row.get_latest_revision_as_object() for row in with_drafts(edition)]


def with_drafts(edition: Edition) -> Iterable[Event]:
    """Events of ``edition`` with changes that are not on the site; proposals that await moderation stay out."""
    rows = Event.objects.filter(edition=edition, has_unpublished_changes=True, latest_revision__isnull=False)
    return rows.exclude(live=False, proposed_by__gt="").select_related("latest_revision").order_by("pk")


def in_words(differences: Iterable[Difference | Change]) -> str:
    """“3 verplaatst, 1 afgelast, 2 teksten”; empty when there are none."""
    counts = Counter(Change.What(difference.what) for difference in differences)
    return ", ".join(f"{counts[what]} {WORDS[what][counts[what] != 1]}" for what in ORDER if counts[what])
