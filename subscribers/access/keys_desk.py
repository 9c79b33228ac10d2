"""“API-sleutels” in the desk: make one (it is shown this once), see what is used, end what should not be.

Who may make keys (``add_apikey``) sees and ends their own; who may change them (``change_apikey``) those of everybody.
"""

from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.log_actions import log

from subscribers.models import ApiKey
from subscribers.screens.pages import DeskPage, PagesViewSet
from subscribers.screens.policies import may
from subscribers.screens.texts import PlainTextField

from .keys import create_api_key, may_use, revoke_api_key
from .scopes import SCOPES, scopes_within_rights
from .tokens import digest

ACTIONS = {
    "apikey.create": ("API-sleutel maken", "API-sleutel gemaakt"),
    "apikey.revoke": ("API-sleutel intrekken", "API-sleutel ingetrokken"),
}
DAYS = [("30", "30 dagen"), ("90", "90 dagen"), ("365", "een jaar")]


def may_see_keys(user: AbstractBaseUser) -> bool:
    return any(may(user, action, ApiKey) for action in ("add", "change"))


def keys_shown_to(user: AbstractBaseUser) -> QuerySet[ApiKey]:
    """Newest first; owners that several keys have in common are one object, so that their rights are looked up once."""
    keys = ApiKey.objects.prefetch_related("user").order_by("-created_at", "-pk")
    return keys if may(user, "change", ApiKey) else keys.filter(user_id=user.pk)  # type: ignore[attr-defined]


def state_in_words(key: ApiKey) -> str:
    """Whether it opens anything at this moment, and why not."""
    if key.revoked_at:
        return "ingetrokken"
    if key.expires_at <= timezone.now():
        return "verlopen"
    lost = [scope for scope in key.scopes if not may_use(key, scope)]
    if not lost:
        return "geldig"
    return f"werkt niet voor {' en '.join(lost)}: wie hem maakte, mag dat zelf niet"


class KeyForm(forms.Form):
    """The choices are those of whoever asks: a key can never do more than its maker."""

    name = PlainTextField(
        label="Waarvoor is de sleutel?", max_length=80, help_text="Bijvoorbeeld: planbord schouwburg."
    )
    scopes = forms.MultipleChoiceField(
        label="Wat mag hij?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies waar de sleutel voor is."},
    )
    days = forms.ChoiceField(label="Hoe lang geldt hij?", choices=DAYS, initial="90")

    def __init__(self, *args: Any, user: AbstractBaseUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(one, SCOPES[one].label) for one in scopes_within_rights(user)]  # type: ignore[attr-defined]


class KeysPage(DeskPage):
    header_icon = "key"
    index_label = "API-sleutels"
    add_url_name = ""
    revoke_url_name = ""

    def is_allowed(self, user: AbstractBaseUser) -> bool:
        return may_see_keys(user)

    def back(self) -> HttpResponse:
        return HttpResponseRedirect(reverse(self.index_url_name))


class KeysView(KeysPage):
    page_title = "API-sleutels"
    template_name = "subscribers/access/keys.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        usable = set(ApiKey.objects.usable().values_list("pk", flat=True))
        rows = [
            (key, state_in_words(key), reverse(self.revoke_url_name, args=[key.pk]) if key.pk in usable else "")
            for key in keys_shown_to(user)
        ]
        return super().get_context_data(
            rows=rows,
            of_all=may(user, "change", ApiKey),
            add_url=reverse(self.add_url_name) if may(user, "add", ApiKey) else "",
            **kwargs,
        )


class KeyCreate(KeysPage):
    """GET shows a form; POST makes the key and shows it in its answer, which is stored nowhere."""

    page_title = "Nieuwe sleutel"
    template_name = "subscribers/access/key_create.html"
    button = "Maak de sleutel"

    def is_allowed(self, user: AbstractBaseUser) -> bool:
        return may(user, "add", ApiKey)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        form = KeyForm(request.POST, user=request.user)  # type: ignore[arg-type]
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            raw, key = self.make(form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return self.render_to_response(self.get_context_data(form=form))
        return self.render_to_response(self.get_context_data(raw=raw, key=key))

    @transaction.atomic
    def make(self, said: dict[str, Any]) -> tuple[str, ApiKey]:
        raw = create_api_key(self.request.user, said["name"], said["scopes"], int(said["days"]))  # type: ignore[arg-type]
        key = ApiKey.objects.get(digest=digest(raw))
        log(key, "apikey.create", user=self.request.user, data={"scopes": key.scopes})
        return raw, key

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", KeyForm(user=self.request.user))  # type: ignore[arg-type]
        return super().get_context_data(object_url=reverse(self.index_url_name), **kwargs)


class KeyRevoke(KeysPage):
    page_title = "Sleutel intrekken"
    template_name = "desk/action.html"
    question = "Wilt u deze sleutel intrekken?"
    explanation = (
        "Programma’s die hem gebruiken, komen er meteen niet meer in. Terugdraaien kan niet; een nieuwe maken wel."
    )
    button = "Ja, trek in"
    is_serious = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.key = self.find_key()
        return super().get_context_data(object_url=reverse(self.index_url_name), **kwargs)

    def get_page_subtitle(self) -> str:
        return str(self.key)

    def own_breadcrumb(self) -> str:
        return ""

    def find_key(self) -> ApiKey:
        return get_object_or_404(keys_shown_to(self.request.user), pk=self.kwargs["pk"])  # type: ignore[arg-type]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        key = self.find_key()
        if revoke_api_key(key):
            log(key, "apikey.revoke", user=request.user)
            messages.success(request, f"{key} is ingetrokken.")
        else:
            messages.warning(request, f"{key} gold al niet meer.")
        return self.back()


class KeysViewSet(PagesViewSet):
    name = "api-sleutels"
    icon = "key"
    menu_label = "API-sleutels"
    menu_order = 700
    add_to_settings_menu = True
    pages = {"index": ("", KeysView), "add": ("nieuw/", KeyCreate), "revoke": ("<int:pk>/intrekken/", KeyRevoke)}
