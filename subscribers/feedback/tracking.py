"""Events of a mail provider, in the words that django-anymail gives them all."""

import hashlib
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason

from subscribers.dsn import RecipientStatus, status_in
from subscribers.models import Bounce, normalise_address
from subscribers.outbox.marks import Origin, find_origin

from .judging import judge
from .recording import Finding, record

Kind = Bounce.Kind
STRINGS = 300  # of an event, looked at for a mark of ours
FIXED = {
    EventType.COMPLAINED: Kind.COMPLAINT,
    EventType.UNSUBSCRIBED: Kind.LEFT,
    EventType.AUTORESPONDED: Kind.AUTOMATIC,
    EventType.FAILED: Kind.POLICY,
}
REFUSALS = (EventType.BOUNCED, EventType.REJECTED)
BY_REASON = {
    RejectReason.INVALID: Kind.HARD,
    RejectReason.BLOCKED: Kind.POLICY,
    RejectReason.SPAM: Kind.POLICY,
    RejectReason.OTHER: Kind.POLICY,
}
# A provider that does not even try, because of what its list says of the address.
BY_LIST = {RejectReason.SPAM: Kind.COMPLAINT, RejectReason.UNSUBSCRIBED: Kind.LEFT}


def record_tracking_event(event: AnymailTrackingEvent, provider: str) -> Bounce | None:
    """Take in one event; None for what is no news of a refusal (sent, delivered, deferred, opened, clicked).

    Which mail it is about is believed only from a mark of ours, wherever in the event the provider gives it back.
    """
    if event.event_type not in FIXED and event.event_type not in REFUSALS:
        return None
    origin = find_origin(islice(strings_of(event), STRINGS))
    words = event.mta_response or event.description or ""
    finding = Finding(
        event_id=event_id_of(event, provider),
        source=f"webhook:{provider}",
        kind=kind_of(event, words, origin),
        action=event.event_type,
        status=status_in(words),
        diagnostic=words,
        reporter=provider,
    )
    return record(finding, origin)[0]


def kind_of(event: AnymailTrackingEvent, words: str, origin: Origin | None) -> Bounce.Kind:
    if event.event_type in FIXED:
        return FIXED[event.event_type]
    if event.event_type == EventType.REJECTED and event.reject_reason in BY_LIST:
        return BY_LIST[event.reject_reason]
    kind = judge(RecipientStatus(action="failed", diagnostic=words))
    if not status_in(words):
        kind = BY_REASON.get(event.reject_reason, kind)
    if kind == Kind.HARD and not is_about(event.recipient, origin):
        return Kind.SOFT
    return kind


def is_about(recipient: str | None, origin: Origin | None) -> bool:
    """Whether the event names the address that we wrote to."""
    row = origin.row if origin else None
    return row is None or normalise_address(recipient or "") == normalise_address(row.email)


def event_id_of(event: AnymailTrackingEvent, provider: str) -> str:
    """The provider's own id, or what the event says where it gives none; one id may be about several addresses."""
    said = event.event_id or json.dumps(event.esp_event, sort_keys=True, default=str)
    words = "\0".join((provider, str(said), event.event_type, event.recipient or ""))
    return f"hook:{hashlib.sha256(words.encode('utf-8', 'replace')).hexdigest()}"


def strings_of(event: AnymailTrackingEvent) -> Iterator[str]:
    """Every text in the event, what may hold our mark first; a structure of any depth is walked without recursion."""
    waiting: list[Any] = [event.esp_event, event.metadata, event.message_id]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value[:2000]
        elif isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list | tuple):
            waiting.extend(value)
