"""What the owner of a registration does with it behind the mailed link, and what is left of it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from .kinds import Happened, Standing, Words
from .shared import YOU_WAIT

UNDO = _("Bedenkt u zich? Op de pagina van uw aanmelding draait u het tot die tijd terug.")
NEW_CODE = _("Wie nu komt, heeft een eigen code; die van u geldt niet meer.")
HAD = ngettext_lazy("Eerst was het er één.", "Eerst waren het er %(had)s.", "had")
FOR_MORE = ngettext_lazy(
    "Voor nog één persoon staat u op de wachtlijst.",
    "Voor nog %(wanted)s mensen staat u op de wachtlijst.",
    "wanted",
)
BY_ITS_OWNER = {
    Happened.CHANGED: {
        Standing.PLACE: Words(
            _("Aanmelding gewijzigd"),
            (ngettext_lazy("U hebt nu een plaats.", "U hebt nu %(seats)s plaatsen.", "seats"),),
        ),
        Standing.WAITING: Words(_("Aanmelding gewijzigd"), (YOU_WAIT,)),
    },
    Happened.HANDED_OVER: {
        Standing.PLACE: Words(
            _("Overgedragen"),
            (
                ngettext_lazy("U hebt uw plaats overgedragen.", "U hebt uw %(seats)s plaatsen overgedragen.", "seats"),
                NEW_CODE,
            ),
        ),
    },
    Happened.RECEIVED: {
        Standing.PLACE: Words(
            _("U kunt komen"),
            (
                _("Iemand die was aangemeld, heeft aan u overgedragen."),
                ngettext_lazy("U hebt nu een plaats.", "U hebt nu %(seats)s plaatsen.", "seats"),
            ),
        ),
    },
    Happened.LEAVING: {
        Standing.PLACE: Words(
            _("U meldt zich af"),
            (
                ngettext_lazy(
                    "Uw plaats blijft nog van u tot %(until)s uur; daarna gaat zij naar een ander.",
                    "Uw %(seats)s plaatsen blijven nog van u tot %(until)s uur; daarna gaan zij naar anderen.",
                    "seats",
                ),
                UNDO,
            ),
        ),
        Standing.WAITING: Words(
            _("U meldt zich af"),
            (_("Om %(until)s uur gaat u van de wachtlijst. Tot die tijd krijgt u geen plaats."), UNDO),
        ),
    },
}
