"""Nothing has moved for two minutes: since when, why, and what to do. Known from rows; on the screen, and mailed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Min
from django.utils import formats, timezone
from django_q.models import Failure

from newsletter.deliveries.first_share import rows_to_send
from newsletter.models import Delivery, Heartbeat, Issue
from newsletter.send.alarms import clock, tell_responsible
from newsletter.send.canary import KIND, count_canary
from newsletter.send.nudging import SEND_TASK
from newsletter.send.sending import kept_apart
from subscribers.models import OPEN_STATES, DomainHold, OutgoingQuerySet, State
from subscribers.sending.relays import failing_relays

STANDSTILL = timedelta(minutes=2)
SILENCE = timedelta(minutes=3)  # the tick comes every minute, give or take half a one and a busy worker
TAIL_PERCENT = 5  # deferred rows alone, up to this share of the mailed, are the usual end of an issue: nobody is mailed
TICK = "newsletter"
STALLED = "issue.stalled"

PROCESS_ADVICE = "Vraag wie de server beheert of het proces ‘worker’ draait."
RELAY_ADVICE = "Het gaat vanzelf verder als hij weer antwoordt. Duurt het langer, vraag dan wie de mailserver beheert."
WAIT_ADVICE = "U hoeft niets te doen: het gaat vanzelf verder."
LOG_ADVICE = "Vraag wie de server beheert in het logboek van ‘worker’ te kijken."


@dataclass(frozen=True, slots=True)
class Standstill:
    """``cause`` and ``advice``: Dutch sentences. ``is_tail``: only a few are left, and each has its next try."""

    since: datetime
    cause: str
    advice: str
    is_tail: bool = False

    @property
    def revision(self) -> int:
        """One and the same for as long as nothing moves."""
        return int(self.since.timestamp())


def beat(now: datetime) -> bool:
    """The tick says that it runs; True when it had been away."""
    before = Heartbeat.objects.filter(name=TICK).values_list("at", flat=True).first()
    Heartbeat.objects.update_or_create(name=TICK, defaults={"at": now})
    return before is None or now - before > SILENCE


def silent_tasks(now: datetime) -> str:
    """That the tasks by the clock do not run, as a Dutch sentence; empty when they do."""
    last = Heartbeat.objects.filter(name=TICK).values_list("at", flat=True).first()
    if last is None:
        return "De achtergrondtaken hebben nog niet gedraaid."
    return f"De achtergrondtaken draaien niet; de laatste keer was {clock(last, now)}." if now - last > SILENCE else ""


def find_standstill(issue: Issue, now: datetime, last: datetime | None = None) -> Standstill | None:
    """Why nothing of ``issue`` was settled for two minutes; None while it moves or waits as it should.

    ``last``: when a row was last settled, for who knows it already.
    """
    if issue.state == Issue.State.SCHEDULED and issue.send_at:
        return late_start(issue.send_at, now)
    if issue.state != Issue.State.SENDING:
        return None
    if issue.started_at is None:
        return slow_freezing(issue, now)
    since = max(filter(None, (last or last_settled(issue), issue.going_since, issue.started_at)))
    rows = rows_to_send(issue)
    if now - since <= STANDSTILL or not rows.filter(state__in=OPEN_STATES).exists():
        return None
    if issue.is_in_canary and count_canary(issue).is_settled:
        return None  # the rest waits for its time
    return cause_of(issue, rows, since, now)


def last_settled(issue: Issue) -> datetime | None:
    moved = Delivery.objects.filter(issue=issue).exclude(state=State.SKIPPED)
    return moved.aggregate(last=Max("settled_at"))["last"]


def late_start(send_at: datetime, now: datetime) -> Standstill | None:
    """Its hour has come, and nobody began."""
    silent = silent_tasks(now)
    if now - send_at <= STANDSTILL and not (silent and send_at <= now):
        return None
    return Standstill(send_at, silent or "Het begon niet op tijd.", PROCESS_ADVICE if silent else LOG_ADVICE)


def slow_freezing(issue: Issue, now: datetime) -> Standstill | None:
    """The list of recipients is being written; its newest row tells how long ago it moved."""
    newest = Delivery.objects.filter(issue=issue).order_by("-pk").values_list("created_at", flat=True).first()
    since = max(filter(None, (newest, issue.going_since, issue.send_at)), default=now)
    if now - since <= STANDSTILL:
        return None
    silent = silent_tasks(now)
    cause = silent or "De lijst van ontvangers is nog niet klaar."
    return Standstill(since, cause, PROCESS_ADVICE if silent else LOG_ADVICE)


def cause_of(issue: Issue, rows: OutgoingQuerySet, since: datetime, now: datetime) -> Standstill:
    """The likeliest cause, from the one that blocks everything to the one that blocks a part."""
    if silent := silent_tasks(now):
        return Standstill(since, silent, PROCESS_ADVICE)
    if broken := failing_relays(KIND):
        names = " en ".join(f"{relay.name} ({relay.error})" for relay in broken)
        return Standstill(since, f"De mailserver neemt niets aan: {names}.", RELAY_ADVICE)
    if issue.next_send_at and issue.next_send_at > now:
        sentence = f"Het ingestelde tempo laat het volgende bericht {clock(issue.next_send_at, now)} toe."
        return Standstill(since, sentence, "Wilt u sneller, verhoog dan het tempo.")
    if not rows.due(now).exists() and (soonest := next_try(rows)):
        sentence = f"De ontvangende mailservers vroegen om geduld; de volgende poging is {clock(soonest, now)}."
        return Standstill(since, sentence, WAIT_ADVICE, is_tail=is_tail(issue, rows))
    if held := hold_on_all(rows, now):
        sentence = f"{held.domain} vraagt ons te wachten tot {clock(held.held_until, now)}: {held.smtp_text}"  # type: ignore[arg-type]
        return Standstill(since, sentence, WAIT_ADVICE)
    return cause_in_our_processes(rows, since, now)


def cause_in_our_processes(rows: OutgoingQuerySet, since: datetime, now: datetime) -> Standstill:
    failures = Failure.objects.filter(func=SEND_TASK, stopped__gt=since).order_by("-stopped")
    if failure := failures.first():
        sentence = f"De taak die verzendt, brak {clock(failure.stopped, now)} af ({name_of_error(failure.result)})."
        return Standstill(since, sentence, LOG_ADVICE)
    if rows.workers(now):
        return Standstill(since, "De mailserver antwoordt niet op wat wij hem geven.", RELAY_ADVICE)
    return Standstill(since, "Er is geen werker die verzendt.", PROCESS_ADVICE)


def next_try(rows: OutgoingQuerySet) -> datetime | None:
    return rows.filter(state=State.DEFERRED).aggregate(soonest=Min("next_try_at"))["soonest"]


def is_tail(issue: Issue, rows: OutgoingQuerySet) -> bool:
    mailed = Delivery.objects.filter(issue=issue).exclude(state=State.SKIPPED).count()
    return rows.filter(state=State.DEFERRED).count() * 100 <= mailed * TAIL_PERCENT


def hold_on_all(rows: OutgoingQuerySet, now: datetime) -> DomainHold | None:
    """The hold that ends first, when everything that could go is for providers that asked us to wait."""
    holds = list(DomainHold.objects.active(now).order_by("held_until"))
    free = rows.due(now).exclude(domain__in=[hold.domain for hold in holds])
    return holds[0] if holds and not free.exists() else None


def name_of_error(trace: object) -> str:
    """``OperationalError``: the kind of error alone, as its words may name a person."""
    last = str(trace).strip().splitlines()[-1:] or [""]
    return last[0].partition(":")[0].rpartition(".")[2][:60] or "onbekende fout"


def warn_of_standstills(now: datetime) -> None:
    """Of everything that is being sent; one issue that fails keeps no other from being told."""
    for issue in Issue.objects.in_progress().select_related("approved_by"):
        with kept_apart(issue):
            warn_of_standstill(issue, now)


def warn_of_standstill(issue: Issue, now: datetime) -> Standstill | None:
    """Mail the people responsible, once for each time that it stands still."""
    found = find_standstill(issue, now)
    if found and not found.is_tail:
        left = Delivery.objects.filter(issue=issue, state__in=OPEN_STATES).count()
        since = formats.date_format(timezone.localtime(found.since), "j F H:i")
        who = "1 abonnee wacht" if left == 1 else f"{left} abonnees wachten"
        tell_responsible(
            issue,
            STALLED,
            revision=found.revision,
            heading=f"‘{issue}’ staat stil",
            sentences=[f"Sinds {since} is van dit nummer niets meer verzonden. {who} nog.", found.cause, found.advice],
        )
    return found
