"""What this app holds about one address, and erasing it at once (see ``subscribers.subscriptions.holdings``)."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models.functions import Coalesce

from events.models import CalendarAnswer, Registration, Scan
from events.models.registration import RegistrationQuerySet
from subscribers.models import Message, normalise_address
from subscribers.subscriptions.holdings import Holdings, Row, message_row, say

from .forgetting import erase_registrations
from .mail.links import about

STILL_COMING = (
    "Dit adres heeft nog een plaats bij iets dat komt: {title}, {when}. Meld de bezoeker daar eerst af; "
    "die krijgt dan bericht, en de plaats gaat naar een ander."
)


def holdings_of(address: str) -> Holdings:
    """Kind of thing → rows by name; kinds of which there are none are left out."""
    return holdings_in(registrations_of(address))


def holdings_of_one(registration: Registration) -> Holdings:
    """The same of one registration, and the mails about it."""
    mails = Message.objects.filter(about=about(registration)).order_by("pk")
    found = holdings_in(Registration.objects.filter(pk=registration.pk))
    return found | ({"Servicemails": [message_row(one) for one in mails]} if mails else {})


def holdings_in(registrations: RegistrationQuerySet) -> Holdings:
    mine = registrations.with_standing().order_by("pk")
    scans = Scan.objects.of_codes([one.code for one in mine]).select_related("occurrence__event")
    found = {
        "Aanmeldingen": [registration_row(one) for one in mine],
        "Antwoorden uit de agenda": [answer_row(one) for one in CalendarAnswer.objects.filter(registration__in=mine)],
        "Bij de deur": [scan_row(one) for one in scans],
    }
    return {kind: rows for kind, rows in found.items() if rows}


def registrations_of(address: str) -> RegistrationQuerySet:
    return Registration.objects.filter(email_normalised=normalise_address(address), erased_at=None)


def registration_row(one: Registration) -> Row:
    told: dict[str, Any] = {f"antwoord: {question}": answer for question, answer in one.answers.items()}
    return {
        "activiteit": str(one.occurrence.event),
        "moment": say(one.occurrence.starts_at),
        "naam": one.name,
        "e-mailadres": one.email,
        "plaatsen": one.seats,
        "stand": one.standing,
        "aangemeld": say(one.created_at),
        "bevestigd": say(one.confirmed_at),
        "afgemeld": say(one.cancelled_at),
        "code": one.code,
        **told,
    }


def answer_row(one: CalendarAnswer) -> Row:
    return {"antwoord": one.get_kind_display(), "geschreven": say(one.stamped_at), "ontvangen": say(one.received_at)}


def scan_row(one: Scan) -> Row:
    return {
        "activiteit": str(one.occurrence.event) if one.occurrence else "",
        "wanneer": say(one.happened_at),
        "uitkomst": one.get_shown_display(),
        "personen": one.people,
    }


def erase_holdings(address: str, now: datetime) -> None:
    """Counts stay. Raises ``still_coming`` for a place at what comes and was not called off. Needs a transaction."""
    mine = registrations_of(address).select_related("occurrence__event")
    ends = Coalesce("occurrence__ends_at", "occurrence__starts_at")
    held = mine.holding().exclude(occurrence__entry__facts__status="cancelled")
    coming = held.annotate(ended=ends).filter(ended__gt=now).order_by("ended").first()  # type: ignore[attr-defined]
    if coming:
        moment = coming.occurrence
        raise ValidationError(STILL_COMING.format(title=moment.event, when=say(moment.starts_at)), code="still_coming")
    erase_registrations(list(mine.select_for_update(of=("self",))), now)
