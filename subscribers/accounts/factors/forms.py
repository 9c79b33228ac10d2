"""The forms of second factors, in our words; a code is counted before it is looked at, and works once."""

import logging
import struct
from collections.abc import Callable
from typing import Any

from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.base import forms as codes
from allauth.mfa.totp import forms as apps
from allauth.mfa.webauthn import forms as passkeys
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from subscribers.access.networks import network_of
from subscribers.accounts import attempts
from subscribers.accounts.sentences import WRONG_CODE, WRONG_PASSKEY

from .used_codes import use_code

logger = logging.getLogger(__name__)
MALFORMED = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    InvalidSignature,
)


class CountedCode:
    """For the forms that ask a code of an account that has a second factor."""

    user: Any
    fields: dict[str, forms.Field]
    authenticator: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field()

    def clean_code(self) -> str:
        try:
            attempt = attempts.begin_attempt(context.request, attempts.account_of(self.user), "code")
        except ValidationError as wait:
            raise ImmediateHttpResponse(attempts.too_soon(context.request, wait)) from None
        try:
            code: str = super().clean_code()  # type: ignore[misc]
            if self.authenticator.type == "totp" and not use_code(self.authenticator, code, timezone.now()):
                raise ValidationError(WRONG_CODE, code="incorrect_code")
        except ValidationError:
            attempt.failed()
            raise
        attempt.succeeded()
        return code


class CodeForm(CountedCode, codes.AuthenticateForm):  # type: ignore[misc]
    """At log-in, after the password."""


class CodeAgainForm(CountedCode, codes.ReauthenticateForm):  # type: ignore[misc]
    """Before something of the account is changed, or where this session has not shown a factor yet."""


class ActivateAppForm(apps.ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field()


class ReadPasskey:
    """What a stranger sends for a passkey may be any JSON; the libraries below expect what browsers send."""

    def clean_credential(self) -> Any:
        return read_passkey(super().clean_credential)  # type: ignore[misc]


class PasskeyLoginForm(ReadPasskey, passkeys.LoginWebAuthnForm):  # type: ignore[misc]
    """Instead of name and password."""


class PasskeyForm(ReadPasskey, passkeys.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """At log-in, after the password."""


class PasskeyAgainForm(ReadPasskey, passkeys.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Before something of the account is changed."""


class AddPasskeyForm(passkeys.AddWebAuthnForm):  # type: ignore[misc]
    def clean(self) -> Any:
        return read_passkey(super().clean)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, alone = self.fields["name"], self.fields["passwordless"]
        name.label, name.max_length = _("Naam"), 80
        name.help_text = _("Waaraan u hem herkent: uw telefoon, laptop of sleutel.")
        alone.initial, alone.label = True, _("Hiermee kan ik inloggen zonder wachtwoord")
        alone.help_text = _("Zet dit uit voor een oudere beveiligingssleutel die geen pincode of vingerafdruk vraagt.")


class NamePasskeyForm(passkeys.EditWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(label=_("Naam"), max_length=80)


def read_passkey(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except (ValidationError, *MALFORMED) as error:
        logger.warning("A wrong passkey, from network %s", network_of(context.request))
        raise ValidationError(WRONG_PASSKEY, code="incorrect_code") from error


def code_field() -> forms.CharField:
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "autofocus": True}
    return forms.CharField(label=_("Code"), max_length=20, widget=forms.TextInput(attrs=attributes))
