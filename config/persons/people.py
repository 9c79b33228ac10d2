"""One person over all apps: what we hold about an address, and erasing it. For who asks it of us (GDPR 15, 17, 20)."""

import json
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from events.registration import holdings as visits
from newsletter.report import holdings as mails
from subscribers.accounts import holdings as accounts
from subscribers.subscriptions import holdings as subscriptions
from subscribers.subscriptions.holdings import Holdings, say

APPS = (subscriptions, visits, mails, accounts)  # erased from the last: an account refuses before anything goes


def holdings_of(address: str) -> Holdings:
    """Kind of thing → rows by name, from every app; empty when we know nothing."""
    return {kind: rows for app in APPS for kind, rows in app.holdings_of(address).items()}


def as_json(address: str, now: datetime) -> bytes:
    """The same for a machine (GDPR 20), with who says so and when."""
    document = {"van": settings.SITE_NAME, "e-mailadres": address, "op": say(now), "gegevens": holdings_of(address)}
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


@transaction.atomic
def erase_person(address: str, now: datetime) -> None:
    """All of it or nothing: counts, figures and fingerprints stay. Raises ``still_coming``, ``under_way``, ``unknown``.

    From the top down: nothing goes out any more before the person is gone.
    """
    subscriptions.lock_person(address)
    known = holdings_of(address)
    if not known.keys() - {subscriptions.ERASED}:
        raise ValidationError("Over dit adres bewaren wij niets.", code="unknown")
    for app in reversed(APPS):
        app.erase_holdings(address, now)
