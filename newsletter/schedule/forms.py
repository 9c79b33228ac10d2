"""Forms of an issue in the desk: its content, and its hour."""

import re
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import slugify
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput, AdminTimeInput

from newsletter.models import Issue

from .scheduling import resolve_wall_time

TWICE = [("first", "De eerste keer (zomertijd)"), ("second", "De tweede keer, een uur later (wintertijd)")]


class IssueForm(WagtailAdminModelForm):
    """An issue's address makes itself from its title."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        typed = self.cleaned_data.get("slug")
        return typed or free_slug(slugify(self.data.get("title", ""))[:70].strip("-") or "nummer", self.instance.pk)


def free_slug(wish: str, own_pk: int | None) -> str:
    """``wish``, or the first of ``wish-2``, ``wish-3``, … that no other issue has."""
    taken = set(Issue.objects.filter(slug__startswith=wish).exclude(pk=own_pk).values_list("slug", flat=True))
    number, slug = 1, wish
    while slug in taken:
        number += 1
        slug = f"{wish}-{number}"
    return slug


class ScheduleForm(forms.Form):
    """A wall time as people say it. ``which`` appears only in the night in which the hour comes twice."""

    day = forms.DateField(label="Dag", widget=AdminDateInput())
    hour = forms.TimeField(label="Tijd", widget=AdminTimeInput(), help_text="Zoals de klok in de stad het aangeeft.")
    which = forms.ChoiceField(
        label="Dit uur komt die nacht twee keer voor", choices=TWICE, required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_which = False

    def visible_fields(self) -> list[forms.BoundField]:
        return [field for field in super().visible_fields() if field.name != "which" or self.asks_which]

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


def first_proposal() -> dict[str, Any]:
    """Tomorrow at ten: time for a colleague to look."""
    return {"day": timezone.localdate() + timedelta(days=1), "hour": "10:00"}
