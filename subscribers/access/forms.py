"""What every public form has: a signed time and a field that only machines fill in."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from subscribers.shell.names import LONGEST_NAME, check_name, clean_name
from subscribers.shell.validators import validate_mailable

from . import form_checks


class PublicForm(forms.Form):
    """Subclasses set ``form_name``, and ``wish``: the fields by which two of one nonce are the same form sent twice.

    ``is_trap`` is true when the honeypot was filled, which has a name that no browser knows: pretend success and do
    nothing, but where somebody would then stand outside. There a mail must be answered first.
    """

    form_name = "form"
    wish: tuple[str, ...] = ()
    placed_apart: tuple[str, ...] = ("stamp", "let_be")  # fields that templates place by themselves
    stamp = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    let_be = forms.CharField(
        required=False,
        max_length=200,
        label=_("Laat dit veld leeg"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        # A form that is shown again gets a new time: the old one may be what was wrong with it. It stays the same form.
        nonce = form_checks.nonce_of(self.form_name, self.data.get("stamp", ""))
        self.fresh_stamp = form_checks.form_stamp(self.form_name, nonce)

    @property
    def asked(self) -> list[forms.BoundField]:
        """What people fill in, in its order."""
        return [field for field in self if field.name not in self.placed_apart]

    @property
    def is_trap(self) -> bool:
        return bool(self.data.get("let_be"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            form_checks.check_stamp(self.form_name, cleaned.get("stamp", ""))
        except ValidationError as error:
            self.add_error(None, error)
        return cleaned


class AddressField(forms.EmailField):
    """A mail address with a sentence of its own for each thing that can be wrong."""

    default_validators = [validate_mailable, ProhibitNullCharactersValidator()]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("E-mailadres"),
            max_length=254,
            widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
            error_messages={
                "required": _("Vul uw e-mailadres in."),
                "invalid": _("Dit e-mailadres klopt niet. Een adres ziet eruit als naam@voorbeeld.nl."),
                "max_length": _("Een e-mailadres heeft hoogstens 254 tekens."),
            },
            **kwargs,
        )


class NameField(forms.CharField):
    """A person's name, by the rule of ``subscribers.shell.names``."""

    def __init__(self, *, required_words: Any = "", **kwargs: Any) -> None:
        words = {"max_length": _("Een naam heeft hoogstens %(limit_value)s tekens.")}
        super().__init__(
            label=_("Naam"),
            max_length=LONGEST_NAME,
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            error_messages=words | ({"required": required_words} if required_words else {}),
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        name = clean_name(super().clean(value))
        if self.required and not name:
            raise ValidationError(self.error_messages["required"], code="required")
        check_name(name)
        return name
