"""On an English page what is in Dutch says so, wherever it stands: a reader of screens would read it as English."""

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup, Comment

from events.ledger.reconcile import reconcile_calendar
from events.models import ChoiceGroup, Event, EventSpeaker, Occurrence
from tests.factories import (
    local,
    make_edition,
    make_event,
    make_occurrence,
    make_public_event,
    make_series,
    make_term,
    make_venue,
)
from tests.pages import problems, soup

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("clock")]

WORD = "Nederduits"
NIGHT = "/en/agenda/nacht/2026/"


@pytest.fixture
def untranslated():
    """An edition of which every text is in Dutch alone, each with ``WORD`` in it; names are names in any language."""
    texts = {"theme_en": "", "theme": f"Thema {WORD}", "summary": f"Kort {WORD}", "ordinal": f"{WORD} zesde"}
    series = make_series(slug="nacht", summary=f"Reeks {WORD}", description=f"Lang {WORD}")
    edition = make_edition(series, starts_on=date(2026, 9, 19), **texts)
    term = make_term(name=f"Term {WORD}", name_en="")
    values = {
        "title": f"Titel {WORD}", "title_en": "", "summary": f"Zin {WORD}", "summary_en": "",
        "text": f"<p>Tekst {WORD}</p>", "terms": [term], "track": f"Spoor {WORD}",
    }  # fmt: skip
    event = make_event(edition, occurrences=0, **values)
    EventSpeaker.objects.create(event=event, name="Anna", role=f"Rol {WORD}", bio=f"Leven {WORD}")
    choice = ChoiceGroup.objects.create(edition=edition, name=f"Keuze {WORD}")
    at = {"starts_at": local(2026, 9, 19, 20), "price": f"Prijs {WORD}"}
    make_occurrence(event, **at, venue=make_venue(access_note=f"Lift {WORD}"), way_in="choose", choice=choice)
    make_occurrence(event, **at, number=2, venue=None, place=f"Plek {WORD}", status_reason=f"Reden {WORD}")
    make_event(edition, track="Ander", title_en="Other", at__starts_at=local(2026, 9, 19, 20))
    reconcile_calendar()
    Occurrence.objects.filter(place__gt="").update(status="cancelled")
    reconcile_calendar()
    return event


def silent(page: BeautifulSoup) -> list[str]:
    """Dutch texts, and texts of attributes, whose language is not said."""
    body = page.body
    texts = [node for node in body.find_all(string=True) if WORD in node and not isinstance(node, Comment)]
    tags = [(tag, name) for tag in body.find_all(True) for name in ("alt", "aria-label", "title", "label")]
    said = [(str(node), node.parent) for node in texts] + [(tag[name], tag) for tag, name in tags if tag.get(name)]
    return [text for text, tag in said if WORD in text and spoken(tag) != "nl"]


def spoken(tag: Any) -> str:
    return next((str(above["lang"]) for above in [tag, *tag.parents] if above.get("lang")), "")


ADDRESSES = [
    "/en/",
    "/en/agenda/",
    "/en/agenda/nacht/",
    NIGHT,
    f"{NIGHT}?weergave=locaties",
    f"{NIGHT}?weergave=sporen",
    f"{NIGHT}?weergave=rooster",
    f"{NIGHT}?weergave=kaart",
    f"{NIGHT}?track=Spoor+{WORD}",
    "/en/wijzigingen/",
]


def test_every_dutch_text_on_an_english_page_is_marked(client, untranslated):
    for address in ADDRESSES:
        response = client.get(address)
        assert WORD in response.content.decode(), address
        assert (address, problems(response, "en"), silent(soup(response))) == (address, [], [])
        assert not soup(client.get(address.removeprefix("/en"))).body.select('[lang="nl"]'), address


def test_so_is_every_text_of_an_event_and_of_its_form(client, untranslated):
    page = f"/en/evenement/{untranslated.slug}-{untranslated.code}/"
    form = f"/en/aanmelden/{untranslated.occurrences.get(place='').public_id}/"
    for address, texts in ((page, 10), (form, 1)):
        response = client.get(address)
        assert response.content.decode().count(WORD) >= texts
        assert silent(soup(response)) == []


def test_a_cancelled_edition_gives_its_dutch_reason_in_dutch(client):
    edition = make_edition(
        make_series(slug="nacht"), starts_on=date(2026, 9, 19), is_cancelled=True, cancelled_reason=f"Storm {WORD}"
    )
    make_public_event(edition)
    for address in ("/en/", "/en/agenda/nacht/", NIGHT):
        response = client.get(address)
        assert WORD in response.content.decode()
        assert silent(soup(response)) == []


def test_what_was_written_in_english_is_not_said_to_be_dutch(client):
    edition = make_edition(make_series(slug="nacht"), starts_on=date(2026, 9, 19))
    event = make_public_event(
        edition, text_en="<p>Bach.</p>", title="Orgel", title_en="Organ", summary="Uur.", summary_en="Hour."
    )
    Event.objects.filter(pk=event.pk).update(text="<p>Bach!</p>")
    reconcile_calendar()
    for address in (NIGHT, f"/en/evenement/{event.slug}-{event.code}/"):
        main = soup(client.get(address)).main
        assert not main.select('[lang="nl"]')


def test_the_name_of_the_newsletter_is_dutch_within_an_english_page(client):
    for address in ("/en/", "/en/nieuwsbrief/"):
        names = soup(client.get(address)).body.find_all(string="Nieuwsbrief Leiden Kennisstad")
        assert {spoken(name.parent) for name in names} == {"nl"}
