"""How an entry of our feed looks in the four programs that most people have. Pure; rules, no screenshots.

What is known comes from public reports and documentation, named beside each rule. A rule that no longer holds is
mended here and nowhere else. Texts are Dutch: only staff read them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from events.calendar.agents import RHYTHMS, Client
from events.ledger.entry_text import TITLE_LENGTH, description_of, summary_of
from events.models.facts import Facts, moment

FIRST_LINES = 3
LINE_LENGTH = 90
OUTLOOK_LENGTH = 255  # [MS-OXCICAL] 2.1.3.1.1.20.24: SUMMARY is cut at 255 WCHARs; LOCATION likewise
DUTCH_DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


@dataclass(frozen=True)
class ClientView:
    """One program. ``title`` stands on the entry itself, ``month_title`` in a month of seven columns on a laptop (an
    estimate: fonts differ). ``is_hidden``: the reader sees nothing at all. ``body_first_lines`` is what one sees of
    the text without scrolling; ``notes`` are sentences for staff.
    """

    client: str
    title: str
    month_title: str
    where: str
    has_map: bool
    has_link: bool
    is_hidden: bool
    body_first_lines: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Program:
    """What one program does with any entry."""

    name: str
    family: Client
    month_letters: int
    has_map: Callable[[Facts], bool]
    shows_url: bool
    hides_cancelled: bool
    cancelled: str
    notes: tuple[str, ...]


def has_point(facts: Facts) -> bool:
    venue = facts["venue"]
    return bool(venue and venue["lat"] is not None and venue["lon"] is not None)


def has_address(facts: Facts) -> bool:
    return bool(facts["venue"] and facts["venue"]["street"])


def has_no_map(facts: Facts) -> bool:
    return False


PROGRAMS = (
    # A cancelled entry of a subscription is taken away: hackgvl/hackgreenville-com#498, esrg-knights/Squire#215,
    # qwandor/dancelist-data#205. URL is not shown: web-standards/calendar#25, maevsi/vibetype#117. LOCATION is
    # looked up as words.
    Program(
        "Google",
        Client.GOOGLE,
        month_letters=18,
        has_map=has_address,
        shows_url=False,
        hides_cancelled=True,
        cancelled="Google haalt wat niet doorgaat uit de agenda weg. De lezer ziet het dus verdwijnen, en niet waarom.",
        notes=("Google toont geen veld voor een link; het adres van de pagina staat daarom onder aan de tekst.",),
    ),
    # Cancelled is struck through: w3c/calendar#90. The map needs X-APPLE-STRUCTURED-LOCATION: ical-generator#157, #170.
    # URL is a field of its own (GAS-ICS-Sync#290); tags in the text are shown as they are (small-seasons#6).
    Program(
        "Apple",
        Client.APPLE,
        month_letters=16,
        has_map=has_point,
        shows_url=True,
        hides_cancelled=False,
        cancelled="Apple streept door wat niet doorgaat.",
        notes=(),
    ),
    # STATUS is ignored, so the title must say it: esrg-knights/Squire#215. The body is plain text and URL is not shown:
    # spatie/calendar-links#136, meine-stadt-transparent#384.
    # Free by X-MICROSOFT-CDO-BUSYSTATUS: infinet/lunar-calendar#20.
    Program(
        "Outlook",
        Client.OUTLOOK_WEB,
        month_letters=20,
        has_map=has_no_map,
        shows_url=False,
        hides_cancelled=False,
        cancelled="Outlook let niet op de stand: alleen het woord in de titel zegt dat het niet doorgaat.",
        notes=("Outlook toont geen veld voor een link; het adres van de pagina staat daarom onder aan de tekst.",),
    ),
    # Struck through: esrg-knights/Squire#215. Status and link are rows of their own (comm-central,
    # calendar/base/content/widgets/calendar-item-summary.js); DESCRIPTION is plain text, LOCATION words.
    Program(
        "Thunderbird",
        Client.THUNDERBIRD,
        month_letters=22,
        has_map=has_no_map,
        shows_url=True,
        hides_cancelled=False,
        cancelled="Thunderbird streept door wat niet doorgaat.",
        notes=(),
    ),
)


def client_views(facts: Facts, language: str) -> list[ClientView]:
    """What each program makes of an entry with these facts in the feed of ``language``."""
    return [view_in(program, facts, language) for program in PROGRAMS]


def view_in(program: Program, facts: Facts, language: str) -> ClientView:
    title = summary_of(facts, language)
    is_off = facts["status"] != "scheduled"
    return ClientView(
        client=program.name,
        title=shortened(title, OUTLOOK_LENGTH),
        month_title=shortened(title, program.month_letters),
        where=shortened(facts[language]["location"], OUTLOOK_LENGTH),
        has_map=program.has_map(facts),
        has_link=program.shows_url,
        is_hidden=is_off and program.hides_cancelled,
        body_first_lines=first_lines(description_of(facts, language)),
        notes=(
            *([program.cancelled] if is_off else []),
            *program.notes,
            f"Haalt de agenda op: {RHYTHMS[program.family]}.",
        ),
    )


def common_notes(facts: Facts, language: str, zone: ZoneInfo) -> list[str]:
    """What holds in every program."""
    texts = facts[language]
    start, end = (moment(facts[name]).astimezone(zone) for name in ("startsAt", "endsAt"))
    notes = []
    if len(texts["title"]) > TITLE_LENGTH:
        notes.append(f"De titel is {len(texts['title'])} tekens; in agenda's staan de eerste {TITLE_LENGTH}.")
    if facts["allDay"]:
        notes.append("Dit staat boven aan de dag, zonder uren.")
    elif not facts["endKnown"]:
        notes.append(
            f"Er is geen eindtijd. Agenda's tonen een blok tot {end:%H:%M}; de tekst zegt dat dat niet zeker is."
        )
    if not facts["allDay"] and facts["day"] != start.date().isoformat():
        day = date.fromisoformat(facts["day"])
        evening, night = DUTCH_DAYS[day.weekday()], DUTCH_DAYS[start.weekday()]
        notes.append(
            f"Op de site hoort dit bij {evening}; in agenda's staat het op {night}, want het begint na middernacht."
        )
    if texts["lang"] != language:
        notes.append("Er is geen Engelse tekst; in de Engelse agenda staat de Nederlandse.")
    if any(tag in texts["html"] for tag in ("<b>", "<strong>", "<h3>", "<h4>", "<em>", "<i>", "<a ")):
        notes.append("Agenda's tonen gewone tekst: koppen en vet verdwijnen, en een link staat er als adres.")
    if not texts["location"]:
        notes.append("Er is geen plaats; de lezer kan niet zien waar hij moet zijn.")
    return [
        *notes,
        "Geen programma waarschuwt als er iets verandert: wie zich aanmeldde, krijgt daarom een mail van ons.",
    ]


def first_lines(text: str) -> tuple[str, ...]:
    lines = [line for line in text.split("\n") if line.strip()]
    return tuple(shortened(line, LINE_LENGTH) for line in lines[:FIRST_LINES])


def shortened(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"
