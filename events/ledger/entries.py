"""One entry of the ledger: what kind of difference there is, and the change that makes it say what is wanted.

Nothing here queries or saves: ``reconcile`` gathers, asks and writes down.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from events.models import CalendarEntry, Change, Edition, Event, Occurrence
from events.models.facts import Facts, moment
from events.shell.identity import Sender

from .facts import relocated
from .pictures import without_lost
from .vevent import render_vevent, rendering_key

LONG_OVER = timedelta(days=30)  # after its edition a cancelled entry stays this long (E5), and the rest its whole text
BY_STATUS = {
    "scheduled": Change.What.RESTORED,
    "cancelled": Change.What.CANCELLED,
    "postponed": Change.What.POSTPONED,
}
WITHDRAWN = {"nl": "Dit onderdeel is vervallen.", "en": "This item has been withdrawn."}


@dataclass(frozen=True)
class Expected:
    """What the public should see of one occurrence, and where its entry belongs.

    ``kept_wall_time``: a rule of the zone changed, so the same time on the clock is another instant now.
    """

    facts: Facts
    occurrence: Occurrence
    event: Event
    kept_wall_time: bool = False


@dataclass(frozen=True)
class Reconciliation:
    """One reconciliation: when (whole seconds), by whom, and what the bytes depend on beside the facts."""

    now: datetime
    by: int | None
    sender: Sender
    zone: ZoneInfo
    site_url: str
    lost: frozenset[str] = frozenset()  # URLs of pictures that the desk has no more

    def is_brief(self, edition: Edition | None) -> bool:
        return edition is not None and is_long_over(edition.ends_on, self.now.astimezone(self.zone).date())

    def key(self, *, brief: bool) -> str:
        return self.keys[brief]

    @cached_property
    def keys(self) -> tuple[str, str]:
        return (
            rendering_key(self.sender, self.zone, brief=False),
            rendering_key(self.sender, self.zone, brief=True),
        )


def is_long_over(ends_on: date, today: date) -> bool:
    return ends_on + LONG_OVER < today


def settle(entry: CalendarEntry | None, wanted: Expected, run: Reconciliation) -> Change | None:
    """The change that makes ``entry`` say what is wanted; None when it does already. Nothing is saved yet."""
    facts, now = wanted.facts, run.now
    if entry is None:
        entry = CalendarEntry(uid=wanted.occurrence.public_id, sequence=0, first_published_at=now, changed_at=now)
        return replace(entry, facts, Change.What.NEW, None, wanted, run)
    before = entry.facts
    what = kind_of_change(before, facts, kept_wall_time=wanted.kept_wall_time)
    same_bytes = entry.rendered_by == run.key(brief=run.is_brief(wanted.event.edition))
    if what is None and entry.occurrence_id == wanted.occurrence.pk and same_bytes:
        return None
    what = what or Change.What.TEXT
    if what != Change.What.TEXT:
        entry.sequence += 1
    if what == Change.What.MOVED:
        entry.previous = where_and_when(before)
    entry.changed_at = after(entry.changed_at, now)
    return replace(entry, facts, what, before, wanted, run)


def withdraw(entry: CalendarEntry, run: Reconciliation) -> Change:
    """Gone or unpublished after having been public: the entry stays, cancelled (E6)."""
    before = entry.facts
    facts = relocated(withdrawn(without_lost(before, run.lost)), run.site_url)
    entry.sequence += 1
    entry.changed_at = after(entry.changed_at, run.now)
    return replace(entry, facts, Change.What.CANCELLED, before, None, run)


def keep_up(entry: CalendarEntry, run: Reconciliation) -> Change | None:
    """What was withdrawn has no rows any more; the site's address, sender, zone and form hold for it all the same.

    And so does that a picture was thrown away.
    """
    before = entry.facts
    facts = relocated(without_lost(before, run.lost), run.site_url)
    if facts == before and entry.rendered_by == run.key(brief=run.is_brief(entry.edition)):
        return None
    entry.changed_at = after(entry.changed_at, run.now)
    return replace(entry, facts, Change.What.TEXT, before, None, run)


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
    run: Reconciliation,
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
    write_bytes(entry, run)
    return Change(
        entry=entry,
        what=what,
        before=before,
        after=facts,
        sequence=entry.sequence,
        at=entry.changed_at,
        by_id=run.by,
    )


def write_bytes(entry: CalendarEntry, run: Reconciliation) -> None:
    """The VEVENT of its facts in Dutch and English, with its sequence and times, into the unsaved ``entry``."""
    brief = run.is_brief(entry.edition)
    entry.vevent_nl, entry.vevent_en = (
        render_vevent(
            entry.facts,
            sequence=entry.sequence,
            created_at=entry.first_published_at,
            changed_at=entry.changed_at,
            language=code,
            sender=run.sender,
            zone=run.zone,
            brief=brief,
        )
        for code in ("nl", "en")
    )
    entry.rendered_by = run.key(brief=brief)


def kind_of_change(before: Facts, after_: Facts, *, kept_wall_time: bool = False) -> Change.What | None:
    """What kind of difference this is in people's words; None = none. Status, then time and place, link, text.

    With ``kept_wall_time`` another instant is no move: calendars were told a time on the clock in a zone, and that
    stays what it was.
    """
    if before == after_:
        return None
    if before["status"] != after_["status"]:
        return BY_STATUS[after_["status"]]
    told = {**before, "startsAt": after_["startsAt"], "endsAt": after_["endsAt"]} if kept_wall_time else before
    if when_and_where(told) != when_and_where(after_):
        return Change.What.MOVED
    return Change.What.LINK if before["streamUrl"] != after_["streamUrl"] else Change.What.TEXT


def when_and_where(facts: Facts) -> tuple[object, ...]:
    """What raises SEQUENCE when it changes (RFC 5546 §2.1.4), as the link of a live stream does.

    The place in words is a room or a meeting point, so it counts; a corrected name of the same venue does not, nor a
    translation.
    """
    venue = facts["venue"]["slug"] if facts["venue"] else ""
    return facts["startsAt"], facts["endsAt"], facts["allDay"], venue, facts["nl"]["placeWords"]


def where_and_when(facts: Facts) -> Facts:
    """What the struck-through line needs of the state before a move."""
    places = {code: {"place": facts[code]["place"]} for code in ("nl", "en")}
    return {"startsAt": facts["startsAt"], "endsAt": facts["endsAt"], **places}


def after(previous: datetime, now: datetime) -> datetime:
    """Now, or a second past the previous change: DTSTAMP must rise with every change, whatever the clock does."""
    return max(now, previous + timedelta(seconds=1))
