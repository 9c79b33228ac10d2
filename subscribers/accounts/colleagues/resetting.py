"""What is done for a colleague who lost a telephone or a key."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction

from subscribers.accounts import audit, mail
from subscribers.accounts.attempts import ACCOUNT, Turn, account_of
from subscribers.accounts.factors.proof import has_factor
from subscribers.accounts.sessions import end_sessions
from subscribers.models import LoginTurn

RESET = "reset_factor"  # its page in the desk


def may_change(actor: AbstractBaseUser, user: AbstractBaseUser) -> bool:
    """Of those who may change accounts: who may do everything is above who may not."""
    return bool(actor.is_superuser or not user.is_superuser)  # type: ignore[attr-defined]


def may_reset(actor: AbstractBaseUser, user: AbstractBaseUser) -> bool:
    """Whoever may change this account, but for one's own."""
    if actor.pk == user.pk or not actor.has_perm("auth.change_user"):  # type: ignore[attr-defined]
        return False
    return may_change(actor, user)


@transaction.atomic
def reset_factor(user: AbstractBaseUser, *, by: AbstractBaseUser | None) -> None:
    """Remove every second factor of ``user``, end its sessions, and tell its owner; ``by`` nobody is the command.

    The password still holds. Raises ``nothing`` when there is no factor, ``refused`` for who may not.
    """
    if by is not None and not may_reset(by, user):
        raise ValidationError("U kunt van dit account de tweede factor niet verwijderen.", code="refused")
    if not has_factor(user):
        raise ValidationError("Dit account heeft geen tweede factor.", code="nothing")
    Authenticator.objects.filter(user_id=user.pk).delete()
    end_sessions(user)
    doors = [Turn(ACCOUNT, f"{door}:{account_of(user)}").key for door in ("password", "code")]
    LoginTurn.objects.filter(key__in=doors).delete()
    audit.note(user, "factor_reset", by=by)
    mail.tell(user, "factor_reset")
