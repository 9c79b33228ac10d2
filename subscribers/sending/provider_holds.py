"""Mail providers that ask for patience: after a few deferrals in a row all their recipients wait, longer each time."""

from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from subscribers.addresses import without_addresses
from subscribers.models import DomainHold, OutgoingQuerySet
from subscribers.smtp import Outcome, Result

IN_A_ROW = 3  # one full mailbox says nothing of its neighbours, and neither do two
WAIT_MINUTES = (2, 5, 15, 60, 240)


class DomainHolds:
    """What one worker knows; the rows are shared by all. Told of every outcome, asked before every claim."""

    def __init__(self) -> None:
        now = timezone.now()
        self.rows = {row.domain: row for row in DomainHold.objects.all()}
        self.held = {name for name, row in self.rows.items() if row.held_until and row.held_until > now}

    def past(self, rows: OutgoingQuerySet) -> OutgoingQuerySet:
        """``rows`` without those whose provider must be left alone."""
        return rows.exclude(domain__in=self.held) if self.held else rows

    def note(self, domain: str, outcome: Outcome, now: datetime) -> datetime | None:
        """Until when ``domain`` is held after ``outcome``, if it is. Writes rows: call it in the transaction."""
        if outcome.result == Result.ACCEPTED:
            self.forgive(domain)
        elif outcome.result == Result.DEFERRED and not outcome.is_about_the_mailbox:
            return self.blame(domain, outcome, now)
        return None

    def forgive(self, domain: str) -> None:
        if domain in self.rows:
            DomainHold.objects.filter(domain=domain).delete()
            del self.rows[domain]
            self.held.discard(domain)

    def blame(self, domain: str, outcome: Outcome, now: datetime) -> datetime | None:
        row = self.rows.get(domain)
        if row is None:
            row, _ = DomainHold.objects.get_or_create(domain=domain, defaults={"changed_at": now})
            self.rows[domain] = row
        if row.held_until and row.held_until > now:
            return row.held_until  # these were on their way already; they do not make it longer
        row.deferrals += 1
        step = row.deferrals - IN_A_ROW
        if step >= 0:
            row.held_until = now + timedelta(minutes=WAIT_MINUTES[min(step, len(WAIT_MINUTES) - 1)])
            self.held.add(domain)
        DomainHold.objects.filter(pk=row.pk).update(
            deferrals=F("deferrals") + 1,
            held_until=row.held_until,
            smtp_code=outcome.code,
            smtp_text=without_addresses(outcome.text)[:300],
            changed_at=now,
        )
        return row.held_until if step >= 0 else None
