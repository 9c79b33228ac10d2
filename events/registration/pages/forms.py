"""The public forms of registration."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from subscribers.access.forms import AddressField, NameField, PublicForm
from subscribers.admission.forms import ProvingForm
from subscribers.models import Topic
from subscribers.subscriptions.consent import consent_text


class LinkForm(ProvingForm):
    """The address whose registrations are mailed to it."""

    form_name = "link"
    wish = ("email",)
    email = AddressField()


def seats_field(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=help_text,
        error_messages={
            "required": _("Vul in met hoeveel mensen u komt."),
            "invalid": _("Vul een getal in, bijvoorbeeld 2."),
            "min_value": _("Kies minstens één plaats."),
        },
    )


class PartyForm(PublicForm):
    """What can be changed of a party; ``most``: of people, as a hint to the browser. Rules judge."""

    form_name = "party"
    wish = ("name", "seats")
    name = NameField(required_words=_("Vul uw naam in."))
    seats = seats_field(_("Met hoeveel mensen komt u?"), _("Uzelf meegeteld, en wie nog op de wachtlijst staat."))

    def __init__(self, data: Mapping[str, Any] | None = None, *, name: str, seats: int, most: int) -> None:
        super().__init__(data)
        self.initial = {"name": name, "seats": seats}
        self.fields["seats"].widget.attrs["max"] = most


class HandOverForm(PublicForm):
    """Who gets how many places; ``most``: as many as there are."""

    form_name = "hand-over"
    wish = ("email", "seats")
    name = NameField(required_words=_("Vul de naam in van wie komt."))
    email = AddressField(help_text=_("Hier sturen wij de nieuwe QR-code heen."))
    seats = seats_field(_("Hoeveel plaatsen geeft u?"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, most: int) -> None:
        super().__init__(data)
        self.initial = {"seats": most}
        self.fields["seats"].widget.attrs["max"] = most
        self.fields["name"].label = _("Naam van wie komt")
        self.fields["email"].label = _("E-mailadres van wie komt")
        for name in ("name", "email"):  # somebody else's, which the browser does not know
            self.fields[name].widget.attrs["autocomplete"] = "off"


def newsletter_words() -> str:
    """What one agrees to, which is kept with the consent, and that it takes one more step."""
    then = gettext("U bevestigt dit eerst in een aparte mail.")
    return f"{consent_text()} {then}"


class RegistrationForm(ProvingForm):
    """Name, address and number of people; ``most`` is the largest party here. The newsletter is a consent of its own:
    never ticked beforehand, and not asked where there is none that who chooses nothing would get."""

    form_name = "registration"
    wish = ("email", "seats")
    name = NameField(required_words=_("Vul uw naam in."))
    email = AddressField(help_text=_("Hier sturen wij uw bevestiging en de QR-code heen."))
    seats = seats_field(_("Met hoeveel mensen komt u?"), _("Uzelf meegeteld."))
    newsletter = forms.BooleanField(label=_("Stuur mij ook de nieuwsbrief"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, most: int) -> None:
        super().__init__(data)
        self.fields["seats"].widget.attrs["max"] = most
        self.fields["newsletter"].help_text = newsletter_words()
        if not Topic.objects.default().exists():
            del self.fields["newsletter"]
