"""Who may unsubscribe whom. Leaving takes no password, no reason and no second question; nobody else is told.

- A person, by the signed token in every mail: the link in it and the button of their mail program (RFC 8058) come in at
  ``newsletter.subscribing`` (``unsubscribe_page``, ``unsubscribe_link``), a mail with the token in its subject at
  ``leave_by_mail``. The token is the proof, whoever sends it.
- Staff with ``subscribers.change_subscriber``, when the person asks them: ``SubscriberLeave`` in ``subscriber_desk``.
- A complaint or an unsubscription that their mail provider reports on a mail of ours: ``subscribers.feedback.rules``.
- ``erasing``, with everything else we know of the person.

Only the person can join again, by confirming it.
"""

import re

from django.db import transaction
from django.utils import timezone

from subscribers.access.signing import read_link
from subscribers.models import Consent, Subscriber, Subscription

from .consent import note_consent

LEAVE, NEWSLETTER = "unsubscribe", "newsletter"  # what the signed way out in every mail is for; never changes
LEAVE_SUBJECT = re.compile(r"\buitschrijven\s+([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])", re.IGNORECASE)


@transaction.atomic
def leave(subscriber: Subscriber, *, source: str, topics: list[str] | None = None) -> None:
    """End all subscriptions, or those of ``topics``; leaving twice is as good as once."""
    list(Subscriber.objects.select_for_update(of=("self",)).filter(pk=subscriber.pk).values_list("pk"))  # person first
    open_ones = subscriber.subscriptions.exclude(state=Subscription.State.LEFT)
    if topics is not None:
        open_ones = open_ones.filter(topic__slug__in=topics)
    slugs = list(open_ones.order_by("topic__slug").values_list("topic__slug", flat=True))
    if slugs:
        open_ones.update(state=Subscription.State.LEFT, changed_at=timezone.now())
        note_consent(subscriber, Consent.Action.WITHDRAWN, slugs, subscriber.language, source)


def leave_by_mail(subject: str) -> bool:
    """End all subscriptions of who mailed back the subject of our List-Unsubscribe; False when it is not ours.

    The signed token in it is the proof, whoever the mail says to be from.
    """
    found = LEAVE_SUBJECT.search(subject)
    public_id = read_link(found[1], LEAVE, NEWSLETTER) if found else None
    if public_id is None:
        return False
    for subscriber in Subscriber.objects.filter(public_id=public_id):
        leave(subscriber, source="mail")
    return True
