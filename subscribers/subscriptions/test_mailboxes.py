"""Mailboxes of our own among the subscribers, at the providers that most people use: they get an issue first."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from subscribers.models import Subscriber


def make_seed(subscriber: Subscriber) -> None:
    """From the next issue on, as far as it is addressed to what the mailbox is subscribed to. Raises ``erased``."""
    if subscriber.erased_at:
        raise ValidationError("Dit adres is gewist.", code="erased")
    Subscriber.objects.filter(pk=subscriber.pk, seed_since=None).update(seed_since=timezone.now())


def unmake_seed(subscriber: Subscriber) -> None:
    """An ordinary subscriber again."""
    Subscriber.objects.filter(pk=subscriber.pk).update(seed_since=None)
