"""Who phones or stands at a desk is entered here; who gives no address gets the code on paper."""

import secrets
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from events.calendar.links import scannable
from events.models import Occurrence, Registration
from events.models.occurrence import OccurrenceQuerySet
from events.registration.by_staff import register_by_staff
from events.registration.mail.links import ticket_address
from events.shell.walltime import say
from subscribers.access.forms import NameField
from subscribers.access.once import answer_once
from subscribers.access.signing import keyed_hash
from subscribers.screens.actions import ObjectView
from subscribers.screens.desk_urls import desk_address
from subscribers.screens.policies import may
from subscribers.shell.validators import validate_mailable

from .steps import BeyondForm

State = Registration.State
OUTCOME = {
    State.CONFIRMED: "{name} heeft een plaats",
    State.WAITLISTED: "Het is vol: {name} staat op de wachtlijst",
    State.PENDING: "{name} krijgt een mail om te bevestigen; is er plaats, dan is die zolang bezet",
}


class RegistrationForm(BeyondForm):
    """``nonce``: of the form as it was shown, so that two taps are one visitor."""

    occurrence = forms.ModelChoiceField(Occurrence.objects.none(), label="Moment")
    name = NameField()
    email = forms.EmailField(
        label="E-mailadres",
        max_length=254,
        required=False,
        validators=[validate_mailable],
        help_text="Leeg als iemand er geen heeft: dan gaat er geen mail uit, en drukt u de code af.",
    )
    seats = forms.IntegerField(
        label="Plaatsen", min_value=1, initial=1, error_messages={"min_value": "Kies minstens één plaats."}
    )
    language = forms.ChoiceField(label="Taal van de mails", choices=[("nl", "Nederlands"), ("en", "Engels")])
    nonce = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput, initial=secrets.token_urlsafe)
    field_order = ("occurrence", "name", "email", "seats", "language", "is_beyond", "beyond", "nonce")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["occurrence"].queryset = taking_visitors()  # type: ignore[attr-defined]
        self.fields["occurrence"].label_from_instance = moment_in_words  # type: ignore[attr-defined]

    def wish(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "email", "seats", "language", "beyond")}


def taking_visitors() -> OccurrenceQuerySet:
    """Those that one registers for here, until they are over: soonest first."""
    now = timezone.now()
    told = Q(event__live=True, entry__status="CONFIRMED", way_in__in=Occurrence.REGISTERED_HERE)
    rows = Occurrence.objects.filter(told).alias(ended=Coalesce("ends_at", "starts_at")).filter(ended__gt=now)
    return rows.select_related("event").order_by("starts_at", "pk")


def moment_in_words(moment: Occurrence) -> str:
    closed = {"soon": " (aanmelden kan nog niet)", "closed": " (aanmelding gesloten)"}
    return f"{moment.event}, {say(moment.starts_at)}{closed.get(moment.window(timezone.now()), '')}"


class RegistrationAdd(WagtailAdminTemplateMixin, FormView):
    """The same service, limits and mails as on the site, unless there is a reason."""

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

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("occurrence", "")
        return {"occurrence": int(asked)} if asked.isascii() and asked.isdigit() and len(asked) < 19 else {}

    def get_breadcrumbs_items(self) -> list[dict[str, object]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": "Aanmeldingen"},
            {"url": "", "label": self.page_title},
        ]

    def form_valid(self, form: RegistrationForm) -> HttpResponse:
        occurrence, by = form.cleaned_data["occurrence"], self.request.user
        nonce = form.cleaned_data["nonce"] or secrets.token_urlsafe()
        asked = keyed_hash("form", repr(("desk", by.pk, nonce, occurrence.pk, sorted(form.wish().items()))))
        try:
            key = answer_once(asked, lambda: str(register_by_staff(occurrence.public_id, **form.wish(), by=by).pk))
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        return self.answer(Registration.objects.get(pk=key))

    def answer(self, party: Registration) -> HttpResponse:
        """On to the code, where nobody mails it."""
        told = OUTCOME[State(party.state)].format(name=party.name)
        by_mail = party.email and party.state != State.PENDING
        messages.success(self.request, f"{told}{' en krijgt daarvan bericht' if by_mail else ''}.")
        if not party.email and party.state == State.CONFIRMED:
            return HttpResponseRedirect(desk_address(Registration, "paper", party.pk))
        return HttpResponseRedirect(reverse(self.index_url_name))


class RegistrationPaper(ObjectView):
    """Code, QR and what it is for, to print: for who has no mail."""

    permission = "view"
    template_name = "events/registration/desk/paper.html"
    page_title = "Code op papier"
    header_icon = "doc-full"

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        has_place = self.object.is_holding and self.object.state == State.CONFIRMED
        qr = scannable(ticket_address(self.object.code), error="m", size=224) if has_place else ""
        entry = getattr(self.object.occurrence, "entry", None)
        return super().get_context_data(
            party=self.object, qr=qr, entry=entry, object_url=self.get_object_url(), **kwargs
        )
