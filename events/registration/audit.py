"""Who of the staff did what for which visitor, and why: entries in the history of the registration."""

from typing import Any

from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from events.models import Registration

ACTIONS = {
    "register": ("Aanmelden", "Door ons aangemeld"),
    "correct": ("Verbeteren", "Naam, adres of taal verbeterd"),
    "resize": ("Aantal", "Aantal plaatsen gewijzigd"),
    "move": ("Verplaatsen", "Naar een ander moment verplaatst"),
    "cancel": ("Afmelden", "Door ons afgemeld"),
    "resend": ("Mail opnieuw", "De mail opnieuw gestuurd"),
    "first": ("Vooraan", "Vooraan op de wachtlijst gezet"),
    "place": ("Plaats geven", "Buiten de volgorde een plaats gegeven"),
}
PREFIX = "registration."


def note(registration: Registration, action: str, by: Any, **data: object) -> None:
    """``action``: a key of ``ACTIONS``; ``data``: numbers and a reason. Forgotten with the person."""
    log(registration, f"{PREFIX}{action}", user=by, data=data)


def history_of(registration: Registration) -> list[tuple[ModelLogEntry, str]]:
    """Latest first: each entry, and what was done in a sentence."""
    rows = ModelLogEntry.objects.for_instance(registration).select_related("user")
    return [(row, in_words(row)) for row in rows]


def in_words(row: ModelLogEntry) -> str:
    said = ACTIONS.get(row.action.removeprefix(PREFIX), ("", row.action))[1]
    reason = row.data.get("reason", "") if row.data else ""
    return f"{said}: {reason}" if reason else said
