"""What accounts of staff hold about one address (GDPR article 15); erasing it is deleting the account, in the desk."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q

from subscribers.subscriptions.holdings import Holdings, Row, say

from .sessions import places_of

STAFF = "Dit adres hoort bij een account van het beheer. Verwijder eerst dat account, onder Instellingen en Gebruikers."


def accounts_of(address: str) -> list[Any]:
    address = address.strip()
    also = EmailAddress.objects.filter(email__iexact=address).values("user_id")
    return list(get_user_model()._default_manager.filter(Q(email__iexact=address) | Q(pk__in=also)).order_by("pk"))


def holdings_of(address: str) -> Holdings:
    users = accounts_of(address)
    found: Holdings = {
        "Account van het beheer": [account_row(user) for user in users],
        "Tweede factor": [factor_row(one) for user in users for one in Authenticator.objects.filter(user_id=user.pk)],
        "Sessies": [
            {"programma": place.device, "netwerk": place.network, "sinds": say(place.since)}
            for user in users
            for place in places_of(user, None)
        ],
    }
    return {kind: rows for kind, rows in found.items() if rows}


def account_row(user: Any) -> Row:
    return {
        "gebruikersnaam": user.get_username(),
        "naam": user.get_full_name(),
        "e-mailadres": user.email,
        "aangemaakt": say(user.date_joined),
        "laatst ingelogd": say(user.last_login),
    }


def factor_row(one: Authenticator) -> Row:
    return {"soort": one.get_type_display(), "sinds": say(one.created_at), "laatst gebruikt": say(one.last_used_at)}


def erase_holdings(address: str, now: datetime) -> None:
    """Nothing: who works here is not erased by asking. Raises ``account`` while there is one."""
    if accounts_of(address):
        raise ValidationError(STAFF, code="account")
