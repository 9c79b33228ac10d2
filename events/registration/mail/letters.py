"""What we write to who registered: one letter per thing that happened, in the active language. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from subscribers.outbox.letters import Letter


@dataclass(frozen=True)
class Visit:
    """What a letter about a registration tells: texts of the facts and the visitor's own details."""

    name: str  # "" where the address is not proven: the words may be a stranger's
    seats: int
    title: str
    when: str
    place: str
    page: str  # address of the event
    manage: str = ""  # secret address to look at or cancel it
    code: str = ""
    reason: str = ""
    was: str = ""


QR_ID = "qr@kennisstad"


def details(visit: Visit) -> list[tuple[str, str]]:
    seats = ngettext("%(n)s plaats", "%(n)s plaatsen", visit.seats) % {"n": visit.seats}
    return [
        (_("Wat"), visit.title),
        (_("Wanneer"), visit.when),
        (_("Waar"), visit.place),
        (_("Voor"), f"{visit.name}, {seats}" if visit.name else seats),
    ]


def confirmed(visit: Visit, *, promoted: bool = False) -> Letter:
    """There is a place: with QR code and the link to cancel."""
    first = (
        _("Er is plaats gekomen: u stond op de wachtlijst en u kunt nu komen.")
        if promoted
        else _(
            "Uw plaats is vastgelegd. Bij deze mail zit een uitnodiging voor uw agenda. "
            "Verandert er iets, dan krijgt u weer mail."
        )
    )
    return Letter(
        heading=_("U kunt komen: %(title)s") % {"title": visit.title},
        sentences=[first],
        details=details(visit),
        button=(_("Bekijk of annuleer uw aanmelding"), visit.manage),
        image=(QR_ID, _("QR-code met uw toegangscode")),
        code=_("Laat deze code bij de deur zien: %(code)s") % {"code": visit.code},
        after=[
            _("Kunt u toch niet? Meld u af; dan krijgt iemand anders uw plaats."),
            _("Over de activiteit: %(page)s") % {"page": visit.page},
        ],
    )


def waitlisted(visit: Visit) -> Letter:
    return Letter(
        heading=_("U staat op de wachtlijst: %(title)s") % {"title": visit.title},
        sentences=[
            _("Alle plaatsen zijn bezet. Zodra er plaats komt voor uw hele gezelschap, krijgt u meteen bericht.")
        ],
        details=details(visit),
        button=(_("Bekijk of annuleer uw aanmelding"), visit.manage),
        after=[_("Over de activiteit: %(page)s") % {"page": visit.page}],
    )


def must_confirm(visit: Visit, confirm: str, minutes: int) -> Letter:
    return Letter(
        heading=_("Bevestig uw aanmelding: %(title)s") % {"title": visit.title},
        sentences=[
            _("Uw aanmelding telt pas als u op de knop drukt. Doe dat binnen %(minutes)s minuten; daarna vervalt zij.")
            % {"minutes": minutes}
        ],
        details=details(visit),
        button=(_("Ja, ik kom"), confirm),
        after=[_("Was u het niet? Dan hoeft u niets te doen: zonder bevestiging vervalt alles vanzelf.")],
    )


def repeated(visit: Visit, waiting: bool) -> Letter:
    """The same address again: nothing changed, and only this mail tells."""
    state = _("U staat al op de wachtlijst.") if waiting else _("U was al aangemeld.")
    return Letter(
        heading=_("U had zich al aangemeld: %(title)s") % {"title": visit.title},
        sentences=[
            state,
            _(
                "Er is niets veranderd. Wilt u met meer of minder mensen komen? "
                "Meld u dan eerst af, en daarna opnieuw aan."
            ),
        ],
        details=details(visit),
        button=(_("Bekijk of annuleer uw aanmelding"), visit.manage),
    )


def joined(parts: list[Letter]) -> Letter:
    """Several registrations of one address, soonest first."""
    return Letter(
        heading=_("Uw aanmeldingen"),
        sentences=[_("U meldde zich kort na elkaar voor meer aan. Hier staat alles bij elkaar.")],
        parts=parts,
    )


def cancelled(visit: Visit) -> Letter:
    """By the visitor."""
    return Letter(
        heading=_("Afgemeld: %(title)s") % {"title": visit.title},
        sentences=[_("Uw aanmelding is geannuleerd. Fijn dat u het laat weten: de plaats gaat naar iemand anders.")],
        details=details(visit),
        after=[_("Toch komen? Meld u opnieuw aan: %(page)s") % {"page": visit.page}],
    )


def lapsed(visit: Visit) -> Letter:
    """Only where no mail could ask to confirm: of who got that one, nothing more is asked or told."""
    return Letter(
        heading=_("Niet vastgelegd: %(title)s") % {"title": visit.title},
        sentences=[_("Deze aanmelding is niet op tijd bevestigd. De plaats is weer vrij.")],
        details=details(visit),
        after=[_("Toch komen? Meld u opnieuw aan: %(page)s") % {"page": visit.page}],
    )


def moved(visit: Visit) -> Letter:
    """By us: another time or place. What is in a calendar changes once its owner accepts the new invitation."""
    return Letter(
        heading=_("Gewijzigd: %(title)s") % {"title": visit.title},
        sentences=[_("Let op: tijd of plaats is veranderd. Uw aanmelding blijft geldig.")],
        details=[*details(visit), (_("Eerst was het"), visit.was)],
        button=(_("Bekijk of annuleer uw aanmelding"), visit.manage),
        after=[_("Over de activiteit: %(page)s") % {"page": visit.page}],
    )


def called_off(visit: Visit) -> Letter:
    """By us: it does not take place."""
    return Letter(
        heading=_("Gaat niet door: %(title)s") % {"title": visit.title},
        sentences=[_("Helaas gaat deze activiteit niet door."), *([visit.reason] if visit.reason else [])],
        details=details(visit),
        after=[_("Over de activiteit: %(page)s") % {"page": visit.page}],
    )
