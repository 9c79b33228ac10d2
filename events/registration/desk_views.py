"""What can be done with registrations in the desk; each step is the service's."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import IndexView

from events.models import Occurrence, Registration
from events.shell.walltime import say
from subscribers.access.forms import NameField
from subscribers.screens.actions import ActionView
from subscribers.screens.desk_urls import desk_address
from subscribers.screens.listings import ReadableInspect, SingleRows
from subscribers.screens.policies import may
from subscribers.shell.validators import validate_mailable

from .registering import cancel_registration, register_attendee
from .seats.choosing import parties_of

OUTCOME = {
    Registration.State.CONFIRMED: "{name} heeft een plaats en krijgt daarvan bericht.",
    Registration.State.WAITLISTED: "Het is vol: {name} staat op de wachtlijst en krijgt daarvan bericht.",
    Registration.State.PENDING: "{name} krijgt een mail om te bevestigen; is er plaats, dan is die zolang bezet.",
}
SOURCES = [("form", "op de site"), ("api", "via de API"), ("desk", "door ons")]


class RegistrationIndex(SingleRows, IndexView):
    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not may(self.request.user, "register", Registration):
            return []
        url = desk_address(Registration, "register")
        return [HeaderButton("Iemand aanmelden", url=url, icon_name="plus")]

    def get_list_more_buttons(self, instance: Registration) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if may_cancel(self.request, instance):
            url = desk_address(Registration, "cancel", instance.pk)
            buttons.append(Button("Afmelden", url=url, icon_name="logout", priority=50))
        return buttons


class RegistrationInspect(ReadableInspect):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        if not may_cancel(self.request, self.object):
            return []
        url = desk_address(Registration, "cancel", self.object.pk)
        return [Button("Afmelden", url=url, icon_name="logout", priority=50)]

    def get_state_display_value(self) -> str:
        return self.object.standing  # type: ignore[no-any-return]

    def get_source_display_value(self) -> str:
        return dict(SOURCES).get(self.object.source, self.object.source)


class RegistrationCancel(ActionView):
    permission = "cancel"
    page_title = "Afmelden"
    header_icon = "logout"
    question = "Wilt u deze bezoeker afmelden?"
    explanation = (
        "De bezoeker krijgt bericht, en wie bovenaan de wachtlijst staat krijgt de plaats. Terugdraaien kan niet."
    )
    button = "Ja, meld af"
    is_serious = True

    def act(self) -> str:
        cancel_registration(self.object)
        return f"{self.object.name} is afgemeld."


class RegistrationForm(forms.Form):
    occurrence = forms.ModelChoiceField(
        Occurrence.objects.none(), label="Moment", help_text="Alleen wat nu open is voor aanmelding."
    )
    name = NameField()
    email = forms.EmailField(label="E-mailadres", max_length=254, validators=[validate_mailable])
    seats = forms.IntegerField(
        label="Plaatsen", min_value=1, initial=1, error_messages={"min_value": "Kies minstens één plaats."}
    )
    language = forms.ChoiceField(label="Taal van de mails", choices=[("nl", "Nederlands"), ("en", "Engels")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        opened = Occurrence.objects.open_for_registration(timezone.now()).select_related("event").order_by("starts_at")
        self.fields["occurrence"].queryset = opened  # type: ignore[attr-defined]
        self.fields["occurrence"].label_from_instance = lambda moment: f"{moment.event}, {say(moment.starts_at)}"  # type: ignore[attr-defined]


class RegistrationAdd(WagtailAdminTemplateMixin, FormView):
    """Who phones is entered here; the same service, limits and mails as on the site."""

    model = Registration
    template_name = "desk/form.html"
    form_class = RegistrationForm
    page_title = "Iemand aanmelden"
    header_icon = "group"
    index_url_name: str | None = None
    button = "Meld aan"

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not may(request.user, "register", Registration):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get_breadcrumbs_items(self) -> list[dict[str, object]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": "Aanmeldingen"},
            {"url": "", "label": self.page_title},
        ]

    def form_valid(self, form: RegistrationForm) -> HttpResponse:
        wish = dict(form.cleaned_data)
        occurrence = wish.pop("occurrence")
        try:
            with transaction.atomic():
                if held := parties_of(occurrence, wish["email"]).first():
                    raise ValidationError({"email": already_here(held, occurrence)})
                answer = register_attendee(occurrence.public_id, **wish, source="desk")
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, OUTCOME[Registration.State(answer.state)].format(name=wish["name"]))
        return HttpResponseRedirect(reverse(self.index_url_name))


def already_here(held: Registration, occurrence: Occurrence) -> str:
    if held.occurrence_id == occurrence.pk:
        return f"Dit adres staat hier al: {held.name}, {held.get_state_display()}."
    other = held.occurrence
    return (
        f"Van ‘{occurrence.choice}’ kiest men er één, en dit adres koos ‘{other.event}’, {say(other.starts_at)}. De "
        "bezoeker wisselt zelf met de link in de mail; of meld die daar af, en hier aan."
    )


def may_cancel(request: HttpRequest, registration: Registration) -> bool:
    return registration.is_holding and may(request.user, "cancel", Registration)
