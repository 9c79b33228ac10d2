"""Forms of the desk whose sentences differ from the model's."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from wagtail.admin.forms.models import WagtailAdminModelForm

from subscribers.models import Suppression, normalise_address


class SuppressionForm(WagtailAdminModelForm):
    def clean_email_normalised(self) -> str:
        """The address in its one spelling; refused when it is none, or blocked already."""
        typed = self.cleaned_data["email_normalised"]
        if self.instance.is_hidden and typed == self.instance.email_normalised:
            return str(typed)
        address = normalise_address(typed)
        try:
            validate_email(address)
        except ValidationError as error:
            raise ValidationError(
                "Dit e-mailadres klopt niet. Een adres ziet eruit als naam@voorbeeld.nl.", code="invalid"
            ) from error
        if Suppression.objects.filter(email_normalised=address).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Dit adres is al geblokkeerd.", code="already_blocked")
        return address
