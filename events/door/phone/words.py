"""What the door page says, in both languages: it stands in the page, as the page works without us.

``%(n)s`` and the like are filled in by ``door.js``. A result is one big word, and a sentence that says what to do.
"""

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

RESULTS = {  # by what is shown (``events.models.Scan.Shown``)
    "in": (pgettext_lazy("at the door", "Binnen"), _("Welkom. %(people)s binnen.")),
    "out": (_("Eruit"), _("%(people)s ging naar buiten.")),
    "walk-in": (_("Inloop"), _("Er zijn er nu %(inside)s binnen.")),
    "undo": (_("Teruggedraaid"), _("Deze scan telt niet meer.")),
    "ask": (_("Hoeveel nu?"), _("Een gezelschap van %(seats)s. Er zijn er nu %(inside)s binnen.")),
    "again": (_("Al binnen"), _("Om %(time)s, op %(phone)s.")),
    "other-hour": (_("Ander uur"), _("Deze code is voor %(title)s, %(time)s.")),
    "elsewhere": (_("Andere plek"), _("Deze code is voor %(title)s, %(time)s: %(place)s.")),
    "waiting": (_("Wachtlijst"), _("Nog geen plaats. Is er ruimte, laat dan binnen als inloop.")),
    "unconfirmed": (_("Niet bevestigd"), _("De aanmelding is niet per mail bevestigd. Is er ruimte, laat dan binnen.")),
    "cancelled": (_("Afgemeld"), _("Deze plaats is opgezegd. Is er ruimte, laat dan binnen als inloop.")),
    "handed-over": (_("Overgedragen"), _("Iemand anders heeft deze plaats nu, met een eigen code.")),
    "called-off": (_("Gaat niet door"), _("%(title)s is afgelast of uitgesteld.")),
    "unknown": (_("Niet op deze lijst"), _("Misschien van vandaag, of van een andere avond. Zoek op naam.")),
    "unreadable": (_("Geen code van ons"), _("Een code heeft twaalf letters en cijfers, oudere hebben er acht.")),
}  # fmt: skip
OTHERS = {
    "title": _("Aan de deur"),
    "other-language": "English",
    "skip": _("Naar de inhoud"),
    "opening": _("Geef deze telefoon een naam, zodat anderen weten welke het is."),
    "label": _("Naam van deze telefoon"),
    "label-example": _("bijvoorbeeld: voordeur links"),
    "open": _("Begin"),
    "no-door": _("Deze deur is dicht"),
    "no-door-why": _(
        "Scan de QR-code die u van de organisatie kreeg, met de gewone Camera-app van uw telefoon. Is de "
        "avond voorbij, dan opent de code niets meer."
    ),
    "over": _("Deze avond is voorbij. Er staat niets meer over bezoekers op deze telefoon."),
    "not-here": _(
        "Deze browser kan dit niet bewaren. Open de pagina met de Camera-app van uw telefoon, en niet in een "
        "privévenster."
    ),
    "ready": _("Klaar zonder netwerk"),
    "getting-ready": _("Nog niet klaar voor gebruik zonder netwerk…"),
    "not-ready": _(
        "Werkt hier alleen met netwerk. Laad de pagina opnieuw; blijft dit staan, neem dan een andere "
        "telefoon."
    ),
    "all-sent": _("alles verstuurd"),
    "unsent": _("nog %(n)s te versturen"),
    "unreadable-scans": _("%(n)s scans kon de server niet lezen; ze blijven hier staan"),
    "offline": _("geen netwerk"),
    "online": _("netwerk"),
    "no-key": _("De server kent deze telefoon niet meer. Scans blijven hier staan; vraag de organisatie."),
    "ways": _("Wat wilt u doen?"),
    "scan": _("Scan"),
    "type": _("Typ"),
    "search": _("Zoek"),
    "walk-in": _("Inloop"),
    "start-camera": _("Zet de camera aan"),
    "stop-camera": _("Zet de camera uit"),
    "camera-refused": _("De camera mag of kan niet. Sta hem toe in de browser, of typ de code."),
    "camera-needs-network": _(
        "Zonder netwerk leest deze telefoon geen codes in de pagina. Typ de code, of open haar met de Camera-"
        "app: dat is één tabblad per scan, voor een rustige deur."
    ),
    "camera-view": _("Beeld van de camera"),
    "code": _("Code"),
    "code-help": _("Twaalf letters en cijfers. Een handscanner typt hier vanzelf."),
    "check": _("Kijk"),
    "name": _("Naam"),
    "name-help": _(
        "Met netwerk: een deel van de naam. Zonder netwerk: de hele achternaam; u ziet dan alleen letters."
    ),
    "found": _("%(n)s gevonden"),
    "found-none": _("Niemand gevonden. Klopt de achternaam helemaal?"),
    "moment": _("Waarvoor"),
    "inside": _("%(inside)s binnen"),
    "inside-of": _("%(inside)s binnen, %(capacity)s plaatsen"),
    "one-more": _("Eén erbij"),
    "one-less": _("Eén eruit"),
    "seats": _("%(n)s plaatsen"),
    "seat": _("1 plaats"),
    "everybody": _("allemaal: %(n)s"),
    "take-back": _("Draai terug"),
    "goes-out": _("Gaat eruit"),
    "let-in-anyway": _("Laat toch binnen"),
    "this-phone": _("deze telefoon"),
    "people-one": _("1 persoon"),
    "people-many": _("%(n)s mensen"),
    "server-says": _("Volgens de server: %(name)s, %(title)s, %(time)s."),
    "no-answer": _("Geen antwoord van de server. Probeer het zo nog eens."),
}  # fmt: skip


def words_in_both() -> dict[str, dict[str, str]]:
    """Language → name → words; a result has ``<name>`` and ``<name>-why``."""
    return {language: words_in(language) for language in ("nl", "en")}


def words_in(language: str) -> dict[str, str]:
    with translation.override(language):
        said = {name: str(words) for name, words in OTHERS.items()}
        for name, (word, why) in RESULTS.items():
            said[f"shown-{name}"], said[f"shown-{name}-why"] = str(word), str(why)
    if language == "en":
        said["other-language"] = "Nederlands"
    return said
