"""What this app holds about one address, and erasing it at once (GDPR articles 15, 17 and 20).

The same two functions are in ``events`` and ``newsletter``; ``config.persons.people`` asks all three.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from subscribers.models import (
    OPEN_STATES,
    Bounce,
    Consent,
    Message,
    Subscriber,
    Subscription,
    Suppression,
    normalise_address,
)

from .erasing import erase_subscriber
from .fingerprints import fingerprints, hide_block
from .history import forget_in_history

Row = dict[str, Any]
Holdings = dict[str, list[Row]]
ERASED = "Kenmerk van een gewist adres"
UNDER_WAY = "Er is nog een mail onderweg naar dit adres. Wacht tot die er is en probeer het dan opnieuw."


def say(moment: datetime | None) -> str:
    """As people in town read it; empty for never."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def holdings_of(address: str) -> Holdings:
    """Kind of thing → rows of plain text and numbers, by name; kinds of which there are none are left out."""
    normalised = normalise_address(address)
    found = {
        "Abonnee": [subscriber_row(one) for one in Subscriber.objects.filter(email_normalised=normalised)],
        "Onderwerpen": [subscription_row(one) for one in subscriptions_of(normalised)],
        "Toestemming": [consent_row(one) for one in Consent.objects.filter(subscriber__email_normalised=normalised)],
        "Blokkade": [block_row(one) for one in blocks_of(address)],
        "Servicemails": [message_row(one) for one in Message.objects.filter(email__iexact=address.strip())],
        "Terugmeldingen": [bounce_row(one) for one in Bounce.objects.filter(email_normalised=normalised)],
        ERASED: [
            {"gewist": say(one.erased_at)}
            for one in Subscriber.objects.filter(email_normalised__in=fingerprints(address))
        ],
    }
    return {kind: rows for kind, rows in found.items() if rows}


def subscriptions_of(normalised: str) -> Any:
    mine = Subscription.objects.filter(subscriber__email_normalised=normalised)
    return mine.select_related("topic").order_by("topic__position", "topic__slug")


def blocks_of(address: str) -> Any:
    """By its address, or by its fingerprint."""
    return Suppression.objects.filter(email_normalised__in=[normalise_address(address), *fingerprints(address)])


def subscriber_row(one: Subscriber) -> Row:
    return {
        "e-mailadres": one.email,
        "naam": one.name,
        "taal": one.get_language_display(),
        "aangemaakt": say(one.created_at),
    }


def subscription_row(one: Subscription) -> Row:
    return {"onderwerp": one.topic.name, "stand": one.get_state_display(), "sinds": say(one.changed_at)}


def consent_row(one: Consent) -> Row:
    return {
        "wanneer": say(one.at),
        "handeling": one.get_action_display(),
        "onderwerpen": ", ".join(one.topics),
        "langs welke weg": one.source,
        "tekst": one.text,
        "versie": one.text_version,
    }


def block_row(one: Suppression) -> Row:
    return {
        "reden": one.get_reason_display(),
        "toelichting": one.note,
        "sinds": say(one.created_at),
        "tot": say(one.expires_at),
    }


def message_row(one: Message) -> Row:
    return {"onderwerp": one.subject, "geschreven": say(one.created_at), "stand": one.get_state_display()}


def bounce_row(one: Bounce) -> Row:
    return {"soort": one.get_kind_display(), "ontvangen": say(one.received_at), "uitleg": one.diagnostic}


def lock_person(address: str) -> Subscriber | None:
    """Their row, locked: whoever changes what is a person's takes this lock first. Needs a transaction."""
    people = Subscriber.objects.select_for_update(of=("self",))
    return people.filter(email_normalised=normalise_address(address)).first()


def erase_holdings(address: str, now: datetime) -> None:
    """Only fingerprints stay. Raises ``under_way`` while a service mail still has to go. Needs a transaction."""
    normalised, mails = normalise_address(address), Message.objects.filter(email__iexact=address.strip())
    person = lock_person(address)
    if mails.filter(state__in=OPEN_STATES).exists():
        raise ValidationError(UNDER_WAY, code="under_way")
    mails.delete()
    if person:
        erase_subscriber(person, now)
    reports = Bounce.objects.filter(email_normalised=normalised)
    forget_in_history(Bounce, reports.values_list("pk", flat=True), [address.strip(), normalised])
    reports.update(email_normalised="", diagnostic="")
    for block in Suppression.objects.filter(email_normalised=normalised):
        hide_block(block)
