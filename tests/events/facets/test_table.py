"""The table of facets: each row can be asked for through every door that it names, and finds the same there."""

import csv
import io
import re
from xml.etree import ElementTree as ET

import pytest
from icalendar import Calendar

from events.facets.table import BY_NAME, FACETS, READY_MADE, ApiParameter, Shown, api_facets
from events.models import EntryFacet
from events.opendata import filters
from events.opendata.filters import ProgrammeFilter, filter_entries
from tests.factories import make_edition, make_organiser, make_public_event, make_series, make_term, make_venue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ASKED = [
    *(("day", "2026-06-25"), ("venue", "pieterskerk"), ("term", "muziek"), ("organiser", "lumc"), ("kind", "music")),
    *(("language", "en"), ("access", "wheelchair"), ("wayIn", "register"), ("entrance", "free"), ("track", "Hoofd")),
    *(("highlight", "1"), ("places", "left")),
]


@pytest.fixture
def programme():
    """One event that every row of the table finds, and one that none does."""
    edition = make_edition(make_series(slug="nacht"), slug="2026")
    make_public_event(edition, title="Niet", kind="film", language="nl", at__way_in="elsewhere", at__price="€ 5",
        at__ticket_url="https://example.org/", at__venue=make_venue(slug="elders"))  # fmt: skip
    return make_public_event(
        edition, title="Wel", kind="music", language="en", wheelchair=True, track="Hoofd", is_highlight=True,
        terms=[make_term(slug="muziek")], organisers=[make_organiser(slug="lumc")],
        at__venue=make_venue(slug="pieterskerk"), at__way_in="register", at__capacity=4,
    )  # fmt: skip


def day_of(event):
    return EntryFacet.objects.get(entry__event_code=event.code, name="day").value


def test_every_row_is_asked_for_below():
    assert [parameter for parameter, _ in ASKED] == [facet.parameter for facet in FACETS]


def test_a_row_finds_the_same_on_the_page_in_a_calendar_as_data_and_in_the_api(client, programme):
    for parameter, value in ASKED:
        query = f"{parameter}={value}"
        if parameter == "day":  # both are on it
            query = f"day={day_of(programme)}&kind=music"
        look_through_every_door(client, parameter, query, programme.code)


def look_through_every_door(client, parameter, query, code):
    calendar = Calendar.from_ical(client.get(f"/agenda.ics?{query}").content)
    assert [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")] == ["Wel"]
    assert [item["title"] for item in client.get(f"/agenda.json?{query}").json()["items"]] == ["Wel"]
    rows = csv.DictReader(io.StringIO(client.get(f"/agenda.csv?{query}").content.decode("utf-8-sig")))
    assert [row["title"] for row in rows] == ["Wel"]
    atom = ET.fromstring(client.get(f"/agenda.atom?{query}").content)
    assert [entry.findtext("{*}title") for entry in atom.iterfind("{*}entry")] == ["Wel"]
    page = client.get(f"/agenda/?{query}").content.decode()
    assert set(re.findall(r"/evenement/[a-z0-9-]*-([a-z0-9]{8})/", page)) == {code}
    if parameter in {facet.parameter for facet, _ in api_facets()}:
        assert [item["title"] for item in client.get(f"/api/v1/events?{query}").json()["items"]] == ["Wel"]


def test_a_row_that_finds_for_itself_does_so_in_the_api_too(monkeypatch, programme):
    class Asked(ProgrammeFilter):
        places: str | None = None

    assert filter_entries(Asked(places="left")).count() == 2
    monkeypatch.setattr(filters, "api_facets", lambda: [(BY_NAME["places"], ApiParameter(6, str, ""))])
    assert [entry.event_code for entry in filter_entries(Asked(places="left"))] == [programme.code]


def test_the_api_has_what_it_always_had_in_its_order():
    assert [facet.name for facet, _ in api_facets()] == ["venue", "organiser", "term", "kind", "language"]


def test_every_row_has_its_values_or_finds_for_itself_and_what_is_asked_on_a_page_has_a_question():
    for facet in FACETS:
        assert (facet.values is None) == facet.is_momentary
        assert bool(facet.question) == facet.shown.name.startswith("LIST")
        assert not facet.is_closed or facet.shown == Shown.BOX


def test_ready_made_choices_are_made_of_rows():
    assert {name for _, choice in READY_MADE for name in choice} <= set(BY_NAME)
