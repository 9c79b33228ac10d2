"""The public sign-up form."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from subscribers.access.forms import AddressField, NameField
from subscribers.admission.forms import ProvingForm
from subscribers.models import Topic


class SignUpForm(ProvingForm):
    """Address, name and topics; nothing is ticked beforehand, and nothing ticked means the default topics."""

    form_name = "signup"
    wish = ("email", "topics")
    email = AddressField(help_text=_("Hier sturen wij eerst een mail heen waarmee u uw aanmelding bevestigt."))
    name = NameField(required=False)
    topics = forms.MultipleChoiceField(
        label=_("Waarover wilt u lezen?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Kiest u niets, dan krijgt u onze gewone nieuwsbrief."),
        error_messages={"invalid_choice": _("Dit onderwerp bestaat niet. Kies uit de lijst.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        language = get_language() or "nl"
        field = self.fields["topics"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(topic.slug, topic_words(topic, language)) for topic in Topic.objects.offered()]


def topic_words(topic: Topic, language: str) -> str:
    """“Kunst en cultuur: tentoonstellingen, muziek en toneel”."""
    description = topic.description_in(language)
    return f"{topic.name_in(language)}: {description}" if description else topic.name_in(language)
