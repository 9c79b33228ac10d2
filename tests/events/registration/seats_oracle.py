"""What must hold of seats whatever was done, worked out from rows and mails alone, beside the rules that did it."""

from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from events.models import CalendarEntry, Change, Occurrence, Registration
from events.registration.mail.links import about
from events.registration.words import OF_CHANGE, TABLE, standing_of
from subscribers.models import Message

HOLDING = ("pending", "confirmed", "waitlisted")
ASKED = ("repeated", "joined")  # of who typed the address again: how often is the budget's


@dataclass(frozen=True)
class Party:
    state: str
    occurrence: int
    seats: int
    order: tuple[object, int]


@dataclass(frozen=True)
class Seen:
    """Everything before a step: parties by primary key, and the last change and mail."""

    parties: dict[int, Party]
    change: int
    mail: int


def look() -> Seen:
    rows = Registration.objects.all()
    parties = {one.pk: Party(one.state, one.occurrence_id, one.seats, (one.in_line_since, one.pk)) for one in rows}
    last = [model.objects.aggregate(n=Max("pk"))["n"] or 0 for model in (Change, Message)]
    return Seen(parties, *last)


def is_promised(occurrence: Occurrence) -> bool:
    takes_place = CalendarEntry.objects.filter(occurrence=occurrence, status="CONFIRMED").exists()
    return takes_place and occurrence.starts_at > timezone.now()


def check_line(occurrence: Occurrence) -> None:
    """Nobody waits for whom there is room, and who comes next."""
    room = None if occurrence.way_in == "free" else occurrence.capacity
    rows = Registration.objects.filter(occurrence=occurrence)
    line = sorted(rows.filter(state__in=("pending", "waitlisted")), key=lambda one: (one.in_line_since, one.pk))
    if not is_promised(occurrence):
        return
    if room is None:
        assert not [one for one in line if one.state == "waitlisted"]
        return
    left = room - sum(one.seats for one in rows.filter(state="confirmed"))
    kept, most_kept = 0, -(-room // 2)
    for one in line:
        if one.seats > room:
            continue
        still_kept = min(one.seats, most_kept - kept) if one.state == "pending" else one.seats
        kept += still_kept if one.state == "pending" else 0
        if one.seats > left and still_kept == one.seats:
            if occurrence.passes_over(timezone.now()):
                continue
            return
        assert one.state == "pending", f"there is room for {one.seats} of {left} and they wait"
        left -= still_kept


def check_places(before: Seen, after: Seen, occurrence: Occurrence) -> None:
    """Who got a place had room for it, and passed nobody but by the rule."""
    room = None if occurrence.way_in == "free" else occurrence.capacity
    here = {pk: one for pk, one in after.parties.items() if one.occurrence == occurrence.pk}
    had = {pk for pk, one in before.parties.items() if (one.state, one.occurrence) == ("confirmed", occurrence.pk)}
    new = [pk for pk, one in here.items() if one.state == "confirmed" and pk not in had]
    if not new or room is None:
        return
    taken = sum(one.seats for one in here.values() if one.state == "confirmed")
    assert taken <= room, f"{taken} seats of {room}"
    first = max(new, key=lambda pk: here[pk].order)
    passed = [one for one in here.values() if one.state in ("pending", "waitlisted") and one.order < here[first].order]
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


def check_mails(before: Seen) -> None:
    """One mail for each thing that happened, in its order, and none beside."""
    changes = list(Change.objects.filter(pk__gt=before.change).select_related("entry").order_by("pk"))
    for row in Registration.objects.all():
        was = before.parties.get(row.pk)
        expected = [*published(changes, was, row), *happened(was, row)]
        mails = Message.objects.filter(pk__gt=before.mail, about=about(row)).order_by("pk")
        kinds = [kind for one in mails if (kind := one.kind.removeprefix("registration.")) not in ASKED]
        assert kinds == expected, (was, row.state, kinds, expected)


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
    if was.state == row.state or row.state == "lapsed":
        return []
    return [{"waitlisted": "promoted"}.get(was.state, row.state) if row.state == "confirmed" else row.state]
