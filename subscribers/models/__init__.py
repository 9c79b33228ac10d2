"""Whom we may write to, and the one door mail leaves by."""

from .access import ApiKey, LinkToken, RateCount
from .message import Message
from .outgoing import OPEN_STATES, Outgoing, OutgoingQuerySet, State
from .people import Consent, Subscriber, Subscription, Suppression, normalise_address
from .topics import Topic

__all__ = [
    "OPEN_STATES",
    "ApiKey",
    "Consent",
    "LinkToken",
    "Message",
    "Outgoing",
    "OutgoingQuerySet",
    "RateCount",
    "State",
    "Subscriber",
    "Subscription",
    "Suppression",
    "Topic",
    "normalise_address",
]
