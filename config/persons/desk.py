"""“Persoonsgegevens” in the desk: what we hold about one address, to show, to take along and to erase.

Everything is a POST, also looking: an address in the address bar would be in logs and histories. GET shows a form.
"""

from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.log_actions import log

from config.persons.people import as_json, erase_person, holdings_of
from events.models import Registration
from newsletter.models import Delivery
from subscribers.models import Bounce, Subscriber, Suppression
from subscribers.screens.pages import DeskPage, PagesViewSet
from subscribers.screens.policies import may
from subscribers.subscriptions.fingerprints import fingerprint

# Whoever may see and end all that is shown here one by one.
RIGHTS = (
    ("leave", Subscriber),
    ("cancel", Registration),
    ("view", Delivery),
    ("change", Suppression),
    ("view", Bounce),
)
ACTIONS = {
    "persons.show": ("Inzage", "Persoonsgegevens ingezien"),
    "persons.export": ("Inzage", "Persoonsgegevens gedownload"),
    "persons.erase": ("Wissen", "Persoonsgegevens gewist"),
}


class AddressForm(forms.Form):
    email = forms.EmailField(
        label="E-mailadres",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": "Dit e-mailadres klopt niet. Een adres ziet eruit als naam@voorbeeld.nl."},
    )


class PersonsView(DeskPage):
    page_title = "Persoonsgegevens"
    header_icon = "user"
    template_name = "desk/persons.html"

    def is_allowed(self, user: AbstractBaseUser) -> bool:
        return all(may(user, action, model) for action, model in RIGHTS)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """``step``: show (also the question before erasing), export or erase."""
        form = AddressForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        address, step = form.cleaned_data["email"], request.POST.get("step", "show")
        if step == "export":
            return self.export(address)
        if step == "erase":
            return self.erase(address)
        self.note("show", address)
        context = self.get_context_data(form=form, address=address, holdings=tables(address), asks=step == "ask")
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": AddressForm(), **kwargs})

    def export(self, address: str) -> HttpResponse:
        self.note("export", address)
        response = HttpResponse(as_json(address, timezone.now()), content_type="application/json")
        response["Content-Disposition"] = 'attachment; filename="gegevens.json"'
        return response

    def erase(self, address: str) -> HttpResponse:
        try:
            erase_person(address, timezone.now())
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
        else:
            self.note("erase", address)
            messages.success(self.request, "Alles wat naar dit adres wees, is gewist.")
        return HttpResponseRedirect(reverse(self.index_url_name))

    def note(self, action: str, address: str) -> None:
        """In the history of whoever did it: that it was done, and a fingerprint by which it can be proved for whom."""
        log(self.request.user, f"persons.{action}", user=self.request.user, data={"about": fingerprint(address)})


def tables(address: str) -> list[tuple[str, list[str], list[list[object]]]]:
    """(kind, columns, rows) of what we hold."""
    found = []
    for kind, rows in holdings_of(address).items():
        columns = list(dict.fromkeys(name for row in rows for name in row))
        found.append((kind, columns, [[row.get(name, "") for name in columns] for row in rows]))
    return found


class PersonsViewSet(PagesViewSet):
    name = "persoonsgegevens"
    icon = "user"
    menu_label = "Persoonsgegevens"
    menu_order = 140
    add_to_admin_menu = True
    pages = {"index": ("", PersonsView)}
