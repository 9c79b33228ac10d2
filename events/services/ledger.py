"""The calendar ledger: compare what the public would see with what it was last told, and write the difference down.

One function does it after a publication, an import, a direct edit of rows and every night. SEQUENCE, DTSTAMP,
status and tombstones follow from it and from nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from events.facts import Facts, occurrence_facts
from events.ical import moment, render_vevent, rendering_key
from events.models import CalendarEntry, Change, Event, Occurrence
from events.models.event import EventQuerySet

from .facets import forget_facets, mend_facets, write_facets
from .identity import sender, surroundings
from .scopes import bump_scopes, reconcile_heads
from .visitors import tell_visitors

WITHDRAWN = {"nl": "Dit onderdeel is vervallen.", "en": "This item has been withdrawn."}
BATCH = 500


@dataclass(frozen=True)
class Expected:
    """What the public should see of one occurrence, and where its entry belongs."""

    facts: Facts
    occurrence: Occurrence
    event: Event


@transaction.atomic
def reconcile_calendar(events: EventQuerySet | None = None, *, by: AbstractBaseUser | None = None) -> list[Change]:
    """Bring the ledger up to the live rows of ``events`` (all of them by default); returns the changes, none if equal.

    Runs in one transaction with its rows locked: two at once come out as one after the other.
    """
    scope = Event.objects.all() if events is None else events
    # Locked on the plain rows: PostgreSQL refuses FOR UPDATE together with the outer joins of with_facts().
    codes = list(scope.order_by("pk").select_for_update(of=("self",)).values_list("code", flat=True))
    entries = CalendarEntry.objects.select_for_update(of=("self",))
    if events is not None:
        entries = entries.filter(event_code__in=codes)
    known = {str(entry.uid): entry for entry in entries}
    homes = {entry.pk: (entry.series_id, entry.edition_id) for entry in known.values()}
    expected = dict(expected_entries(scope))
    now = timezone.now().replace(microsecond=0)
    changes = [change for uid, wanted in expected.items() if (change := settle(known.get(uid), wanted, now, by))]
    changes += [withdraw(entry, now, by) for uid, entry in known.items() if uid not in expected and is_told(entry)]
    write_down(changes)
    mended = mend_facets(known.values()) if events is None else []
    reconcile_heads(now)
    moved_from = [homes[change.entry.pk] for change in changes if change.entry.pk in homes]
    moved_from += [homes[entry.pk] for entry in mended]
    bump_scopes(changes, moved_from, latest(changes, now))
    tell_visitors(changes)
    return changes


def expected_entries(events: EventQuerySet) -> Iterable[tuple[str, Expected]]:
    """(uid, what the public should see) for every occurrence of a live event in a public edition."""
    around = surroundings()
    for event in events.published().with_facts().order_by("pk"):
        if event.edition and not event.edition.is_public:
            continue
        for occurrence in event.occurrences.all():
            yield str(occurrence.public_id), Expected(occurrence_facts(event, occurrence, around), occurrence, event)


def settle(entry: CalendarEntry | None, wanted: Expected, now: datetime, by: AbstractBaseUser | None) -> Change | None:
    """The change that makes ``entry`` say what is wanted; None when it does already. Nothing is saved yet."""
    facts = wanted.facts
    if entry is None:
        entry = CalendarEntry(uid=wanted.occurrence.public_id, sequence=0, first_published_at=now, changed_at=now)
        return replace(entry, facts, Change.What.NEW, None, wanted, by)
    before = entry.facts
    what = kind_of_change(before, facts)
    if what is None and entry.occurrence_id == wanted.occurrence.pk and entry.rendered_by == rendering_key(sender()):
        return None
    what = what or Change.What.TEXT
    if what != Change.What.TEXT:
        entry.sequence += 1
    if what == Change.What.MOVED:
        entry.previous = where_and_when(before)
    entry.changed_at = after(entry.changed_at, now)
    return replace(entry, facts, what, before, wanted, by)


def withdraw(entry: CalendarEntry, now: datetime, by: AbstractBaseUser | None) -> Change:
    """Gone or unpublished after having been public: the entry stays, cancelled (E6)."""
    before = entry.facts
    facts = withdrawn(before)
    entry.sequence += 1
    entry.changed_at = after(entry.changed_at, now)
    return replace(entry, facts, Change.What.CANCELLED, before, None, by)


def withdrawn(facts: Facts) -> Facts:
    """The same facts of something that is no longer offered."""
    return {**facts, "status": "cancelled", **{code: {**facts[code], "reason": WITHDRAWN[code]} for code in WITHDRAWN}}


def is_told(entry: CalendarEntry) -> bool:
    """Whether its withdrawal is still to be told."""
    return entry.status == CalendarEntry.Status.CONFIRMED


def replace(
    entry: CalendarEntry,
    facts: Facts,
    what: Change.What,
    before: Facts | None,
    wanted: Expected | None,
    by: AbstractBaseUser | None,
) -> Change:
    """Put new facts and their bytes into the unsaved ``entry``; returns the unsaved change that says so."""
    entry.facts = facts
    entry.event_code = facts["code"]
    entry.starts_at, entry.ends_at = moment(facts["startsAt"]), moment(facts["endsAt"])
    taking_place = facts["status"] == "scheduled"
    entry.status = CalendarEntry.Status.CONFIRMED if taking_place else CalendarEntry.Status.CANCELLED
    if wanted:
        entry.occurrence = wanted.occurrence
        entry.edition = wanted.event.edition
        entry.series = wanted.event.edition.series if wanted.event.edition else None
    entry.vevent_nl, entry.vevent_en = bytes_of(entry, facts)
    entry.rendered_by = rendering_key(sender())
    return Change(
        entry=entry,
        what=what,
        before=before,
        after=facts,
        sequence=entry.sequence,
        at=entry.changed_at,
        by_id=by.pk if by else None,
    )


def kind_of_change(before: Facts, after_: Facts) -> Change.What | None:
    """What kind of difference this is in people's words; None = none. Status, then time and place, then text."""
    if before == after_:
        return None
    if before["status"] != after_["status"]:
        return Change.What.RESTORED if after_["status"] == "scheduled" else Change.What.CANCELLED
    return Change.What.MOVED if significant(before) != significant(after_) else Change.What.TEXT


def significant(facts: Facts) -> tuple[object, ...]:
    """Time and place, whose change raises SEQUENCE (RFC 5546 §2.1.4); a corrected name of the same venue does not."""
    venue = facts["venue"]
    return facts["startsAt"], facts["endsAt"], facts["allDay"], venue["slug"] if venue else facts["nl"]["place"]


def where_and_when(facts: Facts) -> Facts:
    """What the struck-through line needs of the state before a move."""
    places = {code: {"place": facts[code]["place"]} for code in ("nl", "en")}
    return {"startsAt": facts["startsAt"], "endsAt": facts["endsAt"], **places}


def latest(changes: list[Change], now: datetime) -> datetime:
    """The newest stamp among ``changes``, so that a feed's Last-Modified is never before an entry's."""
    return max([now, *(change.at for change in changes)])


def after(previous: datetime, now: datetime) -> datetime:
    """Now, or a second past the previous change: DTSTAMP must rise with every change, whatever the clock does."""
    return max(now, previous + timedelta(seconds=1))


def bytes_of(entry: CalendarEntry, facts: Facts) -> tuple[str, str]:
    """The VEVENT of ``facts`` in Dutch and English, with the entry's sequence and times."""
    nl, en = (
        render_vevent(
            facts,
            sequence=entry.sequence,
            created_at=entry.first_published_at,
            changed_at=entry.changed_at,
            language=code,
            sender=sender(),
        )
        for code in ("nl", "en")
    )
    return nl, en


def write_down(changes: list[Change]) -> None:
    """Entries, their facets and the changes, in a number of queries that does not grow with their number per batch."""
    new = [change.entry for change in changes if change.entry.pk is None]
    old = [change.entry for change in changes if change.entry.pk is not None]
    CalendarEntry.objects.bulk_create(new, batch_size=BATCH)
    fields = [
        field.name
        for field in CalendarEntry._meta.concrete_fields
        if field.name not in ("id", "uid", "first_published_at")
    ]
    CalendarEntry.objects.bulk_update(old, fields, batch_size=100)
    forget_facets(old)
    write_facets([*new, *old])
    for change in changes:
        change.entry = change.entry  # picks up the primary key that bulk_create gave
    Change.objects.bulk_create(changes, batch_size=BATCH)
