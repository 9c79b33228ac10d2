"""The forms of an account with a password, in our words. Fields with ``autocomplete`` as WCAG 1.3.5 asks."""

from typing import Any

from allauth.account import forms as theirs
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from subscribers.access.forms import AddressField

from . import attempts


class LoginForm(theirs.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = name_field()
        self.fields["password"] = password_field(_("Wachtwoord"))
        self.order_fields(["login", "password"])

    def add_prefix(self, field_name: str) -> str:
        """The name goes by ``username``, under which browsers and password managers kept it."""
        return super().add_prefix("username" if field_name == "login" else field_name)


class PasswordAgainForm(theirs.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = password_field(_("Wachtwoord"))


class NewPassword:
    """Two fields for a new password, with its rules as a hint."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, second = self.fields["password1"], self.fields["password2"]
        first.label, second.label = _("Nieuw wachtwoord"), _("Nog eens het nieuwe wachtwoord")
        first.help_text = " ".join(password_validation.password_validators_help_texts())
        for field in (first, second):
            field.widget.attrs.pop("placeholder", None)


class ChangePasswordForm(NewPassword, theirs.ChangePasswordForm):  # type: ignore[misc]
    """Without the old password: whoever comes here has just proved who it is (``subscribers.accounts.urls``)."""

    oldpassword = None


class SetPasswordForm(NewPassword, theirs.SetPasswordForm):  # type: ignore[misc]
    """For an account that has none yet."""


class NewPasswordForm(NewPassword, theirs.ResetPasswordKeyForm):  # type: ignore[misc]
    """Behind the mailed link."""


class CountedMail:
    """For the forms that mail somebody: as often as one network may ask."""

    errors: Any

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]
        if not self.errors:
            count_mail(context.request)
        return cleaned


class ForgottenPasswordForm(CountedMail, theirs.ResetPasswordForm):  # type: ignore[misc]
    """Whose address it is, is not looked up here (``views.ForgottenPassword``)."""

    email = AddressField()

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"])


class ChangeAddressForm(CountedMail, theirs.AddEmailForm):  # type: ignore[misc]
    email = AddressField()


def count_mail(request: HttpRequest) -> None:
    try:
        attempts.ask_for_mail(request)
    except ValidationError as wait:
        raise ImmediateHttpResponse(attempts.too_soon(request, wait)) from None


def name_field() -> forms.CharField:
    attributes = {
        "autocomplete": "username",
        "autocapitalize": "none",
        "spellcheck": "false",
        "autofocus": True,
    }
    return forms.CharField(label=_("Gebruikersnaam"), max_length=150, widget=forms.TextInput(attrs=attributes))


def password_field(label: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
    return forms.CharField(label=label, max_length=1024, strip=False, widget=widget)
