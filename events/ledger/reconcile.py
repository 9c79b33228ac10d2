"""The calendar ledger: compare what the public would see with what it was last told, and write the difference down.

``events.publishing.telling`` calls it, once for whatever was published, imported or edited. SEQUENCE, DTSTAMP, status
and tombstones follow from it (when SEQUENCE rises: ``entries.when_and_where``); ``restoring`` alone lifts them too.
"""

import logging
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from events.facets.rows import mend_facets, write_facets
from events.models import CalendarEntry, Change, Event
from events.models.event import EventQuerySet
from events.shell.identity import sender, surroundings

from .checking import UNWRITABLE, Broken, WhenBroken, errors_in, refuse
from .entries import Expected, Reconciliation, is_told, keep_up, settle, withdraw
from .facts import occurrence_facts
from .pictures import lost_pictures, settle_pictures
from .refusals import note_refusals, refused_codes
from .scopes import bump_scopes, mark_told, reconcile_heads
from .zones import keep_wall_times

BATCH = 500
log = logging.getLogger(__name__)


@dataclass
class Plan:
    """What is to be told: of what is offered, and of what is gone. ``broken`` is not told, with why, by event code."""

    offered: list[tuple[Event, Change]] = field(default_factory=list)
    gone: list[Change] = field(default_factory=list)
    broken: dict[str, Broken] = field(default_factory=dict)

    @property
    def changes(self) -> list[Change]:
        return [*(change for _, change in self.offered), *self.gone]

    def leave(self, event: Event, sentences: Iterable[str]) -> None:
        broken = self.broken.setdefault(event.code, Broken(event.title, []))
        broken.sentences.extend(one for one in sentences if one not in broken.sentences)


@transaction.atomic
def reconcile_calendar(
    events: EventQuerySet | None = None,
    *,
    by: AbstractBaseUser | None = None,
    policy: WhenBroken = WhenBroken.HOLD,
) -> list[Change]:
    """Bring the ledger up to the live rows of ``events`` (all of them by default); returns the changes, none if equal.

    Runs in one transaction with its rows locked: two at once come out as one after the other. What would break a
    calendar program is left as it was last told, and staff see why; or it raises ``ValidationError``
    (``breaks_calendars``), by ``policy``.
    """
    now = timezone.now().replace(microsecond=0)
    scope, is_all = (Event.objects.all(), True) if events is None else (events, False)
    # Locked on the plain rows: PostgreSQL refuses FOR UPDATE together with the outer joins of with_facts().
    codes = list(scope.order_by("pk").select_for_update(of=("self",)).values_list("code", flat=True))
    known = known_entries(None if is_all else codes)
    homes = {entry.pk: (entry.series_id, entry.edition_id) for entry in known.values()}
    around = surroundings()
    lost = lost_pictures(known.values())
    run = Reconciliation(now, by.pk if by else None, sender(), around["zone"], around["site_url"], lost)
    plan = plan_changes(scope, known, run, keep_wall_times(now) if is_all else set())
    judge(plan, known, run, policy)
    changes = plan.changes
    write_down(changes)
    note_refusals(None if is_all else codes, plan.broken, now)
    written = {change.entry.pk for change in changes}
    mended = mend_facets(entry for entry in known.values() if entry.pk not in written) if is_all else []
    reconcile_heads(now)
    moved_from = [homes[change.entry.pk] for change in changes if change.entry.pk in homes]
    moved_from += [homes[entry.pk] for entry in mended]
    bump_scopes(changes, moved_from, latest(changes, now))
    if is_all:
        mark_told()
    return changes


def known_entries(codes: list[str] | None) -> dict[str, CalendarEntry]:
    """Locked entries by UID: of the events with these codes, or all."""
    entries = CalendarEntry.objects.select_related("edition").select_for_update(of=("self",))
    if codes is not None:
        entries = entries.filter(event_code__in=codes)
    return {str(entry.uid): entry for entry in entries}


def plan_changes(
    scope: EventQuerySet, known: dict[str, CalendarEntry], run: Reconciliation, kept_wall_time: set[str]
) -> Plan:
    """Everything that differs, unsaved. ``known`` stay as they are: a change has a copy of its entry."""
    plan, seen, around = Plan(), set(), surroundings()
    events = list(scope.published().with_facts().order_by("pk"))
    settle_pictures(events)
    for event in events:
        if event.edition and not event.edition.is_public:
            continue
        for occurrence in event.occurrences.all():
            uid = str(occurrence.public_id)
            seen.add(uid)
            try:
                facts = occurrence_facts(event, occurrence, around)
                wanted = Expected(facts, occurrence, event, uid in kept_wall_time)
                change = settle(copy(known[uid]) if uid in known else None, wanted, run)
            except Exception:  # rows written past every form can be wrong in any way; the others go on
                log.exception("event %s (%r): no entry can be made of occurrence %s", event.code, event.title, uid)
                plan.leave(event, [UNWRITABLE])
            else:
                plan.offered += [(event, change)] if change else []
    for entry in (copy(entry) for uid, entry in known.items() if uid not in seen):
        change = withdraw(entry, run) if is_told(entry) else keep_up(entry, run)
        plan.gone += [change] if change else []
    return plan


def judge(plan: Plan, known: dict[str, CalendarEntry], run: Reconciliation, policy: WhenBroken) -> None:
    """Take out of the plan what would break a calendar program; raises where that is to be refused.

    What is gone is always told: nothing is worse than an entry that stays for something that is no more.
    """
    errors = errors_in(change for _, change in plan.offered)
    for event, change in plan.offered:
        if change.entry.uid in errors:
            plan.leave(event, errors[change.entry.uid])
    if not plan.broken:
        return
    if policy != WhenBroken.HOLD:
        excused = refused_codes() if policy == WhenBroken.REFUSE_NEW else set()
        refuse([broken for code, broken in plan.broken.items() if code not in excused])
    left = [change for _, change in plan.offered if change.entry.uid in errors]
    plan.offered = [(event, change) for event, change in plan.offered if change.entry.uid not in errors]
    plan.gone += [off for change in left if (off := at_least_off(change, known, run))]


def at_least_off(change: Change, known: dict[str, CalendarEntry], run: Reconciliation) -> Change | None:
    """Of what cannot be told and does not take place: that it does not, in the words of before."""
    entry = known.get(str(change.entry.uid))
    is_off = change.after["status"] != "scheduled"
    return withdraw(copy(entry), run) if entry and is_off and is_told(entry) else None


def latest(changes: list[Change], now: datetime) -> datetime:
    """The newest stamp among ``changes``, so that a feed's Last-Modified is never before an entry's."""
    return max([now, *(change.at for change in changes)])


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
    write_facets([*new, *old])
    for change in changes:
        change.entry = change.entry  # picks up the primary key that bulk_create gave
    Change.objects.bulk_create(changes, batch_size=BATCH)
