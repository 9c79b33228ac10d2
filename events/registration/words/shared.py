"""Sentences that stand in many cells of the table."""

from django.utils.translation import ngettext_lazy

YOURS = ngettext_lazy("Uw plaats blijft van u.", "Uw %(seats)s plaatsen blijven van u.", "seats")
YOU_WAIT = ngettext_lazy("U staat op de wachtlijst.", "U staat met %(seats)s mensen op de wachtlijst.", "seats")
YOU_GO_ON_WAITING = ngettext_lazy(
    "U blijft op de wachtlijst staan.", "U blijft met %(seats)s mensen op de wachtlijst staan.", "seats"
)
