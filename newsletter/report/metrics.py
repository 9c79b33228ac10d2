"""Issues in numbers, and beside the ones before: what staff may learn of how readers took an issue, and no more."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

from django.conf import settings

from newsletter.deliveries.figures import counts_per_state
from newsletter.models import ClickCount, Issue, Rendition, UsefulCount
from newsletter.readers.leavers import count_leavers
from subscribers.models import State

from .threshold import only_shown, shown

EARLIER = 6  # issues whose middle one is called usual
HISTORY = 12
Answer = UsefulCount.Answer


@dataclass(frozen=True, slots=True)
class IssueMetrics:
    """One issue. None: fewer than the threshold, or (``counts_clicks`` false) not measured.

    ``clicks`` are those of the links that reach the threshold themselves; ``useful`` has every answer, or is None.
    """

    issue: Issue
    counts: dict[str, int]  # deliveries per state
    counts_clicks: bool
    clicks: int | None
    leavers: int | None
    useful: dict[str, int] | None

    @property
    def sent(self) -> int:
        return self.counts[State.SENT]

    @property
    def refused(self) -> float | None:
        """Percent of what was offered to a mail server and answered."""
        return per(100, self.counts[State.FAILED], self.sent + self.counts[State.FAILED])

    @property
    def clicks_per_hundred(self) -> float | None:
        return per(100, self.clicks, self.sent)

    @property
    def leavers_per_thousand(self) -> float | None:
        return per(1000, self.leavers, self.sent)

    @property
    def found_useful(self) -> float | None:
        """Percent *yes* of all answers."""
        return per(100, self.useful[Answer.YES], sum(self.useful.values())) if self.useful else None


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of an issue that can be laid beside the same of another."""

    name: str
    label: str
    of: Callable[[IssueMetrics], float | None]


MEASURES = (
    Measure("sent", "Verzonden", lambda one: one.sent),
    Measure("refused", "Geweigerd, procent", lambda one: one.refused),
    Measure("clicks", "Kliks per 100 mails", lambda one: one.clicks_per_hundred),
    Measure("useful", "Vond het nuttig, procent", lambda one: one.found_useful),
    Measure("leavers", "Afgemeld per 1.000 mails", lambda one: one.leavers_per_thousand),
)


def metrics_of(issues: Iterable[Issue]) -> list[IssueMetrics]:
    """In the same order. Three queries, and one for each issue, or two while its week lasts."""
    issues = list(issues)
    least = settings.CLICK_THRESHOLD
    links = ClickCount.objects.filter(issue__in=issues).per_link()
    answers = UsefulCount.objects.filter(issue__in=issues).per_answer()
    measured = set(Rendition.objects.filter(issue__in=issues).counting().values_list("issue_id", flat=True))
    return [
        IssueMetrics(
            issue=issue,
            counts=counts_per_state(issue),
            counts_clicks=issue.pk in measured,
            clicks=shown(sum(only_shown(clicks_of(issue, links), least).values()), least),
            leavers=shown(count_leavers(issue), least),
            useful=useful_of(issue, answers, least),
        )
        for issue in issues
    ]


def clicks_of(issue: Issue, links: dict[tuple[int, str, int], int]) -> dict[tuple[str, int], int]:
    return {(language, number): clicks for (pk, language, number), clicks in links.items() if pk == issue.pk}


def useful_of(issue: Issue, answers: dict[tuple[int, str], int], least: int) -> dict[str, int] | None:
    """Every answer with its number, once there are enough of all together: they are given to be counted."""
    found = {answer.value: answers.get((issue.pk, answer.value), 0) for answer in Answer}
    return found if sum(found.values()) >= least else None


def latest_issues(count: int = HISTORY) -> list[Issue]:
    """What was sent whole, the oldest of them first."""
    return list(Issue.objects.archived()[:count])[::-1]


def earlier_issues(issue: Issue) -> list[Issue]:
    """The ``EARLIER`` ones sent whole before ``issue`` began."""
    return list(Issue.objects.archived().filter(started_at__lt=issue.started_at)[:EARLIER]) if issue.started_at else []


def usual(measure: Measure, earlier: Iterable[IssueMetrics]) -> float | None:
    """The median of what is known; None when nothing is."""
    known = [value for one in earlier if (value := measure.of(one)) is not None]
    return median(known) if known else None


def per(unit: int, part: int | None, whole: int) -> float | None:
    return unit * part / whole if part is not None and whole else None
