"""The public forms of registration."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from subscribers.access.forms import AddressField, NameField
from subscribers.admission.forms import ProvingForm


class LinkForm(ProvingForm):
    """The address whose registrations are mailed to it."""

    form_name = "link"
    wish = ("email",)
    email = AddressField()


class RegistrationForm(ProvingForm):
    """Name, address and number of people; ``most`` is the largest party here."""

    form_name = "registration"
    wish = ("email", "seats")
    name = NameField(required_words=_("Vul uw naam in."))
    email = AddressField(help_text=_("Hier sturen wij uw bevestiging en de QR-code heen."))
    seats = forms.IntegerField(
        label=_("Met hoeveel mensen komt u?"),
        min_value=1,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=_("Uzelf meegeteld."),
        error_messages={
            "required": _("Vul in met hoeveel mensen u komt."),
            "invalid": _("Vul een getal in, bijvoorbeeld 2."),
            "min_value": _("Kies minstens één plaats."),
        },
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, most: int) -> None:
        super().__init__(data)
        self.fields["seats"].widget.attrs["max"] = most
