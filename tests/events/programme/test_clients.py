"""How an entry looks in Google, Apple, Outlook and Thunderbird."""

from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string

from events.programme.clients import ClientView, client_views, common_notes

ZONE = ZoneInfo("Europe/Amsterdam")
URL = "https://agenda.example/evenement/orgel-abc/"
ALWAYS = "Geen programma waarschuwt als er iets verandert: wie zich aanmeldde, krijgt daarom een mail van ons."


def facts(**values):
    texts = {
        "lang": "nl",
        "title": "Orgelconcert bij kaarslicht",
        "summary": "Bach; gratis.",
        "text": "Neem een kussen mee.",
        "html": "<p>Neem een kussen mee.</p>",
        "location": "Pieterskerk, Kloksteeg 16, 2311 SL Leiden",
        "reason": "",
        "price": "",
        "url": URL,
    }
    row = {
        "status": "scheduled",
        "startsAt": "2026-09-19T18:00:00Z",
        "endsAt": "2026-09-19T19:00:00Z",
        "day": "2026-09-19",
        "endKnown": True,
        "allDay": False,
        "wayIn": "free",
        "ticketUrl": "",
        "streamUrl": "",
        "venue": {"street": "Kloksteeg 16", "lat": 52.1578, "lon": 4.4881},
    }
    row["nl"] = {**texts, **values.pop("nl", {})}
    row["en"] = {**texts, **values.pop("en", {})}
    return {**row, **values}


def views(language="nl", **values):
    return {view.client: view for view in client_views(facts(**values), language)}


def test_a_whole_view_reads_as_intended():
    assert views()["Google"] == ClientView(
        client="Google",
        title="Orgelconcert bij kaarslicht",
        month_title="Orgelconcert bij…",
        where="Pieterskerk, Kloksteeg 16, 2311 SL Leiden",
        has_map=True,
        has_link=False,
        is_hidden=False,
        body_first_lines=("Bach; gratis.", "Neem een kussen mee.", "Toegang: vrij binnenlopen, gratis"),
        notes=(
            "Google toont geen veld voor een link; het adres van de pagina staat daarom onder aan de tekst.",
            "Haalt de agenda op: meestal elke 8 tot 24 uur; u kunt dat niet sneller zetten.",
        ),
    )


def test_the_four_programs_stand_in_one_order():
    assert list(views()) == ["Google", "Apple", "Outlook", "Thunderbird"]


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_what_is_off_is_hidden_by_google_and_struck_through_or_only_said_by_others(status):
    seen = views(status=status, nl={"reason": "De organist is ziek."})
    assert [view.is_hidden for view in seen.values()] == [True, False, False, False]
    assert [view.notes[0].split(":")[0].split(".")[0] for view in seen.values()] == [
        "Google haalt wat niet doorgaat uit de agenda weg",
        "Apple streept door wat niet doorgaat",
        "Outlook let niet op de stand",
        "Thunderbird streept door wat niet doorgaat",
    ]
    assert {view.body_first_lines[0] for view in seen.values()} == {"De organist is ziek."}
    prefix = "AFGELAST: " if status == "cancelled" else "UITGESTELD: "
    assert seen["Outlook"].title == f"{prefix}Orgelconcert bij kaarslicht"


def test_a_map_needs_what_each_program_needs():
    words = {"venue": None, "nl": {"location": "Bij u thuis"}}
    no_point = {"venue": {"street": "Kloksteeg 16", "lat": None, "lon": None}}
    maps = [[name for name, view in views(**values).items() if view.has_map] for values in ({}, no_point, words)]
    assert maps == [["Google", "Apple"], ["Google"], []]


def test_a_link_of_its_own_is_shown_by_two():
    assert [name for name, view in views().items() if view.has_link] == ["Apple", "Thunderbird"]


def test_long_texts_are_cut_where_they_are_cut():
    seen = views(nl={"title": "é" * 160, "summary": "s" * 200, "location": "p" * 300})["Outlook"]
    assert (len(seen.title), len(seen.month_title), len(seen.where)) == (80, 20, 255)
    assert seen.body_first_lines[0] == "s" * 89 + "…"


@pytest.mark.parametrize(
    ("values", "note"),
    [
        ({"nl": {"title": "é" * 160}}, "De titel is 160 tekens; in agenda's staan de eerste 80."),
        ({"allDay": True}, "Dit staat boven aan de dag, zonder uren."),
        (
            {"endKnown": False},
            "Er is geen eindtijd. Agenda's tonen een blok tot 21:00; de tekst zegt dat dat niet zeker is.",
        ),
        (
            {"startsAt": "2026-09-19T22:30:00Z", "endsAt": "2026-09-19T23:30:00Z"},
            "Op de site hoort dit bij zaterdag; in agenda's staat het op zondag, want het begint na middernacht.",
        ),
        (
            {"nl": {"html": "<p><strong>Let op</strong></p>"}},
            "Agenda's tonen gewone tekst: koppen en vet verdwijnen, en een link staat er als adres.",
        ),
        ({"nl": {"location": ""}}, "Er is geen plaats; de lezer kan niet zien waar hij moet zijn."),
    ],
)
def test_what_holds_everywhere_is_said_once(values, note):
    assert common_notes(facts(**values), "nl", ZONE) == [note, ALWAYS]


def test_english_that_is_not_there_is_said():
    note = "Er is geen Engelse tekst; in de Engelse agenda staat de Nederlandse."
    assert common_notes(facts(), "en", ZONE) == [note, ALWAYS]
    assert common_notes(facts(en={"lang": "en"}), "en", ZONE) == [ALWAYS]


def test_the_panel_shows_each_program_and_escapes_what_staff_wrote():
    context = {"views": client_views(facts(nl={"title": "<b>Orgel</b>"}, status="cancelled"), "nl"), "notes": [ALWAYS]}
    html = render_to_string("events/programme/client_views.html", context)
    assert html.count("<article>") == 4 and html.count("Niet te zien.") == 1
    assert "<b>" not in html and "AFGELAST: &lt;b&gt;Orgel&lt;/b&gt;" in html
    assert html.count("een eigen veld met het adres van de pagina") == 2 and ALWAYS in html
