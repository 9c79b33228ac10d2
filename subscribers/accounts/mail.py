"""The service mails about an account, in the language of the page that caused them."""

import uuid

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from subscribers.outbox.budget import claim_mail
from subscribers.outbox.letters import Letter
from subscribers.outbox.queueing import queue_letter

from .addresses import address_of, keep_address
from .sentences import NEWS

RESET, CONFIRM, TOLD = "account-reset", "account-address", "account"


def send_reset_links(address: str, language: str) -> None:
    """A link in ``language`` to each open account of ``address``. For a task: how long it takes tells who has one."""
    with translation.override(language):
        for user in get_user_model()._default_manager.filter(email__iexact=address, is_active=True):
            keep_address(user)
            names = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
            send_reset_link(user, settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=names))


@transaction.atomic
def send_reset_link(user: AbstractBaseUser, link: str) -> None:
    """One in a quarter of an hour and three a day, whoever asks; each works for a day, and once a password is chosen
    none does any more."""
    if address_of(user) and claim_mail(address_of(user), again=RESET):
        queue(RESET, user, address_of(user), reset_letter(user, link))


@transaction.atomic
def ask_to_confirm(user: AbstractBaseUser, address: str, link: str) -> None:
    if claim_mail(address, again=CONFIRM):
        queue(CONFIRM, user, address, confirm_letter(link))


def tell(user: AbstractBaseUser, what: str, to: str | None = None) -> None:
    """Something about the account changed, so that its owner sees what somebody else did."""
    if what in NEWS and (to or address_of(user)):
        queue(TOLD, user, to or address_of(user), news_letter(user, what))


@transaction.atomic
def queue(kind: str, user: AbstractBaseUser, to: str, letter: Letter) -> None:
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    queue_letter(kind, f"{kind}:{user.pk}:{uuid.uuid4()}", letter, to=to, language=language)


def reset_letter(user: AbstractBaseUser, link: str) -> Letter:
    return Letter(
        heading=_("Een nieuw wachtwoord kiezen"),
        sentences=[
            _("Iemand, waarschijnlijk uzelf, vroeg een nieuw wachtwoord voor het beheer van %(site)s.")
            % {"site": settings.SITE_NAME}
        ],
        details=[(_("Gebruikersnaam"), user.get_username())],
        button=(_("Kies een nieuw wachtwoord"), link),
        after=[
            _("De link werkt een dag, en één keer."),
            _("Was u het niet? Dan hoeft u niets te doen: uw wachtwoord blijft zoals het was."),
        ],
    )


def confirm_letter(link: str) -> Letter:
    return Letter(
        heading=_("Bevestig uw nieuwe e-mailadres"),
        sentences=[
            _("Dit adres is opgegeven voor een account in het beheer van %(site)s. Het geldt zodra u het bevestigt.")
            % {"site": settings.SITE_NAME}
        ],
        button=(_("Bevestig dit adres"), link),
        after=[
            _("De link werkt drie dagen."),
            _("Was u het niet? Dan hoeft u niets te doen: zonder bevestiging verandert er niets."),
        ],
    )


def news_letter(user: AbstractBaseUser, what: str) -> Letter:
    return Letter(
        heading=str(NEWS[what]),
        sentences=[
            _("Dit veranderde aan uw account in het beheer van %(site)s.") % {"site": settings.SITE_NAME},
        ],
        details=[
            (_("Gebruikersnaam"), user.get_username()),
            (_("Wanneer"), date_format(timezone.localtime(), "j F Y, H:i")),
        ],
        button=(_("Bekijk uw account"), settings.SITE_URL + reverse("account")),
        after=[
            _(
                "Was u dit niet? Vraag dan meteen een nieuw wachtwoord aan, beëindig uw andere sessies, en waarschuw "
                "een collega die het beheer van accounts doet."
            )
        ],
    )
