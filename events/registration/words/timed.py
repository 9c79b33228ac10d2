"""What the clock is the reason for (``events.registration.timed``): only who has a place is told it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from .kinds import Happened, Standing, Words

TOLD_BY_CLOCK = {
    Happened.REMINDED: {
        Standing.PLACE: Words(
            _("Tot ziens"),
            (
                ngettext_lazy("Uw plaats staat vast.", "Uw %(seats)s plaatsen staan vast.", "seats"),
                _("Wat voor weer het ook wordt: verandert er iets of gaat het niet door, dan mailen wij u meteen."),
            ),
        ),
    },
    Happened.CALLED: {
        Standing.PLACE: Words(
            _("Ga alvast"),
            (
                _("Het begint bijna. Ga alvast op weg, dan bent u op tijd bij de deur."),
                ngettext_lazy("Uw plaats staat vast.", "Uw %(seats)s plaatsen staan vast.", "seats"),
            ),
        ),
    },
    Happened.THANKED: {
        Standing.PLACE: Words(
            _("Bedankt voor uw komst"),
            (
                ngettext_lazy("Fijn dat u er was.", "Fijn dat u er met elkaar was.", "seats"),
                _("Hoe was het? Met de knop zegt u het in één keer. Wij tellen alleen de antwoorden."),
            ),
        ),
    },
}
