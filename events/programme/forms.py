"""The form of an event with its moments. What is wrong is said at its own field, and nothing typed is lost."""

from datetime import timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from wagtail.admin.forms.models import WagtailAdminModelForm

from events.ledger.checking import refuse_broken_facts
from events.ledger.facts import occurrence_facts
from events.models import Edition, Event, Occurrence, Scheme, Term
from events.models.occurrence import midnight
from events.publishing.moments import outside_edition, with_registrations, without_moment
from events.shell.identity import surroundings
from events.shell.walltime import WallTimeField, say

from .offered import Offered

HAS_REGISTRATIONS = (
    "Voor dit moment zijn er aanmeldingen. Zet de stand op ‘afgelast’ in plaats van het weg te halen: "
    "dan krijgen bezoekers bericht."
)
LEFT_OUT = (
    "Het moment van {} ontbreekt in dit concept, maar er zijn aanmeldingen voor. Zet via de geschiedenis de "
    "gepubliceerde versie terug en maak het afgelast."
)


class OccurrenceForm(WagtailAdminModelForm):
    """One moment. ``identity`` carries its UID from draft to draft, so that a calendar never sees it as another one."""

    identity = forms.UUIDField(label="", required=False, widget=forms.HiddenInput)
    starts_at = WallTimeField(label="Begin")
    ends_at = WallTimeField(
        label="Einde",
        required=False,
        help_text="Leeg: onbekend. Bij ‘hele dag’ telt alleen de datum; die dag hoort er nog bij.",
    )
    registration_opens_at = WallTimeField(label="Aanmelden vanaf", required=False)
    registration_closes_at = WallTimeField(label="Aanmelden tot", required=False, help_text="Leeg: tot het begin.")

    def __init__(self, *args: Any, offered: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("venue", "choice"):
            self.fields[name].widget.choices = getattr(offered, name)  # type: ignore[attr-defined]
        moment = self.instance
        if moment.starts_at:
            self.initial["identity"] = moment.public_id
            if moment.all_day and moment.ends_at:  # kept exclusive, said inclusive
                self.initial["ends_at"] = moment.ends_at - timedelta(minutes=1)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("all_day") and cleaned.get("ends_at"):
            cleaned["ends_at"] = midnight(midnight(cleaned["ends_at"]) + timedelta(hours=36))
        opens, closes = cleaned.get("registration_opens_at"), cleaned.get("registration_closes_at")
        if opens and closes and closes <= opens:
            self.add_error("registration_closes_at", "Aanmelden eindigt voor het begint.")
        self.keep_identity(cleaned.get("identity"))
        return cleaned

    def keep_identity(self, identity: Any) -> None:
        """A moment of an earlier draft keeps its UID and, once published, its row; somebody else's is not taken."""
        if identity is None or self.instance.pk:
            return
        row = Occurrence.objects.filter(public_id=identity).first()
        if row is None:
            self.instance.public_id = identity
        elif self.event_pk is not None and row.event_id == self.event_pk:
            self.instance.pk, self.instance.public_id = row.pk, identity
            self.instance._state.adding = False

    event_pk: int | None = None  # set by the form of the event

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        """After an autosave the open page learns the UID that the draft got, and sends it along next time."""
        return [(self.add_prefix("identity"), str(self.instance.public_id))]


class EventForm(WagtailAdminModelForm):
    """An event, its moments and speakers. A draft may be incomplete; what is published may not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.offered = Offered()  # each moment inherits it
        super().__init__(*args, **kwargs)
        for form in self.moments():
            form.event_pk = self.instance.pk
        if "edition" in self.fields:
            self.fields["edition"].queryset = Edition.objects.with_names()  # type: ignore[attr-defined]
        if "terms" in self.fields:
            self.fields["terms"].choices = offered_terms(self.instance)

    def moments(self) -> list[OccurrenceForm]:
        formset = self.formsets.get("occurrences")
        return list(formset.forms) if formset is not None else []

    def clean_slug(self) -> str:
        """What was typed, or what the title makes; an address in use is no problem, the code behind it differs."""
        return self.cleaned_data.get("slug") or slugify(self.data.get("title", ""))[:80].strip("-")

    def full_clean(self) -> None:
        """The form, then each moment, then the rules over them together."""
        super().full_clean()
        if self.is_bound and "occurrences" in self.formsets:
            self.formsets["occurrences"].is_valid()
            self.check_moments()
            self.check_kept()
            self.check_calendars()

    def check_moments(self) -> None:
        kept = [
            form for form in self.moments() if not self.is_deleted(form) and (form.has_changed() or form.instance.pk)
        ]
        edition = self.cleaned_data.get("edition")
        for form in kept:
            said = outside_edition(form.instance, edition) if edition and not form.errors else None
            if said:
                form.add_error(*said)
        for sentence in [] if self.is_deferred_validation else without_moment(kept):
            self.add_error(None, forms.ValidationError(sentence, code="no_moment"))

    def check_kept(self) -> None:
        """A moment with registrations is not taken away, neither here nor because an earlier draft left it out."""
        live = dict(Occurrence.objects.filter(event=self.instance.pk or 0).values_list("pk", "starts_at"))
        held = with_registrations(live)
        present = {form.instance.pk: form for form in self.moments()}
        for pk in held:
            if pk not in present:
                self.add_error(None, forms.ValidationError(LEFT_OUT.format(say(live[pk])), code="has_registrations"))
            elif self.is_deleted(present[pk]):
                self.bring_back(present[pk])

    def check_calendars(self) -> None:
        """What would break a calendar program is not published, now or at a planned hour; a draft may still say it."""
        if self.is_deferred_validation or self.errors or any(form.errors for form in self.moments()):
            return
        kept = [form.instance for form in self.moments() if form.instance.starts_at and not self.is_deleted(form)]
        around = surroundings()
        try:
            refuse_broken_facts(occurrence_facts(self.instance, moment, around) for moment in kept)
        except forms.ValidationError as error:
            self.add_error(None, error)

    def is_deleted(self, form: OccurrenceForm) -> bool:
        return bool(getattr(form, "cleaned_data", {}).get("DELETE"))

    def bring_back(self, form: OccurrenceForm) -> None:
        """Show the moment again, with the sentence at the field that helps."""
        data = self.data.copy()  # type: ignore[has-type]
        data[form.add_prefix("DELETE")] = ""
        self.data = self.formsets["occurrences"].data = form.data = data
        form.cleaned_data["DELETE"] = False
        form.add_error("status", forms.ValidationError(HAS_REGISTRATIONS, code="has_registrations"))
        self.add_error(None, forms.ValidationError(HAS_REGISTRATIONS, code="has_registrations"))


def offered_terms(event: Event) -> list[tuple[str, list[tuple[int, str]]]]:
    """Terms by scheme: those of the schemes in use, and what the event carries from an older one."""
    carried = [term.pk for term in event.terms.all()]
    wanted = Q(scheme__in=Scheme.objects.in_use(timezone.localdate())) | Q(pk__in=carried)
    terms = Term.objects.filter(wanted).select_related("scheme")
    return [
        (scheme.name, [(term.pk, term.name) for term in rows])
        for scheme, rows in groupby(terms, key=attrgetter("scheme"))
    ]
