"""What allauth asks us about second factors: secrets are encrypted, names ours, the last stays where one is needed."""

import base64
import hashlib
import secrets
from functools import lru_cache

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from subscribers.accounts.sentences import FACTOR_ERRORS


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | FACTOR_ERRORS

    def encrypt(self, text: str) -> str:
        """Who reads the database, or a backup of it, can make no codes."""
        return cipher(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Under a key that is gone: a secret that nobody knows, so that no code fits and a colleague must help."""
        try:
            return cipher(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).decrypt(encrypted_text).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def get_totp_issuer(self) -> str:
        return str(settings.SITE_NAME)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Where a second factor is asked for, the last one is replaced and not removed."""
        if not settings.STAFF_MFA:
            return True
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=["totp", "webauthn"])
        return bool(others.exclude(pk=authenticator.pk).exists())

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(number)s") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """A passkey belongs to the host at which it is made: one name for the whole installation."""
        host = context.request.get_host()
        return {"id": host.rpartition(":")[0] or host, "name": settings.SITE_NAME}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, object]:
        entity = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": user.get_full_name() or user.get_username(), "name": user.get_username()}  # type: ignore[attr-defined]


@lru_cache(maxsize=4)
def cipher(*keys: str) -> MultiFernet:
    """Written under the first key, read under any."""
    digests = [hashlib.sha256(b"kennisstad.factor" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
