"""Claims and the wire, for both lanes: take rows, mark each durably before it leaves, settle it durably after."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from subscribers.models import Message, OutgoingQuerySet, State
from subscribers.smtp import Letter, Outcome, Relay, Session

BLOCK = 500
LEASE = timedelta(minutes=5)
RETRY_MINUTES = (5, 15, 60, 240)  # then failed: a service mail of yesterday helps nobody


def relay() -> Relay:
    """The relay of the settings."""
    tls = "implicit" if settings.EMAIL_USE_SSL else "starttls" if settings.EMAIL_USE_TLS else ""
    return Relay(
        settings.EMAIL_HOST,
        settings.EMAIL_PORT,
        settings.EMAIL_HOST_USER,
        settings.EMAIL_HOST_PASSWORD,
        tls,
        settings.EMAIL_TIMEOUT,
    )


def send_rows(queryset: OutgoingQuerySet, compose: Callable[[Any], Letter], *, seconds: float) -> dict[str, int]:
    """Send what is due in ``queryset`` until nothing is or ``seconds`` are over; returns outcomes per state.

    No transaction is open while the network is used. Whoever dies in between leaves one row in flight; the reaper
    makes it uncertain, and it is never sent again by itself.
    """
    deadline = time.monotonic() + seconds
    session, done = Session(relay()), dict.fromkeys(State.values, 0)
    try:
        while time.monotonic() < deadline:
            token, rows = queryset.claim(BLOCK, timezone.now(), LEASE)
            if not rows:
                break
            if not send_block(queryset, rows, session, compose, deadline, done):
                break
            queryset.release(token)
    finally:
        session.close()
    return done


def send_block(
    queryset: OutgoingQuerySet,
    rows: list[Any],
    session: Session,
    compose: Callable[[Any], Letter],
    deadline: float,
    done: dict[str, int],
) -> bool:
    """One claimed block. False when the wire cannot be had: everything not begun is given back for a later try."""
    token = rows[0].lease_token
    for row in rows:
        if time.monotonic() >= deadline:
            break
        letter = compose(row)
        if not begin(queryset, row):
            continue  # paused, cancelled or reaped in the meantime
        outcome = session.deliver(letter)
        settle(queryset, row, outcome)
        done[outcome.state] += 1
        if outcome.state == State.PENDING:
            queryset.release(token)
            return False
    queryset.release(token)
    return True


def begin(queryset: OutgoingQuerySet, row: Any) -> bool:
    """Mark ``row`` in flight if it is still ours."""
    return bool(
        own(queryset, row, State.CLAIMED).update(
            state=State.IN_FLIGHT, attempts=row.attempts + 1, lease_until=timezone.now() + LEASE
        )
    )


def settle(queryset: OutgoingQuerySet, row: Any, outcome: Outcome) -> None:
    """Write the outcome; only the holder of the lease may."""
    now, state, next_try_at = timezone.now(), outcome.state, None
    if state == State.DEFERRED:
        tries = row.attempts
        state = State.DEFERRED if tries < len(RETRY_MINUTES) else State.FAILED
        next_try_at = now + timedelta(minutes=RETRY_MINUTES[min(tries, len(RETRY_MINUTES) - 1)])
    changes: dict[str, Any] = {
        "state": state,
        "reason": outcome.reason,
        "smtp_code": outcome.code,
        "smtp_text": outcome.text.replace("\0", " "),
        "next_try_at": next_try_at if state == State.DEFERRED else None,
        "settled_at": now if state not in (State.DEFERRED, State.PENDING) else None,
        "lease_token": None,
        "lease_until": None,
    }
    if state == State.SENT and queryset.model is Message:
        changes["content"] = b""  # it held links with secrets; nobody needs them here any more
    own(queryset, row, State.IN_FLIGHT).update(**changes)


def own(queryset: OutgoingQuerySet, row: Any, state: State) -> OutgoingQuerySet:
    return queryset.model._default_manager.filter(pk=row.pk, lease_token=row.lease_token, state=state)


def send_messages(seconds: float | None = None) -> dict[str, int]:
    """The service lane: everything in ``Message`` that is due."""
    limit = settings.TASK_SOFT_SECONDS if seconds is None else seconds
    return send_rows(Message.objects.all(), letter_of, seconds=limit)


def letter_of(message: Message) -> Letter:
    return Letter(settings.SENDER_ADDRESS, message.email, bytes(message.content))


@transaction.atomic
def reap_messages() -> tuple[int, int]:
    """Service mails whose sender died: (waiting again, uncertain)."""
    return Message.objects.reap(timezone.now())
