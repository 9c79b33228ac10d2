"""Who is in: a sum over scans, the same in whatever order they came.

    in = came in + walked in − went out, without what was undone

For one code more than its seats, or fewer than nobody, is a conflict: two phones that did not know of each other, or a
code that was copied. It is shown with phones and times, and nobody is turned out by it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, Sum, Value
from django.db.models.functions import Coalesce

from events.models import Evening, Registration, Scan
from events.models.door import SIGNED

Kind = Scan.Kind


@dataclass(frozen=True)
class Count:
    """People of one occurrence, by what the scans say."""

    came: int = 0  # with a code
    walked_in: int = 0
    left: int = 0

    @property
    def inside(self) -> int:
        return self.came + self.walked_in - self.left


@dataclass(frozen=True)
class Conflict:
    registration: Registration
    inside: int
    scans: list[Scan]


def count_people(occurrences: Iterable[int]) -> dict[int, Count]:
    """By primary key; those without a scan are left out. One query."""
    rows = Scan.objects.counted().filter(occurrence__in=list(occurrences)).order_by()
    sums = {"came": sum_of(Kind.IN), "walked_in": sum_of(Kind.WALK_IN), "left": sum_of(Kind.OUT)}
    summed = rows.values_list("occurrence").annotate(**sums)
    return {pk: Count(came, walked_in, left) for pk, came, walked_in, left in summed}


def sum_of(kind: Kind) -> Coalesce:
    return Coalesce(Sum("people", filter=Q(kind=kind)), Value(0))


def inside_by_code(evening: Evening) -> dict[str, int]:
    """People that each code of an evening let in and who did not leave; by hash. One query."""
    rows = Scan.objects.counted().filter(evening=evening).exclude(code_hash="").order_by()
    return dict(rows.values_list("code_hash").annotate(inside=Sum(SIGNED)))


def find_conflicts(evening: Evening, occurrences: Iterable[int]) -> list[Conflict]:
    """Of the registrations for ``occurrences``, in their order: those with more people in than seats, or below none."""
    inside = inside_by_code(evening)
    parties = Registration.objects.filter(occurrence__in=list(occurrences), erased_at=None).order_by("pk")
    found = [
        (party, code_hash, inside[code_hash])
        for party in parties.select_related("occurrence__event")
        if (code_hash := evening.hash_of(party.code)) in inside and not 0 <= inside[code_hash] <= party.seats
    ]
    scans = scans_by_code(evening, [code_hash for _, code_hash, _ in found])
    return [Conflict(party, people, scans.get(code_hash, [])) for party, code_hash, people in found]


def scans_by_code(evening: Evening, hashes: list[str]) -> dict[str, list[Scan]]:
    found: dict[str, list[Scan]] = {}
    rows = Scan.objects.counted().filter(evening=evening, code_hash__in=hashes).select_related("device")
    for one in rows if hashes else []:
        found.setdefault(one.code_hash, []).append(one)
    return found
