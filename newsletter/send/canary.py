"""A large issue goes to a first share alone: staff, our own test mailboxes and a random few. The rest follows by itself
when that went well for a while; when it did not, the issue pauses itself and says why.

Which rows it is, ``newsletter.deliveries.first_share`` says; until ``canary_passed_at`` a worker is given no other. So
nothing depends on who sends, how many do, or who dies.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Q

from newsletter.models import Delivery, Issue
from newsletter.schedule.approval import what_changed
from newsletter.schedule.audit import write_audit_record
from subscribers.feedback.trust import how_far_trusted
from subscribers.models import Bounce, State
from subscribers.sending.relays import relays_left_alone

from .alarms import tell_responsible
from .nudging import nudge

FEW = 3  # so many refusals of any kind say nothing yet
POLICY = 2  # and so many that are about us, not about the address (5.7.x)
ANSWERED_PERCENT = 80  # of the share: enough to judge by, when the others are asked to wait
NOT_WANTED = (Bounce.Kind.HARD, Bounce.Kind.SOFT, Bounce.Kind.POLICY, Bounce.Kind.COMPLAINT)
HELD = "issue.held"
KIND = str(Delivery._meta.model_name)  # of mail, as the breakers of relays know it


@dataclass(frozen=True, slots=True)
class Canary:
    """Rows of the first share by what became of them; ``sent + failed + uncertain + deferred + waiting = size``."""

    size: int
    sent: int
    failed: int
    uncertain: int
    deferred: int
    waiting: int
    returned: int  # of those sent, reported back to us as not arrived or not wanted
    policy: int  # of those failed or returned, because of who sends or what
    complaints: int
    last: datetime | None  # when the last of them was settled

    @property
    def is_settled(self) -> bool:
        """All were tried, and enough of them got their answer."""
        return not self.waiting and (self.size - self.deferred) * 100 >= self.size * ANSWERED_PERCENT

    @property
    def goes_on_at(self) -> datetime | None:
        """When the rest follows if nothing goes wrong; None while that cannot be said."""
        wait = timedelta(minutes=settings.CANARY_MINUTES)
        return self.last + wait if self.is_settled and self.last else None


def count_canary(issue: Issue) -> Canary:
    """How the first share fares; counted over its rows and the reports on them."""
    mailed = Delivery.objects.filter(issue=issue, is_canary=True).exclude(state=State.SKIPPED)
    per_state = {state.value: Count("pk", filter=Q(state=state)) for state in State}
    policy = Count("pk", filter=Q(state=State.FAILED, smtp_text__startswith="5.7."))
    reports = Bounce.objects.about(mailed).filter(kind__in=NOT_WANTED).order_by()
    kinds = dict(reports.values_list("kind").annotate(n=Count("origin_id", distinct=True)))
    found = mailed.aggregate(size=Count("pk"), policy=policy, last=Max("settled_at"), **per_state)
    return Canary(
        size=found["size"],
        sent=found["sent"],
        failed=found["failed"],
        uncertain=found["uncertain"],
        deferred=found["deferred"],
        waiting=found["pending"] + found["claimed"] + found["in_flight"],
        returned=reports.values("origin_id").distinct().count(),
        policy=found["policy"] + kinds.get(Bounce.Kind.POLICY, 0),
        complaints=kinds.get(Bounce.Kind.COMPLAINT, 0),
        last=found["last"],
    )


def advance_canary(issue: Issue, now: datetime) -> None:
    """Hold what went wrong, let go on what went well for long enough. Whoever decides second changes nothing."""
    if issue.state != Issue.State.SENDING or not issue.is_in_canary:
        return
    canary = count_canary(issue)
    if reason := why_not_on(issue, canary, now):
        hold_canary(issue, reason)
    elif canary.size == 0 or (canary.goes_on_at and canary.goes_on_at <= now):
        trust_canary(issue, now)


def why_not_on(issue: Issue, canary: Canary, now: datetime) -> str:
    """Why the rest must not follow by itself, as Dutch sentences; empty when nothing speaks against it."""
    if canary.policy >= POLICY:
        return (
            f"{canary.policy} mails uit het proefdeel zijn geweigerd om wie of wat wij sturen (5.7), niet om het adres."
        )
    if canary.complaints >= POLICY:
        return f"{canary.complaints} ontvangers uit het proefdeel meldden de mail als ongewenst."
    answered, wrong = canary.sent + canary.failed, canary.failed + canary.returned
    if wrong >= FEW and wrong * 100 > settings.CANARY_FAILED_PERCENT * answered:
        how = "geweigerd of teruggekomen" if canary.returned else "geweigerd"
        return f"Van het proefdeel zijn {wrong} van de {answered} mails {how}."
    if not canary.is_settled:
        return ""
    left_alone = relays_left_alone(KIND, now)
    if left_alone:
        return f"Na het proefdeel nam geen mailserver meer iets aan. De laatste fout was: {left_alone[0].error}"
    if how_far_trusted().is_worrying:
        return "Steeds meer terugmeldingen dragen ons kenmerk niet; wij weten dus niet hoe het proefdeel aankwam."
    return what_changed(issue)


@transaction.atomic
def hold_canary(issue: Issue, reason: str) -> bool:
    """sending → paused, by itself; staff read the reason on the screen and in a mail. False when others were faster."""
    still = Issue.objects.in_progress().filter(pk=issue.pk, canary_passed_at=None)
    if not still.update(state=Issue.State.PAUSED, held_reason=reason[:300]):
        return False
    write_audit_record(issue, "canary_failed", None, reason=reason)
    tell_responsible(
        issue,
        HELD,
        revision=0,
        heading=f"‘{issue}’ wacht op u: het proefdeel ging niet goed",
        sentences=[reason, "De andere abonnees kregen nog niets. U kiest: toch doorgaan, of stoppen."],
    )
    return True


@transaction.atomic
def trust_canary(issue: Issue, now: datetime) -> None:
    """It went well: the rest follows, and the history says that nobody had to decide it."""
    if pass_canary(issue, now):
        write_audit_record(issue, "canary_passed", None)


@transaction.atomic
def pass_canary(issue: Issue, now: datetime) -> bool:
    """From now on everyone; True for the one caller who did it."""
    still = Issue.objects.in_progress().filter(pk=issue.pk, canary_size__isnull=False, canary_passed_at=None)
    if not still.update(canary_passed_at=now, going_since=now):
        return False
    nudge(issue.pk)
    return True
