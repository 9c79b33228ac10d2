"""One step for one visitor: a page that says what will happen and asks why (GET), the button that does it (POST)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from wagtail.admin import messages

from events.models import Occurrence, Registration
from events.registration.by_staff import (
    cancel_by_staff,
    correct_registration,
    move_by_staff,
    put_first,
    resend_mail,
    resize_by_staff,
)
from events.shell.walltime import say
from subscribers.access.forms import NameField
from subscribers.screens.actions import ActionView
from subscribers.screens.texts import PlainTextField
from subscribers.shell.validators import validate_mailable

State = Registration.State
LONGEST_REASON = 300


class ReasonField(PlainTextField):
    """``reads``: who reads it."""

    def __init__(self, reads: str, **kwargs: Any) -> None:
        super().__init__(label="Reden", max_length=LONGEST_REASON, help_text=reads, **kwargs)


class ReasonForm(forms.Form):
    reason = ReasonField("Alleen collega's lezen dit, in de geschiedenis van de aanmelding.")


class BeyondForm(forms.Form):
    """A place in any case, and why."""

    is_beyond = forms.BooleanField(
        label="Geef in elk geval een plaats",
        required=False,
        help_text="Ook als het vol is, het gezelschap te groot, of de aanmelding gesloten. Meer mensen dan de zaal mag "
        "hebben kan nooit.",
    )
    beyond = ReasonField("Waarom in elk geval een plaats. Alleen collega's lezen dit.", required=False)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("is_beyond") and not said.get("beyond"):
            raise ValidationError({"beyond": ValidationError("Zeg waarom.", code="required")})
        if not said.get("is_beyond"):
            said["beyond"] = ""
        return said


class StepView(ActionView):
    """``form_class`` asks what ``act`` needs besides; it is shown again with what was wrong."""

    permission = "cancel"
    template_name = "events/registration/desk/step.html"
    form_class: type[forms.Form] = forms.Form

    def get_form(self) -> forms.Form:
        return self.form_class(self.request.POST if self.request.method == "POST" else None)

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        return super().get_context_data(**{"form": self.get_form(), **kwargs})

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        form = self.get_form()
        if form.is_valid():
            try:
                messages.success(request, self.carry_out(form.cleaned_data))
                return HttpResponseRedirect(self.get_object_url())
            except ValidationError as error:
                form.add_error(None, error if has_its_fields(error, form) else error.messages)
        return self.render_to_response(self.get_context_data(form=form))

    def carry_out(self, values: dict[str, Any]) -> str:
        """Do it, and say so; raises ``ValidationError`` with a sentence when it cannot be done."""
        raise ValidationError("Dit kan hier niet.", code="no_action")


def has_its_fields(error: ValidationError, form: forms.Form) -> bool:
    return hasattr(error, "error_dict") and set(error.error_dict) <= set(form.fields)


class CancelForm(forms.Form):
    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = "het Engels" if language == "en" else "het Nederlands"
        reads = f"De bezoeker leest dit in de mail, in {language}. Bijvoorbeeld: op uw eigen verzoek."
        self.fields["reason"] = ReasonField(reads)


class RegistrationCancel(StepView):
    page_title = "Afmelden"
    header_icon = "logout"
    question = "Wilt u deze bezoeker afmelden?"
    explanation = (
        "De bezoeker krijgt bericht met uw reden, en wie bovenaan de wachtlijst staat krijgt de plaats. Terugdraaien "
        "kan niet."
    )
    button = "Ja, meld af"
    is_serious = True

    def get_form(self) -> forms.Form:
        return CancelForm(self.request.POST or None, language=self.object.language)

    def carry_out(self, values: dict[str, Any]) -> str:
        cancel_by_staff(self.object, reason=values["reason"], by=self.request.user)
        return f"{self.object.name} is afgemeld."


class FirstForm(ReasonForm):
    at_once = forms.BooleanField(
        label="Geef nu meteen een plaats, ook als het vol is",
        required=False,
        help_text="Anders krijgt deze bezoeker de eerste plaats die vrijkomt. Meer mensen dan de zaal mag hebben "
        "kan nooit.",
    )
    field_order = ("at_once", "reason")


class RegistrationFirst(StepView):
    page_title = "Vooraan zetten"
    header_icon = "arrow-up"
    question = "Wilt u deze bezoeker voor laten gaan op de wachtlijst?"
    explanation = "Wie langer wacht, wacht dan langer. De reden staat in de geschiedenis, met uw naam."
    button = "Ja, laat voorgaan"
    form_class = FirstForm

    def carry_out(self, values: dict[str, Any]) -> str:
        put_first(self.object, reason=values["reason"], at_once=values["at_once"], by=self.request.user)
        if self.object.state == Registration.State.CONFIRMED:
            return f"{self.object.name} heeft een plaats{' en krijgt daarvan bericht' if self.object.email else ''}."
        return f"{self.object.name} staat vooraan op de wachtlijst."


class CorrectForm(forms.Form):
    name = NameField()
    email = forms.EmailField(
        label="E-mailadres",
        max_length=254,
        required=False,
        validators=[validate_mailable],
        help_text="Verandert het, dan gaat er een nieuwe mail heen, en werken de links in eerdere mails niet meer.",
    )
    language = forms.ChoiceField(label="Taal van de mails", choices=[("nl", "Nederlands"), ("en", "Engels")])


class RegistrationCorrect(StepView):
    page_title = "Verbeteren"
    header_icon = "edit"
    question = "Wat moet er verbeterd worden?"
    button = "Verbeter"

    def get_form(self) -> forms.Form:
        now = {name: getattr(self.object, name) for name in CorrectForm.base_fields}
        return CorrectForm(self.request.POST or None, initial=now)

    def carry_out(self, values: dict[str, Any]) -> str:
        correct_registration(self.object, **values, by=self.request.user)
        return f"De aanmelding van {self.object.name} is verbeterd."


class ResizeForm(BeyondForm):
    seats = forms.IntegerField(
        label="Plaatsen in het geheel", min_value=1, error_messages={"min_value": "Kies minstens één plaats."}
    )
    field_order = ("seats", "is_beyond", "beyond")


class RegistrationResize(StepView):
    page_title = "Aantal wijzigen"
    header_icon = "group"
    question = "Met hoeveel mensen komt deze bezoeker?"
    explanation = (
        "Meer plaatsen krijgt het gezelschap voor zover ze er zijn, en voor de rest staat het op de wachtlijst. "
        "Plaatsen die vrijkomen gaan naar wie wacht. De bezoeker krijgt bericht."
    )
    button = "Wijzig"

    def get_form(self) -> forms.Form:
        now = {"seats": self.object.seats + self.object.more_wanted}
        return ResizeForm(self.request.POST or None, initial=now)

    def carry_out(self, values: dict[str, Any]) -> str:
        resize_by_staff(self.object, seats=values["seats"], beyond=values["beyond"], by=self.request.user)
        self.object.refresh_from_db()
        waits = self.object.more_wanted or (self.object.seats if self.object.state == State.WAITLISTED else 0)
        has = self.object.seats if self.object.state == State.CONFIRMED else 0
        places = "1 plaats" if has == 1 else f"{has} plaatsen"
        return f"{self.object.name} heeft nu {places}{f' en wacht op {waits}' if waits else ''}."


class MoveForm(forms.Form):
    occurrence = forms.ModelChoiceField(Occurrence.objects.none(), label="Naar welk moment")

    def __init__(self, *args: Any, party: Registration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Occurrence.objects.open_for_registration(timezone.now()).exclude(pk=party.occurrence_id)
        field = self.fields["occurrence"]
        field.queryset = rows.select_related("event").order_by("starts_at", "pk")  # type: ignore[attr-defined]
        field.label_from_instance = lambda moment: f"{moment.event}, {say(moment.starts_at)}"  # type: ignore[attr-defined]


class RegistrationMove(StepView):
    page_title = "Verplaatsen"
    header_icon = "redirect"
    question = "Naar welk moment gaat deze bezoeker?"
    explanation = (
        "Alleen als daar plaats is voor het hele gezelschap; wie wacht, wacht daar achteraan. De plaats hier gaat naar "
        "wie wacht. De bezoeker krijgt bericht, met dezelfde code."
    )
    button = "Verplaats"

    def get_form(self) -> forms.Form:
        return MoveForm(self.request.POST or None, party=self.object)

    def carry_out(self, values: dict[str, Any]) -> str:
        move_by_staff(self.object, values["occurrence"].public_id, by=self.request.user)
        return f"{self.object.name} is verplaatst naar {values['occurrence'].event}."


class RegistrationResend(StepView):
    page_title = "Mail opnieuw sturen"
    header_icon = "mail"
    question = "Wilt u deze bezoeker de mail opnieuw sturen?"
    explanation = "Met hoe de aanmelding er nu voor staat, de link en de code. Links in eerdere mails blijven werken."
    button = "Ja, stuur opnieuw"

    def carry_out(self, values: dict[str, Any]) -> str:
        resend_mail(self.object, by=self.request.user)
        return f"De mail aan {self.object.name} gaat zo de deur uit."
