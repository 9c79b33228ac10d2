"""What follows on the answer of a calendar (``events.registration.answers``)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from .kinds import Happened, Standing, Words
from .shared import YOU_GO_ON_WAITING, YOU_WAIT, YOURS

FIXED = _(
    "U stelde een ander moment voor, maar deze activiteit is voor iedereen op hetzelfde moment. Kunt u dan niet? Op de "
    "pagina achter de knop kunt u zich afmelden."
)
ASKED_BY_CALENDARS = {
    Happened.DECLINED: {
        Standing.PLACE: Words(
            _("Even over uw komst"),
            (
                ngettext_lazy(
                    "Uw agenda liet ons weten dat u niet komt. Uw plaats is nog van u.",
                    "Uw agenda liet ons weten dat u niet komt. Uw %(seats)s plaatsen zijn nog van u.",
                    "seats",
                ),
                ngettext_lazy(
                    "Komt u niet? Geef uw plaats met de knop vrij, dan krijgt iemand anders die. Komt u wel? Dan hoeft "
                    "u niets te doen.",
                    "Komt u niet, of met minder mensen? Zeg het met de knop, dan krijgen anderen die plaatsen. Komt u "
                    "wel? Dan hoeft u niets te doen.",
                    "seats",
                ),
            ),
        ),
        Standing.WAITING: Words(
            _("Even over de wachtlijst"),
            (
                _("Wij kregen bericht dat u niet komt."),
                YOU_WAIT,
                _("Wilt u eraf? Doe dat met de knop. Wilt u nog komen? Dan hoeft u niets te doen."),
            ),
        ),
    },
    Happened.COUNTERED: {
        Standing.PLACE: Words(_("Het moment staat vast"), (FIXED, YOURS)),
        Standing.WAITING: Words(_("Het moment staat vast"), (FIXED, YOU_GO_ON_WAITING)),
    },
    Happened.REFRESHED: {
        Standing.PLACE: Words(
            _("Uw uitnodiging"), (_("Uw agenda vroeg om de uitnodiging. Hier is zij, zoals het nu is."), YOURS)
        ),
    },
}
