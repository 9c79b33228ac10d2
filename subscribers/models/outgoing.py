"""What every outgoing mail has in common, a service mail or one copy of a newsletter: state and lease."""

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import connections, models, transaction
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
FURTHEST_LEASE = timedelta(minutes=10)  # one that ends later was written before the clock was set back
OPEN_STATES = (State.PENDING, State.CLAIMED, State.IN_FLIGHT, State.DEFERRED)


class OutgoingQuerySet(models.QuerySet[Any]):
    """Claims are compare-and-set: the row count of an UPDATE decides, on SQLite and PostgreSQL alike."""

    def due(self, now: datetime) -> Self:
        """What may be claimed at ``now``."""
        return self.filter(Q(state=State.PENDING) | Q(state=State.DEFERRED, next_try_at__lte=now))

    def claim(
        self, limit: int, now: datetime, lease: timedelta, token: uuid.UUID | None = None
    ) -> tuple[uuid.UUID, list[Any]]:
        """Take up to ``limit`` due rows under ``token`` (a fresh one unless given): returns it and the rows taken.

        Two statements instead of one with OR, each of which stops at its limit on an index, however many rows wait.
        """
        token = token or uuid.uuid4()
        with transaction.atomic(using=self.db):
            rows = self.take(self.filter(state=State.DEFERRED, next_try_at__lte=now), limit, now + lease, token)
            rows += self.take(self.filter(state=State.PENDING), limit - len(rows), now + lease, token)
        return token, sorted(rows, key=lambda row: row.pk)

    def take(self, due: Self, limit: int, until: datetime, token: uuid.UUID) -> list[Any]:
        """The first ``limit`` of ``due`` that no other worker is taking: found, marked and read in one statement.

        Raw SQL for its RETURNING, the same words on SQLite and PostgreSQL; only the columns this queryset asks for.
        """
        if limit <= 0:
            return []
        connection, meta = connections[self.db], self.model._meta
        first = due.order_by("next_try_at").values("pk")[:limit]
        if connection.features.has_select_for_update_skip_locked:
            first = first.select_for_update(skip_locked=True, of=("self",))
        found, params = first.query.get_compiler(self.db).as_sql()
        names, is_without = self.query.deferred_loading
        wanted = [field for field in meta.concrete_fields if field.primary_key or (field.name in names) != is_without]
        quote = connection.ops.quote_name
        table = quote(meta.db_table)
        columns = ", ".join(f"{table}.{quote(field.column)}" for field in wanted)
        sql = (
            f"WITH first (id) AS MATERIALIZED ({found}) "  # noqa: S608
            f"UPDATE {table} SET state = 'claimed', lease_token = %s, lease_until = %s FROM first "
            f"WHERE {table}.id = first.id AND {table}.state IN ('pending', 'deferred') RETURNING {columns}"
        )
        adapted = meta.get_field("lease_token").get_db_prep_value(token, connection)
        moment = connection.ops.adapt_datetimefield_value(until)
        return list(self.raw(sql, [*params, adapted, moment]))

    def renew(self, token: uuid.UUID, until: datetime) -> int:
        """Keep what is held; a worker that lives never loses its rows."""
        return self.filter(lease_token=token, state__in=HELD_STATES).update(lease_until=until)

    def release(self, token: uuid.UUID) -> int:
        """Give back what was claimed and not begun."""
        return self.filter(lease_token=token, state=State.CLAIMED).update(
            state=State.PENDING, lease_token=None, lease_until=None
        )

    def reap(self, now: datetime) -> tuple[int, int]:
        """Expired leases: claimed rows wait again; in flight ones become uncertain, never sent again by themselves.

        An uncertain row keeps its token: a worker that was only stopped for a while still knows, and may still say.
        Returns (given back, uncertain).
        """
        over = Q(lease_until__lt=now) | Q(lease_until__gt=now + FURTHEST_LEASE)
        back = self.filter(over, state=State.CLAIMED).update(state=State.PENDING, lease_token=None, lease_until=None)
        lost = self.filter(over, state=State.IN_FLIGHT).update(
            state=State.UNCERTAIN, lease_until=None, reason="process-lost", settled_at=now
        )
        return back, lost

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
