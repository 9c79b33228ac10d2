"""What must hold of seats whatever was done, worked out from rows and mails alone, beside the rules that did it."""

from dataclasses import dataclass

from django.db.models import Max, Q
from django.utils import timezone

from events.models import CalendarEntry, Change, Occurrence, Registration
from events.registration.mail.links import about
from events.registration.words import OF_CHANGE, TABLE, standing_of
from subscribers.models import Message

HOLDING = ("pending", "confirmed", "waitlisted")
BY_THE_CLOCK = ("reminded", "called", "thanked")  # of nothing that happened to seats (``timed``)
ASKED = ("repeated", "joined", "leaving")  # of who typed the address again: how often is the budget's


@dataclass(frozen=True)
class Party:
    state: str
    occurrence: int
    seats: int
    order: tuple[object, int]
    wanted: int = 0  # beside those it has
    leaves: bool = False
    is_due: bool = False  # it leaves, and undoing that is over

    @property
    def whole(self) -> int:
        return self.seats + self.wanted


@dataclass(frozen=True)
class Seen:
    """Everything before a step: parties by primary key, and the last change and mail."""

    parties: dict[int, Party]
    change: int
    mail: int


def party_of(one: Registration) -> Party:
    order, leaves = (one.in_line_since, one.pk), one.leaves_at is not None
    is_due = one.leaves_at is not None and one.leaves_at <= timezone.now()
    return Party(one.state, one.occurrence_id, one.seats, order, one.more_wanted, leaves, is_due)


def asks(one: Registration) -> int:
    return one.more_wanted if one.state == "confirmed" else one.seats


def look() -> Seen:
    rows = Registration.objects.all()
    parties = {one.pk: party_of(one) for one in rows}
    last = [model.objects.aggregate(n=Max("pk"))["n"] or 0 for model in (Change, Message)]
    return Seen(parties, *last)


def is_promised(occurrence: Occurrence) -> bool:
    takes_place = CalendarEntry.objects.filter(occurrence=occurrence, status="CONFIRMED").exists()
    return takes_place and occurrence.starts_at > timezone.now()


def check_line(occurrence: Occurrence) -> None:
    """Nobody waits for whom there is room, and who comes next."""
    room = None if occurrence.way_in == "free" else occurrence.capacity
    rows = Registration.objects.filter(occurrence=occurrence)
    there = rows.filter(Q(state__in=("pending", "waitlisted")) | Q(more_wanted__gt=0), leaves_at=None)
    line = sorted(there, key=lambda one: (one.in_line_since, one.pk))
    if not is_promised(occurrence):
        return
    if room is None:
        assert not [one for one in line if one.state != "pending"]
        return
    left = room - sum(one.seats for one in rows.filter(state="confirmed"))
    kept, most_kept = 0, -(-room // 2)
    for one in line:
        asked = asks(one)
        if asked + (one.seats if one.state == "confirmed" else 0) > room:
            continue
        still_kept = min(asked, most_kept - kept) if one.state == "pending" else asked
        kept += still_kept if one.state == "pending" else 0
        if asked > left and still_kept == asked:
            if occurrence.passes_over(timezone.now()):
                continue
            return
        assert one.state == "pending", f"there is room for {asked} of {left} and they wait"
        left -= still_kept


def check_places(before: Seen, after: Seen, occurrence: Occurrence, given: set[int]) -> None:
    """Who got a place had room for it, and passed nobody but by the rule; ``given``: those it was handed over to."""
    room = None if occurrence.way_in == "free" else occurrence.capacity
    here = {pk: one for pk, one in after.parties.items() if one.occurrence == occurrence.pk}
    had = {pk for pk, one in before.parties.items() if (one.state, one.occurrence) == ("confirmed", occurrence.pk)}
    new = [pk for pk, one in here.items() if one.state == "confirmed" and pk not in had and pk not in given]
    if not new or room is None:
        return
    taken = sum(one.seats for one in here.values() if one.state == "confirmed")
    assert taken <= room, f"{taken} seats of {room}"
    first = max(new, key=lambda pk: here[pk].order)
    passed = [
        one
        for one in here.values()
        if one.state in ("pending", "waitlisted") and one.order < here[first].order and not one.leaves
    ]
    kept, most_kept = 0, -(-room // 2)
    for one in sorted(passed, key=lambda one: one.order):
        if one.seats > room:
            continue
        if one.state == "pending":
            still_kept = min(one.seats, most_kept - kept)
            if one.seats <= room - taken - kept or still_kept < one.seats:
                kept += still_kept
                continue
        assert occurrence.passes_over(timezone.now()) and one.seats > room - taken - kept, "overtaken"


def check_mails(before: Seen, given: set[int]) -> None:
    """One mail for each thing that happened, in its order, and none beside."""
    changes = list(Change.objects.filter(pk__gt=before.change).select_related("entry").order_by("pk"))
    for row in Registration.objects.all():
        was = before.parties.get(row.pk)
        expected = [*published(changes, was, row), *(got(was, row) if row.pk in given else happened(was, row))]
        mails = Message.objects.filter(pk__gt=before.mail, about=about(row)).order_by("pk")
        told = [one.kind.removeprefix("registration.") for one in mails]
        kinds = [kind for kind in told if kind not in (*ASKED, *BY_THE_CLOCK)]
        assert kinds == expected, (was, row.state, kinds, expected)


def got(was: Party | None, row: Registration) -> list[str]:
    """What who was given seats reads: that, or of the rest of what it asked as well."""
    had = was.seats if was and was.state == "confirmed" else 0
    asked = was.whole if was and not was.leaves else 0
    has_the_rest = asked > had and not row.more_wanted and row.seats >= asked and row.happenings > 1
    return ["promoted" if has_the_rest and row.seats > had else "received"]


def published(changes: list[Change], was: Party | None, row: Registration) -> list[str]:
    if was is None or was.state not in HOLDING:
        return []
    standing = standing_of(Registration(state=was.state))
    told = [OF_CHANGE.get(Change.What(one.what)) for one in changes if one.entry.occurrence_id == was.occurrence]
    return [str(what) for what in told if what and standing in TABLE[what]]


def happened(was: Party | None, row: Registration) -> list[str]:
    if was is None:
        first = "waitlisted" if row.state == "confirmed" and row.happenings and not row.proven_at else row.state
        return [row.state] if first == row.state else [first, "promoted"]
    if was.occurrence != row.occurrence_id:
        return ["switched", *(["promoted"] if row.happenings and was.state == "lapsed" else [])]
    if was.state == row.state == "confirmed" and (row.seats, row.more_wanted) != (was.seats, was.wanted):
        return ["promoted" if was.wanted and row.seats > was.seats and not row.more_wanted else "changed"]
    if was.state == row.state and was.whole != row.seats + row.more_wanted:
        return ["changed"]
    if was.state == row.state or row.state == "lapsed":
        return []
    if row.state == "handed":
        return ["handed-over"]
    if was.is_due and row.occurrence.entry.facts["status"] == "cancelled":
        return []
    return [{"waitlisted": "promoted"}.get(was.state, row.state) if row.state == "confirmed" else row.state]
