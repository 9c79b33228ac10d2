"""What we mail to who asks for the newsletter. Pure, but for the names of topics; the language is the one active."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from subscribers.models import Topic
from subscribers.outbox.letters import Letter


def confirm_letter(token: str, wish: dict[str, Any]) -> Letter:
    names = Topic.objects.filter(slug__in=wish["topics"])
    language = translation.get_language() or "nl"
    return Letter(
        heading=_("Bevestig uw aanmelding voor de %(name)s") % {"name": settings.NEWSLETTER_NAME},
        sentences=[
            _("U vroeg om onze nieuwsbrief. Met één klik bevestigt u dat het klopt; daarvóór sturen wij u niets.")
        ],
        details=[(_("Onderwerpen"), ", ".join(topic.name_in(language) for topic in names))],
        button=(_("Ja, stuur mij de nieuwsbrief"), settings.SITE_URL + reverse("confirm-subscription", args=[token])),
        after=[
            _("De link werkt %(days)s dagen.") % {"days": settings.CONFIRM_DAYS},
            _("Was u het niet? Dan hoeft u niets te doen: zonder bevestiging wissen wij uw adres vanzelf."),
        ],
    )


def known_letter() -> Letter:
    return Letter(
        heading=_("U ontvangt de %(name)s al") % {"name": settings.NEWSLETTER_NAME},
        sentences=[
            _(
                "Iemand, waarschijnlijk uzelf, vroeg de nieuwsbrief aan op dit adres. "
                "U bent al aangemeld: u hoeft niets te doen."
            ),
            _("Afmelden kan met de link onderaan elk nummer."),
        ],
    )
