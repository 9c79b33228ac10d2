"""One programme, many formats: whatever each of them can carry is what the calendar feed says, field by field."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core.cache import cache
from django.test import Client

from events.ledger.reconcile import reconcile_calendar
from events.models import ChoiceGroup, Edition, EventSpeaker, Occurrence
from tests.events.exports.export_readers import (
    NS,
    Fields,
    Rows,
    from_atom,
    from_calendar,
    from_csv,
    from_facts,
    from_json_feed,
    from_pages,
    from_schedule,
)
from tests.factories import (
    local,
    make_edition,
    make_event,
    make_occurrence,
    make_organiser,
    make_series,
    make_term,
    make_venue,
)

pytestmark = pytest.mark.django_db

COUNT = 13


@pytest.fixture
def programme(clock: Any) -> Edition:
    """Each hard case once, in an edition that runs through both nights that clocks change."""
    days = {"starts_on": date(2026, 10, 24), "ends_on": date(2027, 3, 28)}
    edition = make_edition(make_series(slug="nacht", name="Nacht & dag"), slug="2026", **days)
    hall = make_venue(name="Hal; A, B", lat=52.1234567, lon=4.4, wheelchair=True)
    room = make_venue(name='Zaal "boven"', parent=hall, lat=None, lon=None)
    rich = make_event(
        edition, title='Bach; "orgel", é & 🔭 <b>', title_en="=Bach & organ", occurrences=0, language="both",
        text='<p>Een <b>avond</b>, <a href="https://example.org/x">hier</a></p><ul><li>één</li></ul>',
        terms=[make_term(name="Kunst, cultuur", name_en="Art; culture"), make_term(name="Ruimte", name_en="")],
        organisers=[make_organiser(name="Museum & co"), make_organiser(name="LUMC")], track="Hoofd", is_highlight=True,
    )  # fmt: skip
    EventSpeaker.objects.create(event=rich, name="Anna ‘Ster’", role="Kijker", bio="Kijkt; en ziet.")
    first = {"starts_at": local(2026, 10, 24, 20, 15), "ends_at": local(2026, 10, 24, 21)}
    make_occurrence(
        rich, **first, venue=room, price="€ 5, studenten vrij", stream_url="https://example.org/live?a=1&b=2"
    )
    bought = {"way_in": "elsewhere", "ticket_url": "https://example.org/kaarten"}
    make_occurrence(rich, **first, **bought, venue=None, place="Onder de brug 🌉", place_en="Under the bridge")
    choice = ChoiceGroup.objects.create(edition=edition, name="Ronde 1", name_en="Round 1")
    dutch = {"title_en": "", "summary_en": "", "occurrences": 0}
    plain = make_event(edition, title="Alleen Nederlands", **dutch)
    make_occurrence(plain, **first, way_in="choose", choice=choice, capacity=4)
    make_occurrence(plain, starts_at=local(2026, 10, 25, 0, 30), ends_at=None)  # past midnight, no end known
    make_occurrence(plain, starts_at=local(2026, 10, 25, 2, 30), ends_at=local(2026, 10, 25, 2, 30, fold=1))
    make_occurrence(plain, starts_at=local(2026, 10, 25, 2, 30, fold=1), ends_at=local(2026, 10, 25, 3, 30))
    make_occurrence(plain, starts_at=local(2027, 3, 28, 1, 30), ends_at=local(2027, 3, 28, 3, 30), is_continuous=True)
    make_occurrence(plain, starts_at=local(2026, 10, 24), ends_at=local(2026, 10, 25), all_day=True)
    make_occurrence(plain, starts_at=local(2026, 10, 25), ends_at=local(2026, 10, 27), all_day=True)  # 49 hours
    changed = make_event(edition, title="Wijzigt", title_en="Changes", occurrences=4)
    reconcile_calendar()
    clock.shift(timedelta(hours=1))
    ids = list(changed.occurrences.order_by("pk").values_list("pk", flat=True))
    rows = [Occurrence.objects.filter(pk=pk) for pk in ids]
    rows[0].update(status="cancelled", status_reason="De organist is ziek.", status_reason_en="The organist is ill.")
    rows[1].update(status="postponed", status_reason="Later.")
    rows[2].update(starts_at=local(2026, 10, 26, 9), ends_at=local(2026, 10, 26, 10))
    rows[3].delete()
    reconcile_calendar()
    return edition


SHARED = {"startsAt", "endsAt", "status", "location", "url"}
MORE = SHARED | {"headline", "published", "changed", "terms", "organisers", "kind", "summary", "lang", "point"}
DATA = {"title", "allDay", "endKnown", "continuous", "day", "series", "edition", "wayIn", "ticketUrl", "streamUrl",
        "access", "reason", "text", "place", "price", "track", "choice", "register", "spoken", "sequence",
        "speakers"}  # fmt: skip
FORMATS: dict[str, tuple[Callable[[bytes], Rows], set[str]]] = {
    ".atom": (from_atom, MORE | {"description"}),
    ".json": (from_json_feed, MORE | DATA | {"description"}),
    ".csv": (from_csv, MORE - {"headline"} | DATA),
    "/schedule.json": (
        from_schedule,
        SHARED
        | {
            "headline",
            "day",
            "place",
            "track",
            "kind",
            "spoken",
            "summary",
            "streamUrl",
            "ticketUrl",
            "register",
            "speakers",
        },  # fmt: skip
    ),
}
ON_PAGES = (SHARED - {"endsAt"}) | {
    "title", "allDay", "endKnown", "place", "point", "summary", "organisers", "speakers", "streamUrl", "spoken",
}  # fmt: skip


def wanted(client: Client, prefix: str) -> dict[str, Fields]:
    """What the calendar says of each, and beside it the facts that no calendar has a property for."""
    told = dict(from_calendar(client.get(f"{prefix}/agenda/nacht/2026.ics").content))
    assert len(told) == COUNT
    return {uid: {**told[uid], **facts} for uid, facts in from_facts("en" if prefix else "nl")}


def differing(found: dict[str, Fields], want: dict[str, Fields]) -> list[tuple[str, str, Any, Any]]:
    return [
        (want[uid]["headline"], name, value, want[uid][name])
        for uid, fields in found.items()
        for name, value in fields.items()
        if value != want[uid][name]
    ]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_format_equals_the_calendar_field_by_field(client, programme, prefix):
    want = wanted(client, prefix)
    for address, (read, fields) in FORMATS.items():
        found = dict(read(client.get(f"{prefix}/agenda/nacht/2026{address}").content))
        assert found.keys() == want.keys()
        assert {frozenset(row) for row in found.values()} == {frozenset(fields)}
        assert (address, differing(found, want)) == (address, [])


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_data_on_the_pages_equals_the_calendar_field_by_field(client, programme, prefix):
    want, found = wanted(client, prefix), dict(from_pages(client, prefix))
    assert found.keys() == want.keys()
    assert {frozenset(row) - {"endsAt"} for row in found.values()} == {frozenset(ON_PAGES)}
    assert {row["endKnown"] for row in found.values() if "endsAt" not in row} == {False}
    assert differing(found, want) == []


def test_the_text_of_the_calendar_is_made_of_the_fields_of_the_others(client, programme):
    for row in [*wanted(client, "").values(), *wanted(client, "/en").values()]:
        told = ("reason", "summary", "text", "ticketUrl", "streamUrl", "register", "url")
        parts = [row[name] for name in told if row[name] and (name != "reason" or row["status"] == "CANCELLED")]
        at = [row["description"].find(part) for part in parts]
        assert min(at) >= 0
        assert row["description"].endswith(row["url"])


def test_the_hard_cases_are_all_in_it(client, programme):
    """So that a programme that grew tame cannot make the other tests true."""
    rows = wanted(client, "").values()
    assert sorted({row["headline"].split(":")[0] for row in rows if row["status"] == "CANCELLED"}) == [
        "AFGELAST",
        "UITGESTELD",
    ]
    assert {row["sequence"] for row in rows} == {0, 1}
    spans = {(row["startsAt"], row["endsAt"]) for row in rows}
    assert spans >= {
        ("2026-10-24T22:30:00Z", "2026-10-24T23:30:00Z"),  # after midnight, end not known
        ("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),  # half past two until half past two
        ("2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z"),
        ("2027-03-28T00:30:00Z", "2027-03-28T01:30:00Z"),  # the hour that is not there
        ("2026-10-23T22:00:00Z", "2026-10-24T22:00:00Z"),  # a day
        ("2026-10-24T22:00:00Z", "2026-10-26T23:00:00Z"),  # two days of 49 hours
    }
    assert {row["day"] for row in rows} >= {"2026-10-24", "2027-03-27"}
    assert any(row["place"] == "Onder de brug 🌉" for row in rows) and any(row["choice"] for row in rows)
    assert {row["lang"] for row in wanted(client, "/en").values()} == {None, "nl"}


def test_what_leaves_the_calendar_after_a_while_leaves_the_data_too(client, programme, clock):
    for days, count in ((0, COUNT), (200, COUNT - 3)):
        clock.move_to(local(2027, 3, 29))
        clock.shift(timedelta(days=days))
        cache.clear()
        uids = set(dict(from_calendar(client.get("/agenda/nacht/2026.ics").content)))
        assert len(uids) == count
        for address, (read, _) in FORMATS.items():
            assert set(dict(read(client.get(f"/agenda/nacht/2026{address}").content))) == uids


@pytest.mark.parametrize("query", ["", "?kind=music&q=orgel", "?day=2026-10-24"])
def test_each_selection_is_the_same_in_every_format_and_a_feed_of_its_own(client, programme, query):
    for address in ("/agenda", "/agenda/nacht", "/agenda/nacht/2026"):
        uids = set(dict(from_calendar(client.get(f"{address}.ics{query}").content)))
        assert uids
        for form in (".atom", ".json", ".csv"):
            assert set(dict(FORMATS[form][0](client.get(f"{address}{form}{query}").content))) == uids
        feed = ET.fromstring(client.get(f"{address}.atom{query}").content)
        assert feed.find("a:link[@rel='self']", NS).get("href") == f"http://testserver{address}.atom{query}"
        whole = ET.fromstring(client.get(f"{address}.atom").content)
        assert (feed.findtext("a:id", "", NS) == whole.findtext("a:id", "", NS)) == (query == "")
