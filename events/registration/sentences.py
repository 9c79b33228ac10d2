"""Why somebody cannot register, in one sentence each: form, API and desk show it as it is. And what the form answers.

Where there is a waiting list a full event is no refusal: the form says so itself (``register.html``).
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import CalendarEntry, Occurrence
from events.models.texts import in_language
from events.shell.language import lang_of, language_now
from subscribers.shell.names import check_name, clean_name
from subscribers.shell.validators import validate_mailable


def check_open(occurrence: Occurrence, now: datetime) -> None:
    """Why one cannot register now, as a sentence; nothing when one can."""
    if Occurrence.objects.open_for_registration(now).filter(pk=occurrence.pk).exists():
        return
    if occurrence.window(now) == "soon":
        raise ValidationError(_("Aanmelden kan nog niet. Probeer het later nog eens."), code="not_open")
    if occurrence.way_in not in Occurrence.REGISTERED_HERE:
        raise ValidationError(
            _("Voor dit moment meldt u zich niet hier aan. Kijk op de pagina van de activiteit hoe u binnenkomt."),
            code="not_here",
        )
    told = CalendarEntry.objects.filter(occurrence=occurrence).values_list("facts__status", flat=True).first()
    if told == "postponed":
        raise ValidationError(_("Deze activiteit is uitgesteld; aanmelden kan nu niet."), code="closed")
    if told != "scheduled":
        raise ValidationError(_("Deze activiteit gaat niet door; aanmelden kan niet meer."), code="closed")
    raise ValidationError(_("Aanmelden kan niet meer: de aanmelding is gesloten."), code="closed")


def full(free: int = 0) -> ValidationError:
    """No seat for this party, and no waiting list; ``free`` are too few for it."""
    if not free:
        return ValidationError(_("Het is vol: alle plaatsen zijn bezet."), code="full")
    sentence = ngettext(
        "Voor uw hele gezelschap is er geen plaats meer: er is nog %(free)s plaats.",
        "Voor uw hele gezelschap is er geen plaats meer: er zijn nog %(free)s plaatsen.",
        free,
    )
    return ValidationError(sentence, code="full", params={"free": free})


def queue_rule(pass_over_hours: int | None, promote_until_hours: int | None) -> str:
    """In which order seats that come free are given (see ``waiting_list``), and until when: for who waits, or would."""
    rule = order_rule(pass_over_hours)
    if promote_until_hours is None:
        return rule
    until = ngettext(
        "Vanaf %(hours)s uur voor het begin krijgt niemand die wacht nog een plaats.",
        "Vanaf %(hours)s uur voor het begin krijgt niemand die wacht nog een plaats.",
        promote_until_hours,
    )
    return f"{rule} {until % {'hours': promote_until_hours}}"


def order_rule(pass_over_hours: int | None) -> str:
    strict = _("Wie het eerst wachtte, is het eerst aan de beurt. Een gezelschap blijft bij elkaar;")
    if pass_over_hours is None:
        always = _("past het niet, dan wacht wie erna komt ook.")
        return f"{strict} {always}"
    late = ngettext(
        "past het niet, dan wacht wie erna komt ook, tot %(hours)s uur voor het begin. Daarna gaat voor wie wel past.",
        "past het niet, dan wacht wie erna komt ook, tot %(hours)s uur voor het begin. Daarna gaat voor wie wel past.",
        pass_over_hours,
    )
    return f"{strict} {late % {'hours': pass_over_hours}}"


def line_before(parties: int, seats: int) -> str:
    """How long it may take, for who waits."""
    if not parties:
        return _("U bent als eerste aan de beurt.")
    said = ngettext("Voor u wacht %(parties)s aanmelding,", "Voor u wachten %(parties)s aanmeldingen,", parties)
    many = ngettext("voor %(seats)s plaats.", "voor %(seats)s plaatsen.", seats)
    return f"{said % {'parties': parties}} {many % {'seats': seats}}"


def choice_rule(occurrence: Occurrence) -> SafeString | str:
    """Said to everybody alike: nobody learns here who chose; "" where there is no choice."""
    if occurrence.way_in != Occurrence.WayIn.CHOOSE or occurrence.choice is None:
        return ""
    language, choice = language_now(), occurrence.choice
    name, lang = in_language(choice, "name", language), lang_of(choice, "name", language)
    said = format_html('<span lang="{}">{}</span>', lang, name) if lang else conditional_escape(name)
    sentence = _(
        "Van ‘%(choice)s’ kiest u er één. Koos u al, dan verandert er niets: in de mail leest u hoe u wisselt."
    )
    return format_html(sentence.replace("%(choice)s", "{}"), said)


def most_of(occurrence: Occurrence) -> int:
    """The largest party."""
    room = occurrence.capacity
    return occurrence.party_limit if room is None else min(occurrence.party_limit, room)


def check_party(occurrence: Occurrence, seats: int) -> None:
    if seats > (most := most_of(occurrence)):
        sentence = ngettext(
            "U kunt hier hoogstens %(most)s plaats vragen.", "U kunt hier hoogstens %(most)s plaatsen vragen.", most
        )
        raise ValidationError({"seats": ValidationError(sentence, code="party_too_large", params={"most": most})})


def check_visitor(name: str, email: str, seats: int, *, needs_address: bool = True) -> tuple[str, str]:
    """Name and address without surplus spaces; every wrong field at once. Only of who is here there may be none."""
    name, email, problems = clean_name(name), email.strip(), {}
    if not name:
        problems["name"] = ValidationError(_("Vul uw naam in."), code="required")
    try:
        check_name(name)
    except ValidationError as error:
        problems["name"] = error
    try:
        if email or needs_address:
            validate_mailable(email)
    except ValidationError:
        problems["email"] = ValidationError(
            _("Dit e-mailadres klopt niet. Een adres ziet eruit als naam@voorbeeld.nl."), code="invalid"
        )
    if seats < 1:
        problems["seats"] = ValidationError(_("Kies minstens één plaats."), code="min_value")
    if problems:
        raise ValidationError(problems)
    return name, email


def answer_in_words(state: str) -> list[str]:
    """What a page says to who asked for seats: what a newcomer gets, in words that hold for who was registered too.

    So no number and nothing of how they are registered: that is told by mail, to the owner of the address.
    """
    first = {
        "confirmed": _("Er is plaats. In de mail die u krijgt staat uw aanmelding, met een QR-code voor aan de deur."),
        "waitlisted": _(
            "Voor wie nu komt is het vol, en is er de wachtlijst. Hoe u er voor staat, leest u in de mail die u krijgt."
        ),
        "pending": _(
            "Wie nieuw is heeft nog één stap te doen: open de mail die u krijgt en druk op de knop; anders vervalt de "
            "aanmelding."
        ),
    }[state]
    return [first, _("Was u al aangemeld? Dan is er niets veranderd, en staat ook dat in die mail.")]
