"""The form in which staff choose the hour of an issue."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput, AdminTimeInput

from newsletter.checks.acceptance import LONGEST, Acceptance

from .scheduling import resolve_wall_time

TWICE = [("first", "De eerste keer (zomertijd)"), ("second", "De tweede keer, een uur later (wintertijd)")]


class ScheduleForm(forms.Form):
    """A wall time as people say it. ``which`` appears only in the night in which the hour comes twice, ``reason`` only
    where warnings are open.
    """

    day = forms.DateField(label="Dag", widget=AdminDateInput())
    hour = forms.TimeField(label="Tijd", widget=AdminTimeInput(), help_text="Zoals de klok in de stad het aangeeft.")
    which = forms.ChoiceField(
        label="Dit uur komt die nacht twee keer voor", choices=TWICE, required=False, widget=forms.RadioSelect
    )

    reason = forms.CharField(
        label=_("Waarom is het zo goed?"),
        max_length=LONGEST,
        required=False,
        help_text=_("Blijft met uw naam bij dit nummer staan."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)  # the warnings that stand above the form

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_which = self.asks_reason = False

    def ask_reason(self, warnings: list[str]) -> None:
        """From now on it wants a reason, for the warnings with these fingerprints."""
        self.asks_reason = bool(warnings)
        self.initial["seen"] = ",".join(warnings)
        if self.is_bound:
            self.data = {**self.data.dict(), "seen": self.initial["seen"]}  # type: ignore[attr-defined]

    def acceptance(self) -> Acceptance:
        """For a form that is valid."""
        return Acceptance(self.cleaned_data["seen"].split(","), self.cleaned_data["reason"])

    def visible_fields(self) -> list[forms.BoundField]:
        shown = {"which": self.asks_which, "reason": self.asks_reason}
        return [field for field in super().visible_fields() if shown.get(field.name, True)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        day, hour, which = cleaned.get("day"), cleaned.get("hour"), cleaned.get("which")
        if day and hour:
            naive = datetime.combine(day, hour)
            try:
                cleaned["send_at"] = resolve_wall_time(
                    naive, second_time={"first": False, "second": True}.get(which or "")
                )
            except forms.ValidationError as error:
                self.asks_which = error.code == "twice"
                self.add_error("which" if self.asks_which else "hour", error)
            else:
                self.asks_which = bool(which)
        return cleaned


def first_proposal() -> dict[str, Any]:
    """Tomorrow at ten: time for a colleague to look."""
    return {"day": timezone.localdate() + timedelta(days=1), "hour": "10:00"}
