"""What the public reads for a kind, a language, a way in, an access sign; the desk has its own labels on the models."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.models import Event, Occurrence

KINDS: dict[str, Promise] = {
    Event.Kind.LECTURE: _("Lezing"),
    Event.Kind.DEBATE: _("Debat of talkshow"),
    Event.Kind.MUSIC: _("Muziek"),
    Event.Kind.STAGE: _("Theater of dans"),
    Event.Kind.EXPERIMENT: _("Experiment"),
    Event.Kind.WORKSHOP: _("Workshop"),
    Event.Kind.FILM: _("Film"),
    Event.Kind.EXHIBITION: _("Expositie of installatie"),
    Event.Kind.TOUR: _("Excursie of wandeling"),
    Event.Kind.QUIZ: _("Quiz"),
    Event.Kind.CHILDREN: _("Kinderprogramma"),
    Event.Kind.PARTY: _("Feest"),
    Event.Kind.SYMPOSIUM: _("Symposium"),
}
LANGUAGES: dict[str, Promise] = {
    Event.Language.NL: _("Nederlands"),
    Event.Language.EN: _("Engels"),
    Event.Language.BOTH: _("Nederlands en Engels"),
    Event.Language.ANY: _("Taal geen bezwaar"),
}
WAYS_IN: dict[str, Promise] = {
    Occurrence.WayIn.FREE: _("Vrij binnenlopen"),
    Occurrence.WayIn.EXPECTED: _("Vrij, laat weten dat u komt"),
    Occurrence.WayIn.REGISTER: _("Aanmelden"),
    Occurrence.WayIn.CHOOSE: _("Kies één van meer"),
    Occurrence.WayIn.APPLY: _("Op aanvraag"),
    Occurrence.WayIn.ELSEWHERE: _("Kaarten elders"),
    Occurrence.WayIn.INVITED: _("Alleen op uitnodiging"),
}
ACCESS: dict[str, Promise] = {
    "wheelchair": _("Rolstoel"),
    "ring_loop": _("Ringleiding"),
    "sign_language": _("Gebarentaal"),
    "low_stimulus": _("Prikkelarm"),
}
ACCESS_SENTENCES: dict[str, Promise] = {
    "wheelchair": _("Toegankelijk met een rolstoel"),
    "ring_loop": _("Met ringleiding voor wie een hoortoestel draagt"),
    "sign_language": _("Met een tolk Nederlandse Gebarentaal"),
    "low_stimulus": _("Prikkelarm: rustig licht en geluid"),
}
