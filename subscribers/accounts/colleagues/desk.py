"""What the desk has about accounts beyond Wagtail's own pages of users."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from wagtail.admin.widgets import Button

from subscribers.accounts import audit, mail
from subscribers.accounts.addresses import keep_address
from subscribers.accounts.factors.proof import has_factor
from subscribers.screens.actions import ActionView

from .resetting import RESET, may_reset, reset_factor


class ResetFactorView(ActionView):
    """For a colleague who lost a telephone or a key."""

    model = get_user_model()
    page_title = "Tweede factor verwijderen"
    header_icon = "key"
    index_url_name = "wagtailusers_users:index"
    edit_url_name = "wagtailusers_users:edit"
    question = "Wilt u de tweede factor van deze collega verwijderen?"
    explanation = (
        "Doe dit alleen als u zeker weet wie erom vraagt: bel of spreek elkaar. Alle apps, passkeys en herstelcodes "
        "van dit account werken dan niet meer, en al zijn sessies eindigen. Het wachtwoord blijft. Bij het inloggen "
        "maakt uw collega een nieuwe. Uw collega krijgt een mail, en het staat met uw naam in de geschiedenis van "
        "het account."
    )
    button = "Ja, verwijder"
    is_serious = True

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        user = get_user_model().objects.filter(pk=self.kwargs["pk"]).first()
        if user and not may_reset(request.user, user):  # type: ignore[arg-type]
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def act(self) -> str:
        reset_factor(self.object, by=self.request.user)  # type: ignore[arg-type]
        return "De tweede factor is verwijderd. Uw collega maakt bij het inloggen een nieuwe."


def addresses() -> list[URLPattern]:
    return [path("collega/<int:pk>/tweede-factor/", ResetFactorView.as_view(), name=RESET)]


def buttons(user: Any, request_user: Any) -> list[Button]:
    """In the list of users, behind the three dots."""
    if not may_reset(request_user, user) or not has_factor(user):
        return []
    return [Button("Tweede factor verwijderen", url=reverse(RESET, args=[user.pk]), icon_name="key", priority=40)]


def account_item(request: HttpRequest) -> dict[str, str]:
    """On Wagtail's page of one's own account."""
    return {
        "url": reverse("account"),
        "label": "Inloggen en beveiliging",
        "help_text": "Wachtwoord, e-mailadres, tweede factor, passkeys en waar u bent ingelogd.",
    }


def keep_address_of(request: HttpRequest, user: Any) -> None:
    """After a colleague made or changed an account; whom it was taken from hears of it where they read it."""
    former = keep_address(user)
    if former:
        audit.note(user, "email_changed", by=request.user)  # type: ignore[arg-type]
        mail.tell(user, "email_changed", to=former)
