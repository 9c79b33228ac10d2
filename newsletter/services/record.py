"""Who decided what while an issue was being sent: entries in its history, beside its edits."""

from django.contrib.auth.models import AbstractBaseUser
from wagtail.log_actions import log

from newsletter.models import Issue

ACTIONS = {
    "pause": ("Pauzeren", "Verzenden gepauzeerd"),
    "resume": ("Hervatten", "Verzenden hervat"),
    "cancel": ("Stoppen", "Verzenden gestopt"),
    "throttle": ("Tempo", "Tempo van verzenden gewijzigd"),
    "resend": ("Opnieuw verzenden", "Onzekere bezorging opnieuw verzonden"),
    "leave": ("Laten rusten", "Onzekere bezorging laten rusten"),
}


def keep_record(issue: Issue, action: str, by: AbstractBaseUser | None, **data: object) -> None:
    """``action``: a key of ``ACTIONS``; ``data``: numbers and keys, never an address."""
    log(issue, f"newsletter.{action}", user=by, data=data or None)
