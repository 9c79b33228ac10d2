"""Counting who came, in the nights after: while phones may still send, and before registrations are forgotten."""

from collections import Counter
from datetime import datetime, timedelta

from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce

from events.door.scans.sums import count_people
from events.models import Evening, Occurrence, Registration, Scan, Turnout

SENT_WITHIN = timedelta(days=7)  # a phone that was in a drawer since
LATE = timedelta(days=1)  # before it begins: too late for most of who would have liked the place
LEADS = {0: "op de dag zelf", 1: "1–2 dagen", 3: "3–6 dagen", 7: "1–2 weken", 14: "2–4 weken", 28: "langer"}


def count_turnouts(now: datetime) -> int:
    """Every night: of what ended in the last days and whose door scanned; returns how many. Counting again is right."""
    ended = Coalesce("ends_at", "starts_at")
    lately = Occurrence.objects.annotate(ended=ended).filter(ended__lte=now, ended__gt=now - SENT_WITHIN)
    scanned = lately.filter(pk__in=Scan.objects.filter(kind=Scan.Kind.IN).values("occurrence")).order_by("pk")
    for occurrence in scanned:
        Turnout.objects.update_or_create(occurrence=occurrence, defaults={**count(occurrence), "counted_at": now})
    return len(scanned)


def count(occurrence: Occurrence) -> dict[str, object]:
    """The columns of its row. Whose code came twice came once; who had no place may be inside, and is no comer."""
    begins, rows = occurrence.starts_at, Registration.objects.filter(occurrence=occurrence)
    people = came_by_code(occurrence)
    seats, came = Counter[str](), Counter[str]()
    for party in expected(rows, begins):
        lead = lead_of(party, begins)
        seats[lead] += party.seats
        came[lead] += min(party.seats, people.get(party.code, 0))
    late = rows.filter(confirmed_at__isnull=False, cancelled_at__gt=begins - LATE, cancelled_at__lte=begins)
    return {
        "seats": seats.total(),
        "came": came.total(),
        "walked_in": count_people([occurrence.pk])[occurrence.pk].walked_in,
        "cancelled_late": late.seats(),  # type: ignore[attr-defined]
        "waiting": rows.waiting().seats(),  # type: ignore[attr-defined]
        "by_lead": {lead: [seats[lead], came[lead]] for lead in seats},
    }


def expected(rows: QuerySet[Registration], begins: datetime) -> list[Registration]:
    """Who had a place when it began; who gave it back afterwards had it."""
    had = rows.filter(confirmed_at__lte=begins, state=Registration.State.CONFIRMED)
    gave_back = rows.filter(confirmed_at__lte=begins, cancelled_at__gt=begins)
    return [*had, *gave_back.exclude(state=Registration.State.CONFIRMED)]


def came_by_code(occurrence: Occurrence) -> dict[str, int]:
    """People that came in with each code."""
    scans = Scan.objects.counted().filter(occurrence=occurrence, kind=Scan.Kind.IN).exclude(code_hash="").order_by()
    summed = {
        (evening, code_hash): people
        for evening, code_hash, people in scans.values_list("evening", "code_hash").annotate(people=Sum("people"))
    }
    evenings = Evening.objects.in_bulk({evening for evening, _ in summed})
    codes = Registration.objects.filter(occurrence=occurrence, erased_at=None).values_list("code", flat=True)
    found = ((code, summed.get((one.pk, one.hash_of(code)), 0)) for code in codes for one in evenings.values())
    people = Counter[str]()
    for code, came in found:
        people[code] += came
    return dict(people)


def lead_of(party: Registration, begins: datetime) -> str:
    """How long before it began they registered: the first day of its ``LEADS``."""
    days = max(0, (begins - party.created_at).days)
    return str(max(first for first in LEADS if first <= days))
