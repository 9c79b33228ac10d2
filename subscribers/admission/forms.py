"""A public form that can ask for a proof."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from subscribers.access.forms import PublicForm


class ProvingForm(PublicForm):
    """Where ``challenge`` is set, the page asks for its solution, or, in a form with a field ``email``, a code by mail.

    ``must_prove``: it was sent when there was no room without a proof. ``code_was_sent``: the mail is on its way, and
    the form waits for what is in it.
    """

    proof = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2_000)
    code = forms.CharField(
        label=_("Code uit de mail"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false", "size": "12"}),
    )
    placed_apart = (*PublicForm.placed_apart, "proof", "code")
    challenge: dict[str, Any] | None = None
    must_prove = False
    code_was_sent = False

    @property
    def challenge_text(self) -> str:
        return json.dumps(self.challenge)

    @property
    def has_address(self) -> bool:
        return "email" in self.fields

    @property
    def wants_code(self) -> bool:
        """Whether the button for a code by mail was pressed."""
        return self.has_address and "mail_code" in self.data

    @property
    def has_code(self) -> bool:
        return self.has_address and (self.code_was_sent or bool(self.data.get("code")))
