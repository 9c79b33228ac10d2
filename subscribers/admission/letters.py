"""The mail with a code. Pure; the language is the one active."""

from django.conf import settings
from django.utils.translation import gettext as _

from subscribers.outbox.letters import Letter


def code_letter(code: str) -> Letter:
    return Letter(
        heading=_("Uw code: %(code)s") % {"code": code},
        sentences=[
            _(
                "Vul deze code in op de pagina van %(site)s waar u hem vroeg, en verstuur het formulier. "
                "Hij werkt een half uur."
            )
            % {"site": settings.SITE_NAME}
        ],
        details=[(_("Code"), code)],
        after=[_("Vroeg u niets? Dan hoeft u niets te doen: zonder de code gebeurt er niets.")],
    )
