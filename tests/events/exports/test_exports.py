"""The programme as data: validators, safe tables, and what changed; that all say the same is in test_exports_equal."""

import json
from datetime import date, timedelta

import pytest

from events.ledger.reconcile import reconcile_calendar
from events.models import Occurrence
from tests.factories import (
    local,
    make_edition,
    make_event,
    make_occurrence,
    make_organiser,
    make_public_event,
    make_series,
    make_term,
    make_venue,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def programme():
    """A timed, a cancelled, an all-day and a past-midnight occurrence, with characters that break careless writers."""
    edition = make_edition(make_series(slug="nacht", name="Nacht & dag"), slug="2030", starts_on=date(2030, 9, 14))
    make_event(
        edition,
        title='Bach; "orgel", é & 🔭 <b>',
        title_en="=Bach & organ",
        terms=[make_term(name="Kunst, cultuur")],
        organisers=[make_organiser()],
    )
    make_event(edition, at__status="cancelled", at__status_reason="De organist is ziek.")
    night = make_event(edition, occurrences=0, text="<p>Een <b>lange</b> nacht.</p>")
    make_occurrence(night, starts_at=local(2030, 9, 15, 0, 30), venue=make_venue(name="Zaal, boven"))
    whole = make_event(edition, occurrences=0)
    make_occurrence(whole, starts_at=local(2030, 9, 14), ends_at=local(2030, 9, 15), all_day=True)
    reconcile_calendar()
    return edition


def test_a_spreadsheet_cannot_be_tricked(client, programme):
    assert b",'=Bach & organ," in client.get("/en/agenda/nacht/2030.csv").content


@pytest.mark.parametrize(
    "address",
    [
        "/agenda.atom",
        "/agenda.json",
        "/agenda.csv",
        "/agenda/nacht/2030/schedule.json",
        "/wijzigingen.atom",
        "/wijzigingen.json",
    ],
)
def test_data_has_validators_and_no_cookie(client, programme, address):
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert not first.cookies and first["Access-Control-Allow-Origin"] == "*"


def test_changes_are_told_as_sentences_and_as_data_and_what_is_new_is_not(client, programme):
    event = make_public_event(programme, title="Lezing")
    row = event.occurrences.get()
    row.starts_at, row.ends_at = row.starts_at + timedelta(hours=1), row.ends_at + timedelta(hours=1)
    row.save()
    reconcile_calendar()
    page = client.get("/wijzigingen/").content.decode()
    (item,) = json.loads(client.get("/wijzigingen.json").content)["items"]
    assert "Lezing is verplaatst naar" in page and item["title"] in page.replace("&amp;", "&")
    assert (item["_change"]["what"], item["_change"]["sequence"], item["_change"]["from"]["startsAt"]) == (
        "moved",
        1,
        "2030-09-14T18:00:00Z",
    )
    assert client.get("/wijzigingen.json?reeks=andere").json()["items"] == []


@pytest.mark.parametrize(
    ("edit", "nl", "en"),
    [
        ({"place": "Zaal 2"}, "is verplaatst naar", "has moved to"),
        (
            {"stream_url": "https://stream.example/2"},
            "de livestream heeft een andere link.",
            "the live stream has another link.",
        ),
        ({"stream_url": ""}, "er is geen livestream meer.", "there is no live stream any more."),
        ({"status": "postponed", "status_reason": "Later."}, "is uitgesteld. Later.", "has been postponed."),
        ({"status": "cancelled", "status_reason": "Ziek."}, "gaat niet door. Ziek.", "is cancelled."),
    ],
)
def test_each_change_is_told_in_its_own_words(client, programme, edit, nl, en):
    event = make_public_event(programme, at__place="Zaal 1", at__stream_url="https://stream.example/1")
    Occurrence.objects.update(**edit)
    reconcile_calendar()
    for address, words in (("/wijzigingen/", nl), ("/en/wijzigingen/", en)):
        assert words in client.get(address).content.decode(), address
    assert event.occurrences.get().entry.sequence == 1


def test_a_stream_that_is_new_is_told_so(client, programme):
    make_public_event(programme)
    Occurrence.objects.update(stream_url="https://stream.example/1")
    reconcile_calendar()
    assert "er is nu een livestream." in client.get("/wijzigingen/").content.decode()
    assert "there is a live stream now." in client.get("/en/wijzigingen/").content.decode()


def test_changes_cost_one_query_whatever_their_number(client, programme, django_assert_num_queries):
    with django_assert_num_queries(4):  # three are the cache's: versions, and until when it holds
        client.get("/wijzigingen.json")
