"""The mail address of an account: the one that a colleague gave it, or that its owner changed it to and confirmed."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction


@transaction.atomic
def keep_address(user: AbstractBaseUser) -> str:
    """allauth's row says what the account says: confirmed, since nobody signs up by oneself.

    An address that its owner asked to change to, and that is not confirmed yet, stays beside it. Gives the address
    that held before and no longer does, if any.
    """
    address = getattr(user, "email", "").strip().lower()
    rows = EmailAddress.objects.filter(user_id=user.pk)
    if rows.filter(email=address, verified=True, primary=True).exists():
        return ""
    former = rows.filter(primary=True).values_list("email", flat=True).first() or ""
    rows.filter(primary=True).delete()
    rows.filter(email=address).delete()
    if address:
        EmailAddress.objects.create(user_id=user.pk, email=address, verified=True, primary=True)
    return former if former != address else ""


def address_of(user: AbstractBaseUser) -> str:
    return str(getattr(user, "email", "")).strip()
