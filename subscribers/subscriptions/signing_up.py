"""Joining by double opt-in: nobody learns from a response, nor from its time, who is on the list."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from subscribers.access.tokens import find_token, find_used, issue_token, use_token
from subscribers.models import (
    Consent,
    LinkToken,
    Message,
    State,
    Subscriber,
    Subscription,
    Suppression,
    Topic,
    normalise_address,
)
from subscribers.outbox.budget import claim_mail, reserve_mail
from subscribers.outbox.queueing import QUEUE, queue_letter
from subscribers.shell.names import check_name, clean_name
from subscribers.shell.validators import validate_mailable

from .consent import note_consent
from .fingerprints import recall_address
from .letters import confirm_letter, known_letter

NOTE_TASK = "subscribers.tasks.note_wish"
CONFIRM = "subscription.confirm"
KNOWN = "subscription.known"


def ask_subscription(email: str, *, topics: list[str], language: str, source: str, name: str = "") -> None:
    """Leave the wish for the queue of service mail (``note_wish``); ``topics`` are slugs, none = the default ones.

    Raises ``ValidationError`` on field ``email``, ``topics`` or ``name``; otherwise does the same for every address.
    """
    address, chosen = check_wish(email, topics)
    slugs = [topic.slug for topic in chosen]
    wish = {"topics": slugs, "language": language, "name": check_wished_name(name), "source": source}
    async_task(NOTE_TASK, address, wish, cluster=QUEUE)


def note_wish(address: str, wish: dict[str, Any]) -> None:
    """Note the wish and mail the link that confirms it. Twice is a second wish, and mails nothing more."""
    name, language, slugs = wish["name"], wish["language"], wish["topics"]
    with transaction.atomic(), translation.override(language):
        recall_address(address)
        subscriber, _is_new = Subscriber.objects.select_for_update(of=("self",)).get_or_create(
            email_normalised=normalise_address(address),
            defaults={"email": address, "name": name, "language": language},
        )
        for topic in Topic.objects.filter(slug__in=slugs):
            Subscription.objects.get_or_create(subscriber=subscriber, topic=topic)
        note_consent(subscriber, Consent.Action.ASKED, slugs, language, wish["source"])
        answer_by_mail(subscriber, wish, language)


def check_wish(email: str, topics: list[str]) -> tuple[str, list[Topic]]:
    """The address without spaces around it, and the topics meant."""
    address = email.strip()
    try:
        validate_mailable(address)
    except ValidationError as error:
        raise ValidationError(
            {
                "email": ValidationError(
                    _("Dit e-mailadres klopt niet. Een adres ziet eruit als naam@voorbeeld.nl."), code="invalid"
                )
            }
        ) from error
    if not topics:
        return address, list(Topic.objects.default())
    offered = {topic.slug: topic for topic in Topic.objects.offered()}
    unknown = [slug for slug in topics if slug not in offered]
    if unknown:
        raise ValidationError(
            {
                "topics": ValidationError(
                    _("Onderwerp “%(slug)s” bestaat niet."), code="unknown", params={"slug": unknown[0][:60]}
                )
            }
        )
    return address, [topic for slug, topic in offered.items() if slug in topics]


def check_wished_name(name: str) -> str:
    """The name without what nobody can see; "" for none."""
    name = clean_name(name)
    try:
        check_name(name)
    except ValidationError as error:
        raise ValidationError({"name": error}) from error
    return name


def answer_by_mail(subscriber: Subscriber, wish: dict[str, Any], language: str) -> None:
    """The difference between a new, a known and a blocked address is only in the mail."""
    dead = Suppression.objects.active().filter(
        email_normalised=subscriber.email_normalised, reason=Suppression.Reason.HARD_BOUNCE
    )
    confirmed = subscriber.subscriptions.filter(state=Subscription.State.CONFIRMED, topic__slug__in=wish["topics"])
    known = confirmed.count() == len(wish["topics"])
    kind = KNOWN if known else CONFIRM
    if dead.exists():
        return
    not_before = None
    if not claim_mail(subscriber.email, kind):
        if was_told(subscriber, kind, wish):
            return
        not_before = later_moment(subscriber.email, kind)
        if not_before is None:
            return
    letter = known_letter() if known else confirm_letter(issue_confirmation(subscriber, wish), wish)
    about = f"subscriber:{uuid.uuid4()}"
    queue_letter(kind, about, letter, to=subscriber.email, language=language, not_before=not_before)


def was_told(subscriber: Subscriber, kind: str, wish: dict[str, Any]) -> bool:
    """Whether a mail of the last day, sent or on its way, says the same: a link for this very wish, or *you get it*."""
    since = timezone.now() - timedelta(days=1)
    if kind == KNOWN:
        return Message.objects.filter(kind=KNOWN, email__iexact=subscriber.email, created_at__gt=since).exists()
    links = LinkToken.objects.usable().filter(subject=f"subscriber:{subscriber.public_id}", purpose=CONFIRM)
    return any(link.payload["topics"] == wish["topics"] for link in links.filter(created_at__gt=since))


def later_moment(address: str, kind: str) -> datetime | None:
    """When a mail that has no room now may go: in the place of one that waits already, which then is not sent.

    None where so many wait for the mailbox that it never may.
    """
    waiting = Message.objects.filter(kind=kind, email__iexact=address, state=State.DEFERRED, attempts=0)
    reserved = waiting.values_list("next_try_at", flat=True).first()
    waiting.delete()
    return reserved or reserve_mail(address)


def issue_confirmation(subscriber: Subscriber, wish: dict[str, Any]) -> str:
    subject = f"subscriber:{subscriber.public_id}"
    return issue_token(CONFIRM, subject, valid_for=timedelta(days=settings.CONFIRM_DAYS), payload=wish)


def find_confirmation(raw: str) -> LinkToken | None:
    """The waiting confirmation behind a mailed link, without using it."""
    return find_token(raw, CONFIRM)


def was_confirmed(raw: str) -> bool:
    """Whether this mailed link has confirmed its wish, and nobody left what it asked for since."""
    token = find_used(raw, CONFIRM)
    if token is None:
        return False
    public_id, wished = token.subject.removeprefix("subscriber:"), token.payload["topics"]
    left = Subscription.objects.filter(subscriber__public_id=public_id, topic__slug__in=wished)
    return left.exists() and not left.exclude(state=Subscription.State.CONFIRMED).exists()


@transaction.atomic
def confirm_subscription(raw: str) -> Subscriber | None:
    """Carry out the wish behind a mailed link; None when the link was used, has expired or is not ours."""
    found = find_token(raw, CONFIRM)
    if found is None:
        return None
    # The person first, then the token: in the order in which they are forgotten.
    people = Subscriber.objects.select_for_update(of=("self",))
    subscriber = people.filter(public_id=found.subject.removeprefix("subscriber:"), erased_at=None).first()
    token = use_token(raw, CONFIRM) if subscriber else None
    if subscriber is None or token is None:
        return None
    wish, now = token.payload, timezone.now()
    for topic in Topic.objects.filter(slug__in=wish["topics"]):
        Subscription.objects.update_or_create(
            subscriber=subscriber, topic=topic, defaults={"state": Subscription.State.CONFIRMED, "changed_at": now}
        )
    subscriber.language, subscriber.name = wish["language"], wish["name"] or subscriber.name
    subscriber.save(update_fields=["language", "name"])
    # Who complained and now proves to want it is believed; a block by staff stays.
    Suppression.objects.filter(
        email_normalised=subscriber.email_normalised, reason=Suppression.Reason.COMPLAINT
    ).delete()
    note_consent(subscriber, Consent.Action.CONFIRMED, wish["topics"], wish["language"], wish["source"])
    return subscriber
