"""Why nobody who waits gets a place now: one sentence, the same for who waits and for staff."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Occurrence, Registration

from .line import Count, InLine, count_seats, line_up

State = Registration.State


def why_not_promoted(occurrence: Occurrence) -> str:
    """As it is now, in the active language; "" where nobody waits, or who waits is about to get a place."""
    count, now = count_seats(occurrence), timezone.now()
    waiting = [party for party in count.line if party.state != State.PENDING]
    if not waiting:
        return ""
    if not count.takes_place:
        return _("Het gaat nu niet door.")
    if occurrence.starts_at <= now:
        return _("Het is begonnen.")
    if not occurrence.promotes(now):
        return _("De wachtlijst is gesloten: het begint zo.")
    if [party for party in line_up(occurrence, count).fitting if party.state != State.PENDING]:
        return ""
    return who_stops(occurrence, count, waiting)


def who_stops(occurrence: Occurrence, count: Count, waiting: list[InLine]) -> str:
    """Of an occurrence with a bound, where nobody who waits fits."""
    room = occurrence.room or 0
    left = room - count.given
    if left <= 0:
        return _("Alle plaatsen zijn bezet.")
    first = next((party for party in waiting if party.has + party.seats <= room), None)
    if first is None:
        return _("Wie wacht, komt met meer mensen dan er in passen.")
    if first.seats <= left:
        return _("De plaatsen die er zijn, worden vastgehouden voor wie eerder was en nog moet bevestigen.")
    free = ngettext("Er is %(n)s plaats vrij,", "Er zijn %(n)s plaatsen vrij,", left) % {"n": left}
    asked = ngettext("en wie vooraan staat wacht op %(n)s.", "en wie vooraan staat wacht op %(n)s.", first.seats)
    return f"{free} {asked % {'n': first.seats}}"
