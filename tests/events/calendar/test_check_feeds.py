"""``manage.py check_feeds``: our own feeds, files, servers; what it prints and how it ends."""

import json
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.core.management import CommandError, call_command

from events.calendar.addresses import facet_addresses, feed_addresses, occurrence_addresses
from events.ledger.reconcile import reconcile_calendar
from events.management import looking
from events.models import CalendarEntry, Event, Programme
from tests.factories import (
    make_edition,
    make_open_occurrence,
    make_organiser,
    make_public_event,
    make_registration,
    make_series,
    make_term,
    make_venue,
)

pytestmark = pytest.mark.django_db
FEEDS = ("/agenda.ics", "/en/agenda.ics")


@pytest.fixture
def concert(clock):
    night = make_edition(make_series(slug="nacht", name="Nacht"), slug="2026", starts_on=date(2026, 9, 19))
    hall = make_venue(slug="zaal", parent=make_venue(slug="gebouw"))
    chosen = {"terms": [make_term(slug="muziek")], "organisers": [make_organiser(slug="orgel")], "wheelchair": True}
    return make_public_event(night, at__venue=hall, **chosen)


@pytest.fixture
def unfiltered(concert, monkeypatch):
    """Of our own feeds those without a filter: those with one hold the same again, and there are a hundred."""
    monkeypatch.setattr(looking, "facet_addresses", list)


def check(*sources, **options):
    """(exit code, what was printed)"""
    lines = []

    class Out:
        def write(self, text):
            lines.extend(text.splitlines())

    code = 0
    try:
        call_command("check_feeds", *map(str, sources), stdout=Out(), stderr=Out(), **options)
    except SystemExit as end:
        code = end.code
    return code, [line for line in lines if "/" not in line.split(" ")[0]]


def test_every_feed_of_the_installation_is_looked_at_in_both_languages(concert):
    uid = concert.occurrences.get().public_id
    assert feed_addresses() == [
        *("/agenda.ics", "/en/agenda.ics", "/agenda/nacht.ics", "/en/agenda/nacht.ics"),
        *("/agenda/nacht/2026.ics", "/en/agenda/nacht/2026.ics"),
    ]
    assert occurrence_addresses(5) == [f"/evenement/{uid}.ics", f"/en/evenement/{uid}.ics"]
    facets = ("access=wheelchair", "kind=music", "language=nl", "organiser=orgel", "term=muziek", "venue=gebouw")
    wanted = {f"{path}?{facet}" for facet in (*facets, "venue=zaal", "wayIn=free") for path in FEEDS}
    assert wanted <= set(facet_addresses())


def test_feeds_without_findings_end_well(concert):
    number = len([*feed_addresses(), *occurrence_addresses(5), *facet_addresses()])
    with_one = number - len(["places=left", "highlights"] * 2)
    personal = len(["in use", "revoked"] * 2)
    total = f"{number + personal} agenda's met {with_one + personal} activiteiten"
    assert check() == (0, [f"{total}: 0 fouten, 0 waarschuwingen."])


def test_the_ready_made_choices_are_looked_at_as_well(concert):
    for query in ("places=left", "language=any&language=en&highlight=1", "entrance=free"):
        assert {f"{path}?{query}" for path in FEEDS} <= set(facet_addresses())


@pytest.mark.once
def test_a_personal_programme_is_looked_at_with_every_way_to_be_in_it_and_leaves_nothing_behind(
    concert, unfiltered, tmp_path
):
    for state in ("confirmed", "waitlisted", "pending"):
        make_registration(make_open_occurrence(), state=state)
    assert check(save=tmp_path, strict=True)[0] == 0
    names = json.loads((tmp_path / "personal" / "index.json").read_text())
    assert list(names.values()) == [
        *("Mijn programma, in gebruik (nl)", "Mijn programma, in gebruik (en)"),
        *("Mijn programma, ingetrokken (nl)", "Mijn programma, ingetrokken (en)"),
    ]
    mine, revoked = ((tmp_path / "personal" / name).read_text() for name in list(names)[::2])
    assert (mine.count("BEGIN:VEVENT"), mine.count("\nSTATUS:TENTATIVE")) == (4, 2)
    assert "SUMMARY:De link van deze kalender is ingetrokken" in revoked
    assert not Programme.objects.exists()


@pytest.mark.once
def test_looking_at_our_feeds_counts_as_nobodys_fetch(concert, unfiltered, settings, monkeypatch):
    settings.FETCH_WRITE_SECONDS = 1
    monkeypatch.setattr("events.calendar.responses.count_fetch", lambda *args, **options: pytest.fail("counted"))
    assert check()[0] == 0


def test_an_edition_that_is_no_longer_public_is_looked_at_as_long_as_it_was_told(concert):
    concert.edition.is_public = False
    concert.edition.save()
    reconcile_calendar()
    assert "/agenda/nacht/2026.ics" in feed_addresses()


@pytest.mark.once
def test_a_broken_entry_is_an_error_in_each_feed_that_has_it(concert, unfiltered):
    CalendarEntry.objects.update(vevent_nl="BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n")
    code, lines = check()
    assert code == 1
    assert "fout D10 /agenda/nacht.ics (1): DTSTAMP ontbreekt." in lines
    assert lines[-1].endswith("waarschuwingen.") and " 0 fouten" not in lines[-1]


@pytest.mark.once
def test_a_feed_that_says_something_else_than_another_is_an_error(concert, unfiltered):
    CalendarEntry.objects.update(vevent_en=CalendarEntry.objects.get().vevent_en.replace("T200000", "T190000"))
    code, lines = check()
    uid = f"{concert.occurrences.get().public_id}@agenda.leiden.example"
    assert code == 1
    assert f"fout E2 alle agenda's ({uid}): /agenda.ics en /en/agenda.ics zeggen niet hetzelfde: start." in lines


def test_a_file_and_a_folder_of_files(concert, tmp_path, client):
    good, bad = tmp_path / "good.ics", tmp_path / "bad.ics"
    good.write_bytes(client.get("/agenda.ics").content)
    bad.write_bytes(good.read_bytes().replace(b"VERSION:2.0\r\n", b""))
    assert check(good) == (0, ["1 agenda's met 1 activiteiten: 0 fouten, 0 waarschuwingen."])
    line = f"fout B8 {bad} (agenda): VERSION:2.0 ontbreekt."
    assert check(tmp_path) == (1, [line, "2 agenda's met 2 activiteiten: 1 fouten, 0 waarschuwingen."])


def test_a_warning_is_an_error_only_when_one_asks_for_that(concert, tmp_path, client):
    file = tmp_path / "a.ics"
    file.write_bytes(client.get("/agenda.ics").content.replace(b"SEQUENCE:0\r\n", b""))
    assert check(file)[0] == 0
    assert check(file, strict=True)[0] == 1


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("nergens.ics", "Er is geen bestand nergens.ics."),
        ("webcal://a.example/a.ics", "Een adres begint met http:// of https://, niet met webcal://"),
        ("file:///etc/passwd", "Een adres begint met http:// of https://, niet met file://"),
    ],
)
def test_what_cannot_be_looked_at_is_refused_with_a_sentence(source, sentence):
    with pytest.raises(CommandError, match=sentence.replace(".", r"\.")):
        call_command("check_feeds", source)


@pytest.mark.once
def test_what_was_kept_says_what_the_ledger_told(concert, unfiltered, tmp_path):
    check(save=tmp_path)
    files = json.loads((tmp_path / "index.json").read_text())
    assert list(files.values())[:4] == feed_addresses()[:4] and files["0000-agenda.ics"] == "/agenda.ics"
    assert sorted(files) == sorted(path.name for path in tmp_path.glob("*.ics"))
    assert json.loads((tmp_path / "ledger.json").read_text()) == {
        f"{concert.occurrences.get().public_id}@agenda.leiden.example": {
            "startsAt": "2026-09-19T18:00:00Z",
            "endsAt": "2026-09-19T19:00:00Z",
            "allDay": False,
            "status": "CONFIRMED",
            "sequence": 0,
        }
    }


@pytest.mark.slow
def test_a_change_since_the_last_time_must_be_noticed_by_a_subscriber(concert, unfiltered, tmp_path):
    check(save=tmp_path)
    assert check(since=tmp_path)[0] == 0
    Event.objects.update(title="Anders")
    reconcile_calendar()
    assert check(since=tmp_path)[0] == 0
    entry = CalendarEntry.objects.get()
    CalendarEntry.objects.update(
        vevent_nl=entry.vevent_nl.replace("T210000", "T220000"), vevent_en=entry.vevent_en.replace("T210000", "T220000")
    )
    code, lines = check(since=tmp_path)
    assert code == 1 and "Tijd of stand is veranderd, maar SEQUENCE niet." in "\n".join(lines)


@pytest.mark.slow
def test_a_feed_that_is_gone_since_the_last_time_is_an_error(concert, unfiltered, tmp_path):
    check(save=tmp_path)
    index = tmp_path / "index.json"
    index.write_text(index.read_text().replace('"/agenda/nacht.ics"', '"/agenda/nachten.ics"'))
    code, lines = check(since=tmp_path)
    assert (code, lines[0]) == (1, "fout A4 /agenda/nachten.ics (HTTP): Dit adres geeft geen agenda meer.")
    with pytest.raises(CommandError, match="zijn geen agenda's bewaard"):
        call_command("check_feeds", since=tmp_path / "elders")


def test_control_c_says_how_far_it_came(concert, monkeypatch):
    def stopped(progress):
        yield looking.Looked("/agenda.ics", b"", [])
        raise KeyboardInterrupt

    monkeypatch.setattr("events.management.commands.check_feeds.look_at_ours", stopped)
    assert check() == (130, ["Afgebroken na 1 agenda's."])


@pytest.fixture
def server(concert, client):
    """A server elsewhere that gives our feed, knows no validators, and sends one on from /oud.ics."""
    body = client.get("/agenda.ics").content

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path.startswith("/weg"):
                return self.send_error(404)
            moved = self.path.startswith("/oud")
            self.send_response(302 if moved else 200)
            self.send_header("Location", "/agenda.ics")
            self.send_header("Content-Type", "text/calendar; charset=utf-8")
            self.send_header("Content-Length", str(0 if moved else len(body)))
            self.end_headers()
            if not moved and self.command == "GET":
                self.wfile.write(body)
            return None

        def do_HEAD(self):
            self.do_GET()

        def log_message(self, *args):
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def test_a_server_elsewhere_is_asked_as_clients_ask(server):
    code, lines = check(f"{server}/agenda.ics")
    assert (code, [line.split(" /")[0].split(" http")[0] for line in lines[:-1]]) == (
        1,
        ["fout A5", "let op A6", "let op A9", "let op A12"],
    )
    code, lines = check(f"{server}/oud.ics")
    assert "let op A4" in "\n".join(lines)


def test_a_server_without_the_feed_or_without_an_answer_is_an_error(server):
    assert check(f"{server}/weg.ics") == (
        1,
        [
            f"fout A3 {server}/weg.ics (HTTP): De server antwoordt met 404.",
            "1 agenda's met 0 activiteiten: 1 fouten, 0 waarschuwingen.",
        ],
    )
    code, lines = check("http://127.0.0.1:9/a.ics")
    assert code == 1 and lines[0].startswith("fout A3 http://127.0.0.1:9/a.ics (HTTP): Er komt geen antwoord: ")
