"""The question at the foot of an issue."""

from django import forms
from django.utils.translation import gettext_lazy as _

from newsletter.models import UsefulCount
from subscribers.admission.forms import ProvingForm


class UsefulForm(ProvingForm):
    """Its answers are buttons."""

    form_name = "useful"
    answer = forms.TypedChoiceField(
        label=_("Uw antwoord"),
        choices=UsefulCount.Answer,
        coerce=UsefulCount.Answer,
        error_messages={
            "required": _("Kies een van de antwoorden."),
            "invalid_choice": _("Kies een van de antwoorden."),
        },
    )
