"""Every feed has a name of its own, in its language, from what the public was told."""

from datetime import date

import pytest

from events.calendar.links import data_links
from events.ledger.reconcile import reconcile_calendar
from tests.factories import make_edition, make_organiser, make_public_event, make_series, make_term, make_venue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def concert():
    night = make_edition(
        make_series(slug="nacht", name="Nacht", name_en="Night"), slug="2026", starts_on=date(2026, 9, 19)
    )
    church = make_venue(slug="kerk", name="Pieterskerk")
    return make_public_event(
        night,
        language="en",
        track="Hoofdlijn",
        track_en="Main line",
        terms=[make_term(slug="erfgoed", name="Erfgoed", name_en="Heritage")],
        organisers=[make_organiser(slug="naturalis", name="Naturalis")],
        at__venue=make_venue(slug="koor", name="Koor", parent=church),
        at__place="Bij het orgel",
    )


def name_of(client, query, language=""):
    text = client.get(f"{language}/agenda/nacht/2026.ics?{query}").content.decode().replace("\r\n ", "")
    names = {
        line.partition(":")[2].replace("\\", "")
        for line in text.split("\r\n")
        if line.split(":")[0] in ("NAME", "X-WR-CALNAME")
    }
    (name,) = names
    return name


@pytest.mark.parametrize(
    ("query", "nl", "en"),
    [
        ("", "Nacht 2026", "Night 2026"),
        ("venue=kerk&language=en", "Nacht 2026 – Pieterskerk, Engels", "Night 2026 – Pieterskerk, English"),
        ("venue=koor", "Nacht 2026 – Pieterskerk, Koor", "Night 2026 – Pieterskerk, Koor"),
        ("term=erfgoed", "Nacht 2026 – Erfgoed", "Night 2026 – Heritage"),
        ("organiser=naturalis", "Nacht 2026 – van Naturalis", "Night 2026 – by Naturalis"),
        ("track=Hoofdlijn", "Nacht 2026 – Hoofdlijn", "Night 2026 – Main line"),
        ("kind=music&wayIn=free", "Nacht 2026 – Muziek, Vrij binnenlopen", "Night 2026 – Music, Free, just walk in"),
        ("day=2026-09-19", "Nacht 2026 – zaterdag 19 september", "Night 2026 – Saturday 19 September"),
        ("entrance=free&places=left", "Nacht 2026 – Gratis, Plaatsen vrij", "Night 2026 – Free, Places left"),
        ("highlight=1", "Nacht 2026 – Uitgelicht", "Night 2026 – Highlights"),
        (
            "language=any&language=en&highlight=1",
            "Nacht 2026 – Hoogtepunten in het Engels",
            "Night 2026 – English highlights",
        ),
        (
            "access=wheelchair&access=ring_loop&access=sign_language&access=low_stimulus",
            "Nacht 2026 – Toegankelijk",
            "Night 2026 – Accessible",
        ),
        ("access=wheelchair", "Nacht 2026 – Rolstoel", "Night 2026 – Wheelchair"),
        ("q=orgel", "Nacht 2026 – “orgel”", "Night 2026 – “orgel”"),
        ("venue=nergens", "Nacht 2026 – nergens", "Night 2026 – nergens"),
        (
            "kind=film&kind=music&kind=quiz&kind=tour&venue=kerk",
            "Nacht 2026 – Pieterskerk, Film, Muziek en nog 2",
            "Night 2026 – Pieterskerk, Film, Music and 2 more",
        ),
    ],
)
def test_a_feed_is_called_by_what_is_chosen(client, concert, query, nl, en):
    assert (name_of(client, query), name_of(client, query, "/en")) == (nl, en)


def test_a_new_name_of_a_place_is_the_name_of_its_feed_once_it_is_told(client, concert):
    venue = concert.occurrences.get().venue.parent
    venue.name = "Hooglandse Kerk"
    venue.save()
    assert name_of(client, "venue=kerk") == "Nacht 2026 – Pieterskerk"
    reconcile_calendar()
    assert name_of(client, "venue=kerk") == "Nacht 2026 – Hooglandse Kerk"


def test_data_of_a_filtered_page_is_filtered_alike():
    assert [path for _, path in data_links("agenda-data", [], "day=2030-09-14")] == [
        f"{path}?day=2030-09-14" for _, path in data_links("agenda-data", [], "")
    ]
