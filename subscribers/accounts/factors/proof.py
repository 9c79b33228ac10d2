"""What this session has shown of who it is: a second factor at all, and how lately."""

import time

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest

ADDED = "accounts.factor_added_at"  # seconds since the epoch
METHODS = ("password", "mfa")


def has_factor(user: AbstractBaseUser | AnonymousUser) -> bool:
    """An authenticator app or a passkey; recovery codes alone are none."""
    if not user.is_authenticated:
        return False
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=["totp", "webauthn"]).exists())


def note_proof(request: HttpRequest) -> None:
    """Somebody added a factor, and so has it at hand."""
    request.session[ADDED] = time.time()


def shown_factor_at(request: HttpRequest) -> float:
    """When this session last showed a second factor, in seconds since the epoch; 0 for never."""
    return max([request.session.get(ADDED, 0), *moments(request, ("mfa",))])


def proved_since(request: HttpRequest, since: float) -> bool:
    """Whether who sits here proved who it is after ``since``: by the factor where the account has one."""
    if has_factor(request.user):
        return shown_factor_at(request) > since
    return max(moments(request, METHODS), default=0) > since


def moments(request: HttpRequest, methods: tuple[str, ...]) -> list[float]:
    return [one["at"] for one in get_authentication_records(request, request.user) if one["method"] in methods]
