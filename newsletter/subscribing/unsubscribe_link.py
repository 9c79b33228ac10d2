"""The way out that every issue carries: one token, no questions, at once."""

import uuid

from django.db import transaction
from django.utils import timezone

from newsletter.models import Delivery
from subscribers.access.signing import read_link, sign_link
from subscribers.models import Subscriber
from subscribers.outbox.states import skip
from subscribers.subscriptions.unsubscribing import LEAVE, NEWSLETTER, leave


def unsubscribe_token(public_id: uuid.UUID) -> str:
    """The token in every mail to this person; the same for ever."""
    return sign_link(LEAVE, NEWSLETTER, public_id)


def is_ours(token: str) -> bool:
    """Whether we made ``token``; says nothing of whether the person is still known."""
    return read_link(token, LEAVE, NEWSLETTER) is not None


def leave_newsletter(token: str, *, source: str) -> bool:
    """End every subscription behind ``token`` and stop what is still to be sent. False when we did not make it.

    Repeating it, or an address that was erased, is as good as the first time.
    """
    public_id = read_link(token, LEAVE, NEWSLETTER)
    if public_id is None:
        return False
    with transaction.atomic():
        subscriber = Subscriber.objects.filter(public_id=public_id).first()
        if subscriber:
            leave(subscriber, source=source)
            skip(Delivery.objects.filter(subscriber=subscriber), "left", timezone.now())
    return True
