"""What staff fill in to write to visitors."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from events.models import Announcement, Edition, Event, Occurrence
from events.shell.walltime import say
from subscribers.screens.texts import PlainTextField

ONE = ("edition", "event", "occurrence")
AREA = forms.Textarea(attrs={"rows": 10})


class AnnouncementForm(forms.ModelForm):  # type: ignore[type-arg]
    standings = forms.MultipleChoiceField(
        label="Aan wie",
        choices=Announcement.STANDINGS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies aan wie."},
    )
    subject = PlainTextField(label="Onderwerp", max_length=150, required=False)
    body = PlainTextField(
        label="Tekst", max_length=5000, required=False, widget=AREA, help_text="Elke regel wordt een alinea."
    )
    subject_en = PlainTextField(label="Onderwerp (Engels)", max_length=150, required=False)
    body_en = PlainTextField(
        label="Tekst (Engels)",
        max_length=5000,
        required=False,
        widget=AREA,
        help_text="Leeg: wie Engels koos, krijgt de Nederlandse tekst; en andersom.",
    )

    class Meta:
        model = Announcement
        fields = ("edition", "event", "occurrence", "standings", "subject", "body", "subject_en", "body_en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        registered: dict[str, QuerySet[Any]] = {
            "edition": Edition.objects.with_names().filter(events__occurrences__registrations__isnull=False).distinct(),
            "event": Event.objects.filter(occurrences__registrations__isnull=False).distinct(),
            "occurrence": Occurrence.objects.filter(registrations__isnull=False).select_related("event").distinct(),
        }
        for name, rows in registered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields[
            "edition"
        ].help_text = "Kies één: een hele editie, een activiteit met al haar momenten, of een moment."
        self.fields["occurrence"].label_from_instance = moment_in_words  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        problems: dict[str, str] = {}
        if len([name for name in ONE if said.get(name)]) != 1:
            problems["edition"] = "Kies één van de drie: een editie, een activiteit of een moment."
        for end in ("", "_en"):
            subject, body = said.get(f"subject{end}"), said.get(f"body{end}")
            if body and not subject:
                problems[f"subject{end}"] = "Geef ook een onderwerp."
            if subject and not body:
                problems[f"body{end}"] = "Schrijf ook de tekst."
        if not said.get("body") and not said.get("body_en") and not self.errors:
            problems.setdefault("body", "Schrijf de tekst, in het Nederlands of in het Engels.")
        if problems:
            raise ValidationError({name: ValidationError(words, code="invalid") for name, words in problems.items()})
        return said


def moment_in_words(moment: Occurrence) -> str:
    return f"{moment.event}, {say(moment.starts_at)}"


def about_in_words(said: dict[str, Any]) -> str:
    found = next(said[name] for name in ONE if said[name])
    return (moment_in_words(found) if isinstance(found, Occurrence) else str(found))[:300]
