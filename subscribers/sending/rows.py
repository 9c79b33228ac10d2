"""Sending for both queues: claim rows, mark each durably before it leaves, settle it durably after."""

import logging
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from subscribers.addresses import idna_address
from subscribers.dkim import sign_whole
from subscribers.models import Message, OutgoingQuerySet, State
from subscribers.outbox.marks import envelope_sender, mark_of
from subscribers.outbox.states import Lease, reap
from subscribers.outbox.writing import content_of
from subscribers.smtp import ConnectionPool, MailObject

from .provider_holds import DomainHolds
from .relays import load_relays, save_relays
from .run import Controls, NoControls, Run
from .settling import TurnWriter, connection_for_sending

log = logging.getLogger(__name__)
MESSAGE_CONNECTIONS = 4
MESSAGE_PATIENCE = timedelta(hours=6)  # a service mail of yesterday helps nobody
NO_CONTROLS: Controls = NoControls()


def new_lease() -> Lease:
    """For one worker's run; renewed while it lives."""
    return Lease(timedelta(seconds=settings.SEND_LEASE_SECONDS))


def send_rows(
    queryset: OutgoingQuerySet,
    compose: Callable[[Any], MailObject],
    *,
    seconds: float,
    connections: int = 1,
    controls: Controls = NO_CONTROLS,
    patience: timedelta = MESSAGE_PATIENCE,
    holds: DomainHolds | None = None,
    used: set[str] | None = None,
) -> dict[str, int]:
    """Send what is due in ``queryset`` until nothing is or ``seconds`` are over; returns outcomes per state.

    No transaction is open while the network is used. Whoever dies in between leaves at most one row per connection in
    flight; the reaper makes it uncertain, and it is never sent again by itself. Nothing is claimed before a relay has
    answered. ``patience``: how long after its making a deferred row is tried again; ``holds`` keeps away from mail
    providers that defer everything (rows with a ``domain``); ``used`` is given the names of relays that took mail.
    """
    deadline = time.monotonic() + seconds
    kind = str(queryset.model._meta.model_name)
    relays = load_relays(timezone.now(), kind)
    writer = TurnWriter(queryset.model, new_lease(), patience, holds)
    with connection_for_sending(), closing(ConnectionPool(relays)) as pool:
        run = Run(queryset, compose, pool, writer, controls, connections, deadline)
        try:
            run.go()
        finally:
            save_relays(relays, kind)
            if used is not None:
                used.update(pooled.relay.name for pooled in relays if pooled.accepted)
    return run.done


def send_messages(seconds: float | None = None) -> dict[str, int]:
    """The queue of service mail: everything in ``Message`` that is due."""
    limit = settings.TASK_SOFT_SECONDS if seconds is None else seconds
    if not Message.objects.due(timezone.now()).exists():
        return dict.fromkeys(State.values, 0)
    return send_rows(Message.objects.all(), mail_of, seconds=limit, connections=MESSAGE_CONNECTIONS)


def mail_of(message: Message) -> MailObject:
    """Written where only what happened was written down, and signed as it leaves, so what waits when a key is changed
    goes out with the new one."""
    content, signer = content_of(message), settings.DKIM_SIGNER
    signed = sign_whole(signer, content) if signer else content
    return MailObject(envelope_sender(mark_of(message)), idna_address(message.email), signed)


@transaction.atomic
def reap_messages() -> tuple[int, int]:
    """Service mails whose sender died: (waiting again, uncertain)."""
    return reap(Message.objects.all(), timezone.now())
