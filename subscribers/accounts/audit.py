"""What happened to an account, in its history in the desk: what, when and by whom; never a secret."""

from django.contrib.auth.models import AbstractBaseUser
from wagtail.log_actions import log

from .sentences import NEWS

PREFIX = "accounts."


def note(user: AbstractBaseUser, what: str, *, by: AbstractBaseUser | None) -> None:
    """``by`` is nobody for a command."""
    if what in NEWS:
        log(user, f"{PREFIX}{what}", user=by)


def actions() -> list[tuple[str, object, object]]:
    """(name, label, sentence) of each, for Wagtail's register."""
    return [(f"{PREFIX}{what}", sentence, sentence) for what, sentence in NEWS.items()]
