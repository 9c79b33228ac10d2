"""Whom we may write to, and the one door mail leaves by."""

from subscribers.addresses import normalise_address

from .access import ApiKey, FormAnswer, LinkToken, RateCount
from .feedback import AnswerInWords, Bounce, QuarantinedMail, outgoing_by_mark
from .logins import KnownNetwork, LoginTurn
from .message import MailBudget, Message
from .outgoing import HELD_STATES, LEFT_ALONE, OPEN_STATES, Outgoing, OutgoingQuerySet, State
from .people import Consent, Subscriber, Subscription, Suppression
from .picture import PictureCopies
from .relays import DomainHold, RelayState
from .topics import Topic
from .versions import VersionStep

__all__ = [
    "HELD_STATES",
    "LEFT_ALONE",
    "OPEN_STATES",
    "AnswerInWords",
    "ApiKey",
    "Bounce",
    "Consent",
    "DomainHold",
    "FormAnswer",
    "KnownNetwork",
    "LinkToken",
    "LoginTurn",
    "MailBudget",
    "Message",
    "Outgoing",
    "OutgoingQuerySet",
    "PictureCopies",
    "QuarantinedMail",
    "RateCount",
    "RelayState",
    "State",
    "Subscriber",
    "Subscription",
    "Suppression",
    "Topic",
    "VersionStep",
    "normalise_address",
    "outgoing_by_mark",
]
