"""Texts in the desk: what nobody can see is taken out, and said so; markup where none belongs is refused."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from wagtail.admin import messages
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import AdminAutoHeightTextInput

from subscribers.plaintext import has_unseen, lines, markup_in, one_line


class PlainTextField(forms.CharField):
    """``was_tidied`` tells whether something was taken out that nobody could see."""

    was_tidied = False

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not isinstance(text, str):
            return text
        self.was_tidied = has_unseen(text)
        return lines(text).strip() if isinstance(self.widget, forms.Textarea) else one_line(text)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if found := markup_in(value or ""):
            raise ValidationError(
                f"Hier hoort gewone tekst. Haal ‘{found[:40]}’ weg: bezoekers zouden dat letterlijk zo zien.",
                code="markup",
            )


def use_plain_text() -> None:
    """Every text of every form of the desk, but for rich text, addresses and what is chosen from a list."""
    register_form_field_override(models.CharField, override={"form_class": PlainTextField}, exact_class=True)
    register_form_field_override(
        models.TextField,
        override={"form_class": PlainTextField, "widget": AdminAutoHeightTextInput},
        exact_class=True,
    )


class SaysWhatWasTidied:
    """For a view that saves a form."""

    request: HttpRequest

    def form_valid(self, form: forms.ModelForm[Any]) -> Any:
        labels = list(dict.fromkeys(str(name) for name in tidied_in(form)))
        response = super().form_valid(form)  # type: ignore[misc]
        if labels:
            messages.info(self.request, f"Er stonden tekens in die niemand ziet; die zijn weg: {', '.join(labels)}.")
        return response


def tidied_in(form: forms.BaseForm) -> Iterator[str]:
    """Labels of the fields, those of rows in the form included."""
    for field in form.fields.values():
        if getattr(field, "was_tidied", False):
            yield str(field.label)
    for formset in getattr(form, "formsets", {}).values():
        for row in formset.forms:
            yield from tidied_in(row)
