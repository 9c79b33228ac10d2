"""The form of the throttle."""

import re
from typing import Any

from django import forms


class WholeNumber(forms.CharField):
    """A count as people type it: ``600``, ``1000`` or ``1.000``; empty is None. Django's own would read 1.000 as 1."""

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value)
        if not typed:
            return None
        if not re.fullmatch(r"[0-9]+|[0-9]{1,3}(\.[0-9]{3})+", typed):
            raise forms.ValidationError("Typ een heel aantal, bijvoorbeeld 600.", code="whole")
        return int(typed.replace(".", ""))


class ThrottleForm(forms.Form):
    """``per_minute``: int, or None for no limit. What is too slow or too fast, the service says."""

    per_minute = WholeNumber(
        label="Hoogstens zoveel mails per minuut",
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="Leeg: geen grens.",
    )
