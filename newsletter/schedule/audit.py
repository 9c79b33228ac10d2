"""Who decided what about an issue: entries in its history, beside its edits."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime
from wagtail.log_actions import log

from newsletter.models import Issue

ACTIONS = {
    "schedule": ("Inplannen", "Goedgekeurd en ingepland"),
    "unschedule": ("Planning intrekken", "Planning ingetrokken"),
    "hold": ("Vasthouden", "Vastgehouden"),
    "pause": ("Pauzeren", "Verzenden gepauzeerd"),
    "resume": ("Hervatten", "Verzenden hervat"),
    "canary_failed": ("Proefdeel", "Na het proefdeel vanzelf gepauzeerd"),
    "canary_passed": ("Proefdeel", "Proefdeel goed, verder naar iedereen"),
    "everyone": ("Naar iedereen", "Naar iedereen, zonder het proefdeel af te wachten"),
    "cancel": ("Stoppen", "Verzenden gestopt"),
    "throttle": ("Tempo", "Tempo van verzenden gewijzigd"),
    "resend": ("Opnieuw verzenden", "Onzekere bezorging opnieuw verzonden"),
    "leave": ("Laten rusten", "Onzekere bezorging laten rusten"),
}


def write_audit_record(issue: Issue, action: str, by: AbstractBaseUser | None, **data: object) -> None:
    """``action``: a key of ``ACTIONS``; ``data``: numbers, keys and moments, never an address.

    The name goes with it: an account may be deleted, what was decided stays decided by somebody.
    """
    log(issue, f"newsletter.{action}", user=by, data={**data, **({"who": name_of(by)} if by else {})})


def name_of(user: AbstractBaseUser) -> str:
    return str(getattr(user, "get_full_name", str)() or user.get_username())


def in_words(action: str, data: dict[str, Any]) -> str:
    """One sentence without its full stop: what was decided, and the detail that was kept with it."""
    said = ACTIONS.get(action, ("", action))[1]
    if "send_at" in data:
        return f"{said} voor {say_moment(parse_datetime(data['send_at']))}"
    if "reason" in data:
        return f"{said}: {data['reason'].rstrip('.')}"
    if "per_minute" in data:
        pace = data["per_minute"]
        return f"{said}: {'geen grens' if pace is None else f'hoogstens {pace} per minuut'}"
    return f"{said} (nummer {data['delivery']})" if "delivery" in data else said


def say_moment(moment: datetime | None) -> str:
    """``dinsdag 24 november 2026 om 10:00``"""
    return formats.date_format(timezone.localtime(moment), "l j F Y \\o\\m H:i") if moment else ""
