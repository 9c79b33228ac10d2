"""How the deliveries of an issue ended, counted: rows that are still there and figures of those that were folded.

Folding moves a row from the one to the other, so every number here is the same before and after it. Each count is one
statement, and so sees every delivery in exactly one of the two, also while they are being folded.
"""

from collections import Counter
from typing import Any, NamedTuple

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from newsletter.models import Delivery, Issue, IssueFigure
from subscribers.models import Bounce, OutgoingQuerySet, State

FEW = 10  # recipients of one issue; a mail provider with fewer is counted among the others
MAILED = ~Q(state=State.SKIPPED)


class Ending(NamedTuple):
    """What is kept of a delivery. ``smtp_code`` 0: no answer; ``domain`` empty: one of the small providers."""

    state: str
    reason: str
    smtp_code: int
    domain: str
    language: str


def tally(issue: Issue, *keys: str, only: Q | None = None) -> Counter[Any]:
    """How many per combination of ``keys`` (names in ``Ending``), as tuples. Reads the rows of the issue once."""
    chosen = Q(issue=issue) & (only or Q())
    code = {"code": Coalesce("smtp_code", 0)} if "smtp_code" in keys else {}
    names = ["code" if key == "smtp_code" else key for key in keys]
    rows = Delivery.objects.filter(chosen).order_by().annotate(**code).values_list(*names).annotate(n=Count("pk"))
    figures = IssueFigure.objects.filter(chosen).order_by().values_list(*keys).annotate(n=Sum("count"))
    found: Counter[Any] = Counter()
    for *key, count in rows.union(figures, all=True):
        found[tuple(key)] += count
    return found


def endings(issue: Issue) -> Counter[Ending]:
    """Ending → how many; together the audience."""
    large, found = large_providers(issue), Counter[Ending]()
    for key, count in tally(issue, *Ending._fields).items():
        found[without_small(Ending(*key), large)] += count
    return found


def large_providers(issue: Issue) -> set[str]:
    """Domains with at least ``FEW`` recipients, whatever became of them; the same at any moment of folding."""
    return {domain for (domain,), count in tally(issue, "domain").items() if domain and count >= FEW}


def without_small(ending: Ending, large: set[str]) -> Ending:
    return ending if ending.domain in large else ending._replace(domain="")


def counts_per_state(issue: Issue) -> dict[str, int]:
    """Every state is present; together the audience."""
    found = tally(issue, "state")
    return {state.value: found[(state.value,)] for state in State}


def skipped_per_reason(issue: Issue) -> dict[str, int]:
    """Reason → how many were left out for it."""
    return {reason: count for (reason,), count in tally(issue, "reason", only=Q(state=State.SKIPPED)).items()}


def counts_per_provider(issue: Issue) -> dict[str, dict[str, int]]:
    """Domain → state → how many of those to be mailed; every state is present."""
    found: dict[str, dict[str, int]] = {}
    for (domain, state), count in tally(issue, "domain", "state", only=MAILED).items():
        found.setdefault(domain, dict.fromkeys(State.values, 0))[state] += count
    return found


def reports_on(rows: OutgoingQuerySet) -> Counter[str]:
    """Kind of bounce → how many came back on these deliveries, automatic replies left out."""
    claims = Bounce.objects.about(rows).claims().order_by()
    return Counter(dict(claims.values_list("kind").annotate(n=Count("pk"))))
