"""Letters to who registered, in the active language: ``events.registration.words``, and what goes with them. Pure."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.ical import Method
from events.registration.words import Happened, Said, Standing, say
from subscribers.outbox.letters import Letter

QR_ID = "qr@kennisstad"
INVITING = (
    Happened.REGISTERED, Happened.RECEIVED, Happened.PROMOTED, Happened.MOVED, Happened.LINK, Happened.RESTORED,
    Happened.SWITCHED, Happened.TRANSFERRED, Happened.REFRESHED,
)  # fmt: skip
OFF = (Happened.CALLED_OFF, Happened.POSTPONED)
ENDING = (Happened.CANCELLED, Happened.HANDED_OVER, *OFF)
NO_CODE = (*ENDING, Happened.LEAVING, Happened.THANKED, Happened.CHOSE_OTHER)
ON_THE_WAY = (Happened.REMINDED, Happened.CALLED)  # what leads to the door is in them


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
    confirm: str = ""  # secret address of the button
    cancel: str = ""  # secret address to cancel it, where that is what the button is for
    opinion: str = ""  # secret address of the question how it was
    access: str = ""  # what the venue says of access
    map: str = ""  # address of the place on a map
    give_up: str = ""  # secret address where one says that the place may go
    until: str = ""  # hour at which it lapses
    code: str = ""
    stream: str = ""  # address of the live stream
    reason: str = ""  # why it is off
    by_us: str = ""  # why staff cancelled it
    was: str = ""  # when and where it was
    news: str = ""  # what changed
    choice: str = ""  # the name of the choice that it is one of
    wanted: int = 0  # seats it waits for beside those it has
    had: int = 0  # people it was for before


def method_of(happened: Happened, standing: Standing) -> Method | None:
    """What the calendar of this visitor is told; who never had an invitation gets none."""
    if standing != Standing.PLACE:
        return None
    return Method.REQUEST if happened in INVITING else Method.CANCEL if happened in ENDING else None


def said_of(happened: Happened, standing: Standing, visit: Visit) -> Said:
    """The words of the letter, with the reason behind them; a cancelled invitation repeats them."""
    said = say(happened, standing, visit.seats, wanted=visit.wanted, had=visit.had, until=visit.until, news=visit.news)
    more = [visit.reason] if visit.reason and happened in OFF else []
    if visit.by_us and happened == Happened.CANCELLED:
        more = [_("Wij deden dit, met deze reden: %(reason)s") % {"reason": visit.by_us}]
    if visit.choice and visit.manage and happened == Happened.REPEATED:
        more = [chosen_once(visit.choice)]
    return replace(said, sentences=[*said.sentences, *more])


def write(happened: Happened, standing: Standing, visit: Visit, *, qr_id: str = QR_ID) -> Letter:
    """One letter. Who has a place gets the code and the link of the stream in each, so that a lost mail is no loss."""
    said = said_of(happened, standing, visit)
    comes = standing == Standing.PLACE and happened not in NO_CODE
    return Letter(
        heading=f"{said.heading}: {visit.title}",
        sentences=said.sentences,
        details=details(visit, comes=comes, is_off=happened in OFF),
        button=button(visit, standing),
        image=(qr_id, _("QR-code met uw toegangscode")) if comes else None,
        code=_("Laat deze code bij de deur zien: %(code)s") % {"code": visit.code} if comes else "",
        after=after(happened, standing, visit),
    )


def details(visit: Visit, *, comes: bool, is_off: bool) -> list[tuple[str, str]]:
    seats = ngettext("%(n)s plaats", "%(n)s plaatsen", visit.seats) % {"n": visit.seats}
    rows = [
        (_("Wat"), visit.title),
        (_("Zou zijn op") if is_off else _("Wanneer"), visit.when),
        (_("Waar"), visit.place),
        (_("Kaart"), visit.map),
        (_("Toegankelijkheid"), visit.access),
        (_("Livestream"), visit.stream if comes else ""),
        (_("Voor"), f"{visit.name}, {seats}" if visit.name else seats),
        (_("Eerst was het"), visit.was),
    ]
    return [(label, value) for label, value in rows if value]


def button(visit: Visit, standing: Standing) -> tuple[str, str] | None:
    if visit.confirm:
        return confirm_said(standing, visit.seats), visit.confirm
    if visit.opinion:
        return _("Hoe was het?"), visit.opinion
    if visit.give_up:
        return give_up_led_to(standing, visit.seats), visit.give_up
    if visit.cancel:
        return _("Kunt u niet? Meld u af"), visit.cancel
    return (_("Bekijk of annuleer uw aanmelding"), visit.manage) if visit.manage else None


def give_up_said(standing: Standing, seats: int) -> str:
    """Likewise, on the button that gives a place up."""
    if standing == Standing.WAITING:
        return _("Haal mij van de wachtlijst")
    return ngettext("Geef mijn plaats vrij", "Geef onze %(seats)s plaatsen vrij", seats) % {"seats": seats}


def give_up_led_to(standing: Standing, seats: int) -> str:
    """On the button of the mail: of more places one may give up some, which the page asks."""
    many = seats > 1 and standing != Standing.WAITING
    return _("Geef plaatsen vrij") if many else give_up_said(standing, seats)


def confirm_said(standing: Standing, seats: int) -> str:
    """What is on the button that confirms, in the mail and on its page."""
    if standing == Standing.UNHELD:
        return ngettext("Ja, zet mij op de wachtlijst", "Ja, zet ons op de wachtlijst", seats)
    return ngettext("Ja, ik kom", "Ja, wij komen", seats)


def after(happened: Happened, standing: Standing, visit: Visit) -> list[str]:
    """What stands under the code or the button."""
    lines = [about_calendar(happened, method_of(happened, standing))]
    if visit.cancel:
        return [_("Alles over uw aanmelding: %(page)s") % {"page": visit.manage}]
    if standing == Standing.PLACE and happened not in (*NO_CODE, Happened.DECLINED):
        lines += [
            ngettext(
                "Kunt u toch niet? Meld u af; dan krijgt iemand anders uw plaats.",
                "Kunt u toch niet? Meld u af; dan krijgt iemand anders uw plaatsen.",
                visit.seats,
            )
        ]
    if visit.confirm:
        lines += [_("Was u het niet? Dan hoeft u niets te doen: zonder bevestiging vervalt alles vanzelf.")]
    elif happened in (Happened.CANCELLED, Happened.LAPSED):
        lines += [_("Toch komen? Meld u opnieuw aan: %(page)s") % {"page": visit.page}]
    else:
        lines += [_("Over de activiteit: %(page)s") % {"page": visit.page}]
    return [line for line in lines if line]


def about_calendar(happened: Happened, method: Method | None) -> str:
    """What the calendar part asks of who has one: no program changes anything by itself."""
    if method is None:
        return ""
    if method == Method.CANCEL:
        return _("Staat het in uw agenda? Bij deze mail zit een bericht dat het eruit haalt.")
    if happened in (Happened.REGISTERED, Happened.RECEIVED, Happened.PROMOTED):
        return _("Bij deze mail zit een uitnodiging voor uw agenda. Verandert er iets, dan krijgt u weer mail.")
    return _("Bij deze mail zit een nieuwe uitnodiging: neem haar aan, dan staat het weer goed in uw agenda.")


def chosen_once(choice: str) -> str:
    return _(
        "Van ‘%(choice)s’ kiest u er één, en dit is uw keuze. "
        "Liever iets anders? Dan kunt u wisselen op de pagina achter de knop."
    ) % {"choice": choice}


def joined(parts: list[Letter]) -> Letter:
    """Several registrations of one address, soonest first."""
    return Letter(
        heading=_("Uw aanmeldingen"), sentences=[_("Hier staat bij elkaar waarvoor u bent aangemeld.")], parts=parts
    )
