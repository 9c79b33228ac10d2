"""What the owner of a registration is told: what happened × how the party stands → words, alike in mail and on a page.

One table. A number of people stands in every cell where it matters, so that three do not read *uw plaats*. Nothing else
of these words is written anywhere; what follows from them (button, code, calendar) is in ``mail.letters``.
"""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from events.models import Registration

from .calendars import ASKED_BY_CALENDARS
from .changes import BY_ITS_OWNER, FOR_MORE, HAD, NEW_CODE
from .kinds import OF_STATE, Happened, Said, Standing, Words
from .shared import YOU_GO_ON_WAITING, YOU_WAIT, YOURS
from .timed import TOLD_BY_CLOCK

UNCHANGED = _("Daaraan is niets veranderd.")
OTHER_NUMBER = _("Wilt u met meer of minder mensen komen? Dat verandert u op de pagina achter de knop.")
NEW_DATE = _("Is er een nieuwe datum, dan hoort u het.")
RATHER_HERE = _(
    "Komt u liever toch hierheen? Wisselen kan op de pagina achter de knop in de mail over uw andere keuze."
)
STILL_TO_CONFIRM = _("Uw aanmelding wacht nog op uw bevestiging, met de knop in de vorige mail.")
NEWS = _("Let op: %(news)s")
TO_CONFIRM = {
    Standing.HELD: Words(
        _("Bevestig uw aanmelding"),
        (
            ngettext_lazy(
                "Uw plaats wordt vastgehouden tot %(until)s uur. Druk voor die tijd op de knop, dan staat zij vast; "
                "anders vervalt uw aanmelding.",
                "Uw %(seats)s plaatsen worden vastgehouden tot %(until)s uur. Druk voor die tijd op de knop, dan staan "
                "zij vast; anders vervalt uw aanmelding.",
                "seats",
            ),
        ),
    ),
    Standing.UNKEPT: Words(
        _("Bevestig uw aanmelding"),
        (
            ngettext_lazy(
                "Er is nog plaats, maar er moeten al zoveel mensen bevestigen dat wij die niet voor u vasthouden. Druk "
                "zo snel mogelijk op de knop: is er dan plaats, dan staat zij vast, en anders staat u op de "
                "wachtlijst. Om %(until)s uur vervalt uw aanmelding.",
                "Er is nog plaats, maar er moeten al zoveel mensen bevestigen dat wij uw %(seats)s plaatsen niet "
                "vasthouden. Druk zo snel mogelijk op de knop: is er dan plaats, dan staat die vast, en anders staat u "
                "met elkaar op de wachtlijst. Om %(until)s uur vervalt uw aanmelding.",
                "seats",
            ),
        ),
    ),
    Standing.UNHELD: Words(
        _("Bevestig uw aanmelding"),
        (
            ngettext_lazy(
                "Er is nu geen plaats. Druk voor %(until)s uur op de knop, dan staat u op de wachtlijst; anders "
                "vervalt uw aanmelding.",
                "Er is nu geen plaats voor %(seats)s mensen. Druk voor %(until)s uur op de knop, dan staat u met "
                "elkaar op de wachtlijst; anders vervalt uw aanmelding.",
                "seats",
            ),
        ),
    ),
}
TO_WAIT = Words(
    _("U staat op de wachtlijst"),
    (
        ngettext_lazy(
            "Er is nu geen plaats. Komt er een vrij, dan krijgt u die en mailen wij u meteen.",
            "Er is nu geen plaats voor %(seats)s mensen. Komt die er, dan krijgt u haar en mailen wij u meteen.",
            "seats",
        ),
    ),
)

TOO_LATE = Words(_("Niet op tijd bevestigd"), (_("Deze aanmelding is niet op tijd bevestigd en geldt niet meer."),))


def to_pending(words: Words) -> dict[Standing, Words]:
    return dict.fromkeys((Standing.HELD, Standing.UNKEPT, Standing.UNHELD), words)


def changed(heading: Promise, what: Any, *, place: tuple[Any, ...], waiting: tuple[Any, ...], unproven: Any) -> Any:
    """The same happened to all; what it means differs."""
    return {
        Standing.PLACE: Words(heading, (what, *place)),
        Standing.WAITING: Words(heading, (what, *waiting)),
        **to_pending(Words(heading, (what, unproven))),
    }


TABLE: dict[Happened, dict[Standing, Words]] = {
    Happened.REGISTERED: {
        Standing.PLACE: Words(
            _("U kunt komen"),
            (ngettext_lazy("Uw plaats is vastgelegd.", "Uw %(seats)s plaatsen zijn vastgelegd.", "seats"),),
        ),
        Standing.WAITING: TO_WAIT,
        **TO_CONFIRM,
    },
    Happened.REPEATED: {
        Standing.PLACE: Words(
            _("U bent aangemeld"),
            (
                ngettext_lazy("Uw plaats staat vast.", "Uw %(seats)s plaatsen staan vast.", "seats"),
                UNCHANGED,
                OTHER_NUMBER,
            ),
        ),
        Standing.WAITING: Words(_("U staat op de wachtlijst"), (YOU_WAIT, UNCHANGED, OTHER_NUMBER)),
        **TO_CONFIRM,
    },
    Happened.PROMOTED: {
        Standing.PLACE: Words(
            _("U kunt komen"),
            (
                ngettext_lazy(
                    "Er is een plaats vrijgekomen: u stond op de wachtlijst en hebt nu een plaats.",
                    "Er zijn plaatsen vrijgekomen: u stond op de wachtlijst en hebt nu %(seats)s plaatsen.",
                    "seats",
                ),
            ),
        ),
    },
    **BY_ITS_OWNER,
    Happened.CANCELLED: {
        Standing.PLACE: Words(
            _("Afgemeld"),
            (
                ngettext_lazy(
                    "U bent afgemeld. Uw plaats is weer vrij voor een ander.",
                    "U bent afgemeld. Uw %(seats)s plaatsen zijn weer vrij voor anderen.",
                    "seats",
                ),
            ),
        ),
        Standing.WAITING: Words(_("Afgemeld"), (_("U bent afgemeld en staat niet meer op de wachtlijst."),)),
        **to_pending(Words(_("Afgemeld"), (_("U bent afgemeld. U hoeft niets meer te bevestigen."),))),
    },
    Happened.LAPSED: {Standing.LAPSED: TOO_LATE},
    Happened.SWITCHED: {
        Standing.PLACE: Words(
            _("Gewisseld"),
            (
                ngettext_lazy(
                    "U hebt gewisseld: uw plaats hier is vastgelegd.",
                    "U hebt gewisseld: uw %(seats)s plaatsen hier zijn vastgelegd.",
                    "seats",
                ),
            ),
        ),
        Standing.WAITING: Words(_("Gewisseld"), (_("U hebt gewisseld en sluit hier achteraan."), YOU_WAIT)),
    },
    Happened.TRANSFERRED: {
        Standing.PLACE: Words(
            _("Verplaatst"),
            (
                ngettext_lazy(
                    "Wij hebben uw aanmelding verplaatst: uw plaats is hier vastgelegd.",
                    "Wij hebben uw aanmelding verplaatst: uw %(seats)s plaatsen zijn hier vastgelegd.",
                    "seats",
                ),
            ),
        ),
        Standing.WAITING: Words(
            _("Verplaatst"), (_("Wij hebben uw aanmelding verplaatst; u sluit hier achteraan."), YOU_WAIT)
        ),
    },
    Happened.MOVED: changed(
        _("Gewijzigd"), NEWS, place=(YOURS,), waiting=(YOU_GO_ON_WAITING,), unproven=STILL_TO_CONFIRM
    ),
    Happened.LINK: {Standing.PLACE: Words(_("Gewijzigd"), (NEWS, YOURS))},  # only who has a place is told the link
    Happened.CALLED_OFF: changed(
        _("Gaat niet door"),
        _("Helaas gaat deze activiteit niet door."),
        place=(ngettext_lazy("Uw plaats vervalt.", "Uw %(seats)s plaatsen vervallen.", "seats"),),
        waiting=(_("De wachtlijst vervalt."),),
        unproven=_("U hoeft niets meer te bevestigen."),
    ),
    Happened.POSTPONED: changed(
        _("Uitgesteld"),
        _("Deze activiteit is uitgesteld."),
        place=(YOURS, NEW_DATE),
        waiting=(YOU_GO_ON_WAITING, NEW_DATE),
        unproven=_(
            "U hoeft niets te bevestigen: uw aanmelding vervalt. Met een nieuwe datum kunt u zich weer aanmelden."
        ),
    ),
    Happened.RESTORED: changed(
        _("Gaat toch door"),
        _("Deze activiteit gaat toch door."),
        place=(ngettext_lazy("Uw plaats geldt weer.", "Uw %(seats)s plaatsen gelden weer.", "seats"),),
        waiting=(YOU_WAIT,),
        unproven=STILL_TO_CONFIRM,
    ),
    Happened.CHOSE_OTHER: changed(
        _("Gaat toch door, maar u koos iets anders"),
        _("Deze activiteit gaat toch door. Toen zij niet doorging koos u iets anders, en daarvan kiest u er één."),
        place=(
            ngettext_lazy(
                "Wat u koos houdt u; uw plaats hier is vrijgegeven.",
                "Wat u koos houdt u; uw %(seats)s plaatsen hier zijn vrijgegeven.",
                "seats",
            ),
            RATHER_HERE,
        ),
        waiting=(_("Wat u koos houdt u; hier staat u niet meer op de wachtlijst."), RATHER_HERE),
        unproven=_("Wat u koos houdt u; u hoeft hier niets meer te bevestigen."),
    ),
    **ASKED_BY_CALENDARS,
    **TOLD_BY_CLOCK,
    Happened.LOOKED: {
        Standing.PLACE: Words(
            _("Uw aanmelding"),
            (ngettext_lazy("Bevestigd: u hebt een plaats.", "Bevestigd: u hebt %(seats)s plaatsen.", "seats"),),
        ),
        Standing.WAITING: TO_WAIT,
        **to_pending(Words(_("Uw aanmelding"), (_("Nog niet bevestigd: druk op de knop in de mail die u kreeg."),))),
        Standing.GONE: Words(_("U bent afgemeld"), (_("Deze aanmelding is afgemeld. U hoeft niets meer te doen."),)),
        Standing.LAPSED: TOO_LATE,
        Standing.HANDED: Words(_("Overgedragen"), (_("Deze plaats is overgedragen."), NEW_CODE)),
    },
    Happened.OVER: {standing: Words(_("Uw aanmelding"), (_("Dit is geweest."),)) for standing in Standing},
}


DONE_WITH = (
    Happened.CANCELLED,
    Happened.CHOSE_OTHER,
    Happened.HANDED_OVER,
    Happened.CALLED_OFF,
    Happened.LEAVING,
    Happened.OVER,
)


def standing_of(registration: Registration, *, fits: bool = True, kept: bool = True) -> Standing:
    """``fits`` and ``kept`` matter to who still has to confirm: is there room for the party, and is it kept?"""
    standing = OF_STATE[Registration.State(registration.state)]
    if standing != Standing.HELD or (fits and kept):
        return standing
    return Standing.UNKEPT if fits else Standing.UNHELD


def say(happened: Happened, standing: Standing, seats: int, *, wanted: int = 0, had: int = 0, **values: str) -> Said:
    """In the active language; ``wanted``: for how many more it waits, ``had``: how many it was for before.

    Raises ``KeyError`` for what nobody is told.
    """
    words = TABLE[happened][standing]
    given = {"seats": seats, "wanted": wanted, "had": had, "until": "", "news": "", **values}
    more = [*([HAD] if had else []), *([FOR_MORE] if wanted and happened not in DONE_WITH else [])]
    return Said(str(words.heading), [str(sentence % given) for sentence in (*words.sentences, *more)])
