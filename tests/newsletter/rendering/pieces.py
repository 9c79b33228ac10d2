"""Content for the builders, in one line each."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from newsletter.blocks import Agenda, Article, Button, Divider, Illustration, Intro, Quote, TwoColumns
from newsletter.blocks.agenda.lines import agenda_days
from newsletter.rendering.pieces import Frame, IssueContent, Picture, Piece
from newsletter.rendering.slots import UNSUBSCRIBE

SITE = "https://stad.example"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
AT = datetime(2026, 12, 1, 8, tzinfo=UTC)
KOEPEL = f"{SITE}/media/pictures/0123456789abcdef0123456789abcdef-1072.jpg"
PICTURE = Picture(KOEPEL, 1072, 600, "De koepel bij nacht", (512, 1072, 1600))


def make_frame(**values: Any) -> Frame:
    row = {
        "newsletter_name": "Nieuwsbrief Stad",
        "sender_name": "De Stad",
        "postal_address": "Stadhuisplein 1, 2311 EJ Leiden",
        "site_url": SITE,
        "web_url": f"{SITE}/nieuwsbrief/december/",
        "archive_url": f"{SITE}/nieuwsbrief/",
        "privacy_url": f"{SITE}/privacy/",
        "unsubscribe_url": f"{SITE}/nieuwsbrief/uitschrijven/{UNSUBSCRIBE}/",
        **values,
    }
    return Frame(**row)


def make_content(*pieces: Any, language: str = "nl", **values: Any) -> IssueContent:
    row = {
        "language": language,
        "subject": "December in de stad",
        "preheader": "Wat er komt.",
        "frame": make_frame(),
        "dated": date(2026, 12, 1),
        "pieces": tuple(pieces),
        **values,
    }
    return IssueContent(**row)


def make_intro(text: str = "<p>Beste lezer,</p>", **values: Any) -> Intro:
    return Intro(**{"heading": "", "text": text, **values})


def make_article(text: str = "<p>Nieuws.</p>", **values: Any) -> Article:
    return Article(**{"heading": "De koepel open", "text": text, **values})


def make_facts(
    title: str = "Sterren kijken",
    *,
    starts: str = "2026-12-05T19:00:00Z",
    ends: str = "2026-12-05T20:15:00Z",
    **values: Any,
) -> dict[str, Any]:
    """Published facts, as far as an agenda line reads them."""
    texts = {"title": title, "place": "Oude Sterrewacht", "url": f"{SITE}/evenement/x-abcd2345/", "lang": "nl"}
    english = {**texts, "url": f"{SITE}/en/evenement/x-abcd2345/"}
    return {
        "code": "abcd2345",
        "startsAt": starts,
        "endsAt": ends,
        "endKnown": True,
        "allDay": False,
        "continuous": False,
        "day": starts[:10],
        "language": "nl",
        "wayIn": "free",
        "highlight": False,
        "nl": texts,
        "en": english,
        **values,
    }


def make_agenda(*facts: dict[str, Any], language: str = "nl", heading: str = "Agenda") -> Agenda:
    return Agenda(heading, agenda_days(list(facts), language=language, at=AT, zone=AMSTERDAM), f"{SITE}/agenda/")


INTRO = make_intro(
    '<p>Dag <b>lezer</b>,<br>kijk in <a href="/agenda/">de agenda</a>.</p><ul><li>een</li><li>twee</li></ul>',
    heading="Welkom",
    signed="Sanne",
)
PIECES: dict[str, Piece] = {
    "intro": INTRO,
    "article": make_article(picture=PICTURE, link="https://example.org/x?a=1&b=2"),
    "agenda": make_agenda(make_facts(language="en", wayIn="register")),
    "agenda-empty": make_agenda(),
    "quote": Quote("Kijk omhoog.\nElke avond.", "Ewine"),
    "button": Button("Meld u aan", "https://example.org/"),
    "columns": TwoColumns(
        make_article(heading="Links"), make_article(heading="Rechts", link="tel:+31715160000", link_text="Bel ons")
    ),
    "image": Illustration(PICTURE, "Foto: Erfgoed"),
    "divider": Divider(),
}
