"""What a key of the API may be for, and which rights in the desk its owner needs for that, at each use."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError

ENTER_DESK = "wagtailadmin.access_admin"
HAVE_KEYS = "subscribers.add_apikey"


@dataclass(frozen=True)
class Scope:
    """``label`` as the desk says it; any one of ``permissions`` (of Django) lets staff do the same in the desk."""

    label: str
    permissions: tuple[str, ...]


SCOPES = {
    "issues:read": Scope(
        "nummers lezen die nog niet verzonden zijn, en hoe ver het verzenden is",
        ("newsletter.view_issue", "newsletter.change_issue"),
    ),
    "issues:write": Scope("nummers inplannen en dat terugnemen", ("newsletter.change_issue",)),
}


def is_within_rights(user: AbstractBaseUser, scope: str) -> bool:
    """Whether ``user`` is active staff who may have keys, and may do in the desk what ``scope`` is for."""
    has = user.has_perm  # type: ignore[attr-defined]
    return has(ENTER_DESK) and has(HAVE_KEYS) and any(has(one) for one in SCOPES[scope].permissions)


def scopes_within_rights(user: AbstractBaseUser) -> Iterator[str]:
    return (scope for scope in SCOPES if is_within_rights(user, scope))


def check_scopes(user: AbstractBaseUser, scopes: Iterable[str]) -> None:
    """Raises ``no_scopes`` or ``beyond_rights``: a key is for something, and for nothing that its maker may not do."""
    wanted = set(scopes)
    if not wanted:
        raise ValidationError("Kies waar de sleutel voor is.", code="no_scopes")
    if not wanted <= set(scopes_within_rights(user)):
        raise ValidationError("Een sleutel kan niet meer dan u zelf mag.", code="beyond_rights")
