"""The states of a mail and its lease: one function for each arrow. Nowhere else does one change.

    born ─────▶ pending ──claim──▶ claimed ──mark_in_flight──▶ in flight ──settle_sent──▶ sent
      │           ▲ ▲                 │  │                        │  ├──settle_failed─────▶ failed
      │           │ └──release, reap──┘  │                        │  ├──settle_deferred───▶ deferred ──claim──▶ claimed
      │           └──────return_unsent───┴────────────────────────┤  └──settle_uncertain──▶ uncertain
      │                                                           └──reap─────────────────▶ uncertain
      ├──▶ deferred, until a moment (queueing)                    │
      └──▶ skipped ◀──skip── pending, claimed, deferred
    uncertain ──resend──▶ pending        uncertain ──leave_alone──▶ uncertain, decided
    uncertain ──settle_…──▶ as above, by the worker that held it: it was only stopped for a while, and knows

A lease is a worker's token and a moment. It begins with ``claim``, is made longer by ``mark_in_flight`` and ``renew``,
and ends with every other arrow; when the moment passes, ``reap`` ends it. Only ``reap`` to uncertain leaves the token,
until ``forget_content`` an hour later. The text of a service mail goes when it is sent, or will not be (again).

Every arrow is an UPDATE that names the states it may come from (compare and set): its row count says whether it was
taken, on SQLite and PostgreSQL alike. ``rows`` is a queryset of any subclass of ``Outgoing``. The arrows of a sending
turn are statements, run together by ``settling``: raw SQL, because they run a few hundred times a second.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connections, transaction
from django.db.models import Q

from subscribers.models import HELD_STATES, LEFT_ALONE, Message, Outgoing, OutgoingQuerySet, State
from subscribers.smtp import Outcome, Result

from .django_private import loaded_fields, sql_of
from .statements import Statement, adapted_moment, adapted_token, among_keys, table_of, values_of

OURS = (*HELD_STATES, State.UNCERTAIN)  # uncertain and still ours: reaped while we were stopped, and we do know
OVER = (State.FAILED, State.UNCERTAIN)  # it will not be sent (again): nobody needs the text of a service mail any more
LATEST_WORD = timedelta(hours=1)  # of a worker that was stopped: it knows what became of what it held
FURTHEST_LEASE = timedelta(minutes=10)  # one that ends later was written before the clock was set back
STATE_AFTER = {  # one try, unless it was deferred for longer than we are patient: then failed
    Result.ACCEPTED: State.SENT,
    Result.DEFERRED: State.DEFERRED,
    Result.REFUSED: State.FAILED,
    Result.NOT_SENT: State.PENDING,
    Result.UNCERTAIN: State.UNCERTAIN,
}
NO_LEASE: dict[str, Any] = {"lease_token": None, "lease_until": None}


@dataclass(frozen=True, slots=True)
class Lease:
    """A worker's hold on rows: how long it lasts without a sign of life, and the token by which they are its own."""

    length: timedelta
    token: uuid.UUID = field(default_factory=uuid.uuid4)


# --- by the worker that sends ------------------------------------------------------------------------
def claim(rows: OutgoingQuerySet, limit: int, now: datetime, lease: Lease) -> list[Any]:
    """pending, deferred and due → claimed, at most ``limit``; returns the rows taken.

    Two statements instead of one with OR, each of which stops at its limit on an index, however many rows wait.
    """
    with transaction.atomic(using=rows.db):
        taken = take(rows.filter(state=State.DEFERRED, next_try_at__lte=now), limit, now, lease)
        taken += take(rows.filter(state=State.PENDING), limit - len(taken), now, lease)
    return sorted(taken, key=lambda row: row.pk)


def take(due: OutgoingQuerySet, limit: int, now: datetime, lease: Lease) -> list[Any]:
    """The first ``limit`` of ``due`` that no other worker is taking: found, marked and read in one statement.

    Raw SQL for its RETURNING; only the columns that ``due`` asks for.
    """
    if limit <= 0:
        return []
    database, meta = connections[due.db], due.model._meta
    first = due.order_by("next_try_at").values("pk")[:limit]
    if database.features.has_select_for_update_skip_locked:
        first = first.select_for_update(skip_locked=True, of=("self",))
    found, params = sql_of(first)
    quote = database.ops.quote_name
    table = quote(meta.db_table)
    columns = ", ".join(f"{table}.{quote(str(one.column))}" for one in loaded_fields(due))
    sql = (
        f"WITH first (id) AS MATERIALIZED ({found}) "  # noqa: S608
        f"UPDATE {table} SET state = 'claimed', lease_token = %s, lease_until = %s FROM first "
        f"WHERE {table}.id = first.id AND {table}.state IN ('pending', 'deferred') RETURNING {columns}"
    )
    return list(due.raw(sql, [*params, adapted_token(due.model, lease.token), adapted_moment(now + lease.length)]))


def renew(rows: OutgoingQuerySet, now: datetime, lease: Lease) -> int:
    """The lease begins anew for what is held; a worker that lives never loses its rows."""
    return rows.filter(lease_token=lease.token, state__in=HELD_STATES).update(lease_until=now + lease.length)


def release(rows: OutgoingQuerySet, lease: Lease) -> int:
    """claimed → pending: given back, never begun."""
    return rows.filter(lease_token=lease.token, state=State.CLAIMED).update(state=State.PENDING, **NO_LEASE)


def mark_in_flight(model: type[Outgoing], keys: Sequence[int], now: datetime, lease: Lease) -> Statement:
    """claimed → in flight, before the first byte leaves; returns the keys of rows that are still ours.

    Those are not: what was paused, cancelled, withdrawn or reaped meanwhile.
    """
    among, params = among_keys(keys)
    sql = (
        f"UPDATE {table_of(model)} SET state = 'in_flight', attempts = attempts + 1, lease_until = %s "  # noqa: S608
        f"WHERE id {among} AND lease_token = %s AND state = 'claimed' RETURNING id"
    )
    return sql, [adapted_moment(now + lease.length), *params, adapted_token(model, lease.token)]


def settle_sent(
    model: type[Outgoing], sent: Sequence[tuple[int, int | None, str]], now: datetime, lease: Lease
) -> Statement:
    """in flight → sent, all of a turn at once; ``sent``: key, code and text, the words of its server (a queue id).

    The content of a service mail goes: it held links with secrets in them.
    """
    table, (values, params) = table_of(model), values_of(sent)
    emptied = ", content = %s" if model is Message else ""
    states = ", ".join(f"'{state.value}'" for state in OURS)
    sql = (
        f"UPDATE {table} SET state = 'sent', reason = '', smtp_code = v.column2, smtp_text = v.column3, "  # noqa: S608
        f"settled_at = %s, next_try_at = NULL, lease_token = NULL, lease_until = NULL{emptied} "
        f"FROM {values} WHERE {table}.id = v.column1 "
        f"AND {table}.lease_token = %s AND {table}.state IN ({states}) RETURNING {table}.id"
    )
    return sql, [adapted_moment(now), *([b""] if emptied else []), *params, adapted_token(model, lease.token)]


def settle_failed(row: Outgoing, outcome: Outcome, now: datetime, lease: Lease) -> bool:
    """in flight → failed: refused for good, or for longer than we are patient."""
    return settle(row, outcome, lease, state=State.FAILED, attempts=row.attempts + 1, settled_at=now)


def settle_deferred(row: Outgoing, outcome: Outcome, next_try_at: datetime, lease: Lease) -> bool:
    """in flight → deferred: due again at ``next_try_at``."""
    return settle(row, outcome, lease, state=State.DEFERRED, attempts=row.attempts + 1, next_try_at=next_try_at)


def settle_uncertain(row: Outgoing, outcome: Outcome, now: datetime, lease: Lease) -> bool:
    """in flight → uncertain: perhaps accepted; never sent again by itself."""
    return settle(row, outcome, lease, state=State.UNCERTAIN, attempts=row.attempts + 1, settled_at=now)


def return_unsent(row: Outgoing, outcome: Outcome, lease: Lease) -> bool:
    """in flight, claimed → pending: nothing of it was accepted by anybody, so it was no attempt."""
    return settle(row, outcome, lease, state=State.PENDING, attempts=row.attempts)


def settle(row: Outgoing, outcome: Outcome, lease: Lease, **changes: Any) -> bool:
    """``row`` is as it was when claimed: ``mark_in_flight`` counts its attempt in the database alone.

    The content of a service mail goes with the last chance to send it, as it does once it is sent.
    """
    ours = type(row)._default_manager.filter(pk=row.pk, lease_token=lease.token, state__in=OURS)
    if isinstance(row, Message) and changes["state"] in OVER:
        changes["content"] = b""
    said = {"reason": outcome.reason, "smtp_code": outcome.code, "smtp_text": outcome.text.replace("\0", " ")}
    return bool(ours.update(**{"next_try_at": None, "settled_at": None, **said, **changes, **NO_LEASE}))


# --- by the clock ------------------------------------------------------------------------------------
def reap(rows: OutgoingQuerySet, now: datetime) -> tuple[int, int]:
    """Leases that are over: claimed → pending, in flight → uncertain. Returns (given back, uncertain).

    An uncertain row keeps its token: a worker that was only stopped for a while still knows, and may still say.
    """
    over = Q(lease_until__lt=now) | Q(lease_until__gt=now + FURTHEST_LEASE)
    back = rows.filter(over, state=State.CLAIMED).update(state=State.PENDING, **NO_LEASE)
    lost = rows.filter(over, state=State.IN_FLIGHT).update(
        state=State.UNCERTAIN, lease_until=None, reason="process-lost", settled_at=now
    )
    return back, lost


def forget_content(now: datetime) -> int:
    """uncertain → uncertain, without the text: a worker that held it and comes back later has nothing to say any more.

    Service mails only; returns how many.
    """
    doubtful = Message.objects.filter(state=State.UNCERTAIN, settled_at__lt=now - LATEST_WORD)
    return doubtful.exclude(content=b"").update(content=b"", **NO_LEASE)


# --- by what people decide ---------------------------------------------------------------------------
def born(why_not: str) -> str:
    """SQL of the state a row begins in: skipped where column ``why_not`` holds a reason, else pending."""
    return f"CASE {why_not} WHEN '' THEN '{State.PENDING.value}' ELSE '{State.SKIPPED.value}' END"


def skip(rows: OutgoingQuerySet, reason: str, now: datetime) -> int:
    """pending, claimed, deferred → skipped; what is on the wire already is left alone. Returns how many."""
    return rows.waiting().update(state=State.SKIPPED, reason=reason, settled_at=now, next_try_at=None, **NO_LEASE)


def resend(rows: OutgoingQuerySet) -> int:
    """uncertain → pending: it may arrive twice. A worker that comes back late has nothing to say any more.

    Of newsletters: the text of a service mail in doubt is not kept, and whoever misses it asks for a new one.
    """
    return rows.in_doubt().update(state=State.PENDING, reason="", settled_at=None, next_try_at=None, **NO_LEASE)


def leave_alone(rows: OutgoingQuerySet, now: datetime) -> int:
    """uncertain → uncertain, decided: nobody is asked again."""
    return rows.in_doubt().update(reason=LEFT_ALONE, settled_at=now, next_try_at=None, **NO_LEASE)
