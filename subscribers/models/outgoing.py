"""What every outgoing mail has in common, a service mail or one copy of a newsletter: state and lease."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q


class State(models.TextChoices):
    """How far a mail came. *sent* means accepted by our mail server; delivery is never claimed."""

    PENDING = "pending", "wacht"
    CLAIMED = "claimed", "aan de beurt"
    IN_FLIGHT = "in_flight", "onderweg"
    SENT = "sent", "verzonden"
    FAILED = "failed", "geweigerd"
    DEFERRED = "deferred", "uitgesteld"
    SKIPPED = "skipped", "overgeslagen"
    UNCERTAIN = "uncertain", "onzeker"


HELD_STATES = (State.CLAIMED, State.IN_FLIGHT)
WAITING_STATES = (State.PENDING, State.CLAIMED, State.DEFERRED)
OPEN_STATES = (State.PENDING, State.CLAIMED, State.IN_FLIGHT, State.DEFERRED)
LEFT_ALONE = "uncertain-left"  # staff looked at it and chose not to send again


class OutgoingQuerySet(models.QuerySet[Any]):
    """What is asked of outgoing mail; what changes its state is in ``subscribers.outbox.states``."""

    def due(self, now: datetime) -> Self:
        """What may be claimed at ``now``."""
        return self.filter(Q(state=State.PENDING) | Q(state=State.DEFERRED, next_try_at__lte=now))

    def waiting(self) -> Self:
        """Nothing of it is on the wire yet."""
        return self.filter(state__in=WAITING_STATES)

    def in_doubt(self) -> Self:
        """Nobody knows whether it was accepted, and staff have not decided to leave it at that."""
        return self.filter(state=State.UNCERTAIN).exclude(reason=LEFT_ALONE)

    def workers(self, now: datetime) -> int:
        """How many hold rows at ``now``."""
        return self.filter(state__in=HELD_STATES, lease_until__gt=now).values("lease_token").distinct().count()

    def counts(self) -> dict[str, int]:
        """Rows per state; every state is present, so the numbers always add up."""
        found = dict(self.order_by().values_list("state").annotate(n=models.Count("pk")))
        return {state.value: found.get(state.value, 0) for state in State}


class Outgoing(models.Model):
    """Abstract row with the state of one mail to one address.

    ``mark`` and ``key`` are what a signed mark in the mail says of it, so that a report can be traced to its row.
    """

    mark: ClassVar[bytes] = b""  # one byte, another for each subclass

    email = models.CharField("e-mailadres", max_length=254)
    language = models.CharField("taal", max_length=2, default="nl")
    state = models.CharField("stand", max_length=10, choices=State.choices, default=State.PENDING)
    reason = models.CharField("reden", max_length=60, blank=True)
    smtp_code = models.PositiveSmallIntegerField("antwoordcode", null=True, blank=True)
    smtp_text = models.CharField("antwoord van de mailserver", max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField("pogingen", default=0)
    next_try_at = models.DateTimeField("volgende poging", null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    settled_at = models.DateTimeField("afgerond", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def key(self) -> bytes:
        """What names the row in a signed mark."""
        return int(self.pk).to_bytes((int(self.pk).bit_length() + 7) // 8)

    @classmethod
    def by_key(cls, key: bytes) -> Q:
        """The condition that finds the row again."""
        return Q(pk=int.from_bytes(key))
