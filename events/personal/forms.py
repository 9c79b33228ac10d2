"""What begins a programme."""

from typing import Any

from subscribers.admission.forms import ProvingForm


class BeginForm(ProvingForm):
    """The first star of a browser. It is one tap on a page that is cached for everybody, and so carries no stamp."""

    form_name = "programme"

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data
