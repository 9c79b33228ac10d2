"""The lint of calendar files: each rule by a file that breaks it and nothing else."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.lint import Answer, lint_answers, lint_calendar, lint_since, lint_together

ZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
EVENT = """\
BEGIN:VEVENT
UID:8a11f2d0@agenda.example
DTSTAMP:20260910T090000Z
LAST-MODIFIED:20260910T090000Z
CREATED:20260910T090000Z
SEQUENCE:1
STATUS:CONFIRMED
DTSTART;TZID=Europe/Amsterdam:20260919T200000
DTEND;TZID=Europe/Amsterdam:20260919T210000
SUMMARY:Orgelconcert
DESCRIPTION:Bach\\, bij kaarslicht.\\n\\nhttps://agenda.example/e/orgel/
LOCATION:Pieterskerk\\, Kloksteeg 16
GEO:52.1578;4.4881
X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-ADDRESS="Kloksteeg 16";
 X-TITLE=Pieterskerk:geo:52.157800,4.488100
URL:https://agenda.example/e/orgel/
CATEGORIES:Kunst\\, cultuur,Muziek
CLASS:PUBLIC
ORGANIZER;CN="Leiden: Kennis":mailto:agenda@leiden.example
TRANSP:TRANSPARENT
X-MICROSOFT-CDO-BUSYSTATUS:FREE
END:VEVENT
"""
HEAD = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Leiden//Agenda//NL
CALSCALE:GREGORIAN
METHOD:PUBLISH
UID:feed@agenda.example
NAME:Nacht 2026
X-WR-CALNAME:Nacht 2026
DESCRIPTION:Programma
X-WR-CALDESC:Programma
X-WR-TIMEZONE:Europe/Amsterdam
LAST-MODIFIED:20260910T090000Z
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
SOURCE;VALUE=URI:https://agenda.example/agenda.ics
URL:https://agenda.example/agenda/
COLOR:teal
"""
FEED = HEAD + ZONE + EVENT + "END:VCALENDAR\n"
HEADERS = {
    "Content-Type": "text/calendar; charset=utf-8",
    "ETag": '"4f2a"',
    "Last-Modified": "Thu, 10 Sep 2026 09:00:00 GMT",
    "Cache-Control": "public, max-age=300",
    "Content-Disposition": 'inline; filename="agenda.ics"',
}
GUEST = "ATTENDEE;CN=Jan;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:jan@example.org\n"
INVITATION = FEED.replace("METHOD:PUBLISH", "METHOD:REQUEST").replace("TRANSP:", GUEST + "TRANSP:")


def crlf(text):
    return text.replace("\n", "\r\n").encode()


def folded(text):
    """Long lines in pieces of 60 letters, never after a backslash."""
    return re.sub(r"([^\n]{1,59}[^\n\\])(?=[^\n])", r"\1\n ", text)


def numbers(data, headers=None, **options):
    """Errors as they are, warnings in small letters."""
    found = lint_calendar(data if isinstance(data, bytes) else crlf(folded(data)), headers, **options)
    return {finding.number if finding.severity == "error" else finding.number.lower() for finding in found}


def changed(*replacements, text=FEED):
    for before, after in replacements:
        assert before in text, before
        text = text.replace(before, after)
    return text


def without(*names, text=FEED):
    """The file without the lines of these names (folded ones included)."""
    kept = [
        line for line in text.replace("\n ", "\0").split("\n") if line.partition(":")[0].partition(";")[0] not in names
    ]
    return "\n".join(kept).replace("\0", "\n ")


def test_a_good_feed_has_no_findings():
    assert lint_calendar(crlf(FEED), HEADERS) == []


def test_a_good_invitation_has_no_findings():
    assert lint_calendar(crlf(INVITATION), {"Content-Type": "text/calendar; method=REQUEST; charset=utf-8"}) == []


@pytest.mark.parametrize(
    ("number", "data"),
    [
        ("B1", FEED.encode()),
        ("B1", crlf(FEED)[:-2]),
        ("B2", crlf(changed(("SUMMARY:Orgelconcert", "SUMMARY:" + "o" * 70)))),
        ("B2", crlf(FEED).replace(b"SUMMARY:Orgelconcert", b"SUMMARY:caf\xc3\r\n \xa9")),
        ("B2", crlf(FEED).replace(b"Bach\\, bij", b"Bach\\\r\n , bij")),
        ("B3", b"\xef\xbb\xbf" + crlf(FEED)),
        ("B5", crlf(changed(("Orgelconcert", "Orgel\x07concert")))),
        ("b5", crlf(changed(("Orgelconcert", "Orgel\u202econcert")))),
        ("B6", crlf(changed(("X-WR-CALDESC:Programma", "X-WR-CALDESC:Programma\nvan de nacht")))),
    ],
)
def test_bytes_that_a_calendar_program_cannot_read(number, data):
    assert numbers(data, parsers=False) == {number}


def test_text_that_is_not_utf_8_is_found_by_us_and_by_the_parsers():
    assert numbers(crlf(FEED).replace(b"Orgelconcert", b"Caf\xe9")) >= {"B3", "G3"}


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("B4", changed(("SUMMARY:Orgelconcert", "SUMMARY:Orgel, concert"))),
        ("B4", changed(("SUMMARY:Orgelconcert", "SUMMARY:Orgel\\xconcert"))),
        ("B4", changed(("CATEGORIES:Kunst", "CATEGORIES:Kunst;"))),
        ("B7", changed(('CN="Leiden: Kennis"', 'CN=Leiden "Kennis"'))),
        ("B7", changed(('CN="Leiden: Kennis"', "CN=Leiden,Kennis"))),
        (
            "b7",
            changed(
                ('X-ADDRESS="Kloksteeg 16"', "X-ADDRESS=Kloksteeg 16^nLeiden"),
                ("Kloksteeg 16\n", "Kloksteeg 16\\, Leiden\n"),
            ),
        ),
        ("B8", without("VERSION")),
        ("B8", without("PRODID")),
        ("B8", changed(("GREGORIAN", "JULIAN"))),
        ("B8", changed(("METHOD:PUBLISH", "METHOD:PUBLISH\nMETHOD:PUBLISH"))),
        ("b8", FEED + FEED.replace("8a11f2d0", "8a11f2d1")),
        ("B9", without("X-WR-TIMEZONE", text=HEAD) + "X-WR-TIMEZONE:Europe/Amsterdam\nEND:VCALENDAR\n"),
        ("b10", HEAD + ZONE + EVENT.replace("UID:8a11", "UID:9b22") + EVENT + "END:VCALENDAR\n"),
        ("c1", without("X-WR-CALNAME")),
        ("c1", changed(("X-WR-CALNAME:Nacht 2026", "X-WR-CALNAME:Nacht"))),
        ("c2", without("X-WR-CALDESC")),
        ("c2", without("X-WR-TIMEZONE")),
        ("C2", changed(("X-WR-TIMEZONE:Europe/Amsterdam", "X-WR-TIMEZONE:Europe/Paris"))),
        ("c3", without("X-PUBLISHED-TTL")),
        ("C3", changed((";VALUE=DURATION:PT1H", ":PT1H"))),
        ("C3", changed(("X-PUBLISHED-TTL:PT1H", "X-PUBLISHED-TTL:PT2H"))),
        ("C4", changed(("SOURCE;VALUE=URI", "SOURCE"))),
        ("C4", changed(("SOURCE;VALUE=URI:https://agenda.example", "SOURCE;VALUE=URI:"))),
        ("C5", changed(("COLOR:teal", "COLOR:#008080"))),
        ("c6", changed(("UID:feed@agenda.example\n", ""))),
        ("C7", without("ORGANIZER")),
        ("C7", changed(("TRANSP:", GUEST + "TRANSP:"))),
        (
            "C8",
            changed(
                (
                    "END:VEVENT\n",
                    "END:VEVENT\n" + EVENT.replace("8a11f2d0", "8a11f2d1").replace("TRANSP:", GUEST + "TRANSP:"),
                ),
                text=INVITATION,
            ),
        ),
    ],
)
def test_the_frame_of_a_subscription(number, text):
    assert numbers(text, parsers=False) == {number}


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("D1", changed((ZONE, ""))),
        ("D1", changed(("DTSTART;TZID=Europe/Amsterdam:20260919T200000\n", ""))),
        ("D2", changed(("RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "RDATE:20250330T020000,20260329T020000"))),
        ("D2", changed(("TZOFFSETFROM:+0100\nTZOFFSETTO:+0200", "TZOFFSETFROM:+0100\nTZOFFSETTO:+0300"))),
        ("D2", changed(("BYDAY=-1SU;BYMONTH=10", "BYDAY=1SU;BYMONTH=11"))),
        ("d2", changed(("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "FREQ=MONTHLY;BYDAY=-1SU;BYMONTH=10"))),
        ("D3", changed(("Europe/Amsterdam", "CET"))),
        (
            "D3",
            changed(
                (
                    ZONE,
                    ZONE.replace("Europe/Amsterdam", "Europe/Paris").split("BEGIN:DAYLIGHT")[0]
                    + "END:VTIMEZONE\n"
                    + ZONE,
                )
            ),
        ),
        ("D4", changed(("DTSTART;TZID=Europe/Amsterdam", "DTSTART"), ("DTEND;TZID=Europe/Amsterdam", "DTEND"))),
        ("D5", changed(("DTSTART;TZID=Europe/Amsterdam:20260919T200000", "DTSTART;VALUE=DATE:20260919"))),
        (
            "D5",
            changed(
                ("DTSTART;TZID=Europe/Amsterdam:20260919T200000", "DTSTART;VALUE=DATE:20260919"),
                ("DTEND;TZID=Europe/Amsterdam:20260919T210000", "DTEND;VALUE=DATE:20260919"),
            ),
        ),
        (
            "D5",
            changed(
                ("DTSTART;TZID=Europe/Amsterdam:20260919T200000", "DTSTART:20260919"),
                ("DTEND;TZID=Europe/Amsterdam:20260919T210000", "DTEND;VALUE=DATE:20260920"),
            ),
        ),
        ("D6", changed(("20260919T210000", "20260919T200000"))),
        ("D6", changed(("20260919T210000\n", "20260919T210000\nDURATION:PT1H\n"))),
        ("D6", changed(("DTEND;TZID=Europe/Amsterdam:20260919T210000", "DURATION:1 uur"))),
        ("d6", changed(("DTEND;TZID=Europe/Amsterdam:20260919T210000\n", ""))),
        ("D7", changed(("20260919T200000", "20260329T023000"), ("20260919T210000", "20260329T040000"))),
        ("d9", changed(("20260919T210000\n", "20260919T210000\nRRULE:FREQ=WEEKLY;COUNT=3\n"))),
        ("D10", changed(("DTSTAMP:20260910T090000Z\n", ""))),
        ("D10", changed(("CREATED:20260910T090000Z", "CREATED:20260910T090000"))),
    ],
)
def test_moments(number, text):
    assert numbers(text, parsers=False) == {number}


def test_the_hour_that_comes_twice_must_be_written_in_utc():
    start, end = "DTSTART;TZID=Europe/Amsterdam:20260919T200000", "DTEND;TZID=Europe/Amsterdam:20260919T210000"
    night = changed((start, "DTSTART:20261025T003000Z"), (end, "DTEND:20261025T013000Z"))
    assert lint_calendar(crlf(night)) == []
    doubtful = changed((start, "DTSTART;TZID=Europe/Amsterdam:20261025T023000"), (end, "DTEND:20261025T013000Z"))
    assert numbers(doubtful) == {"D7"}


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("E1", changed(("UID:8a11f2d0@agenda.example\n", ""))),
        ("E1", changed((EVENT, EVENT + EVENT))),
        ("e1", changed(("UID:8a11f2d0@", "UID:1042@"))),
        ("e1", changed(("UID:8a11f2d0@", "UID:20260919T200000-orgel@"))),
        ("E3", changed(("SEQUENCE:1", "SEQUENCE:one"))),
        ("e3", changed(("SEQUENCE:1\n", ""))),
        ("E5", changed(("STATUS:CONFIRMED", "STATUS:CANCELLED"))),
        ("E5", changed(("SUMMARY:", "SUMMARY:AFGELAST: "))),
        ("E5", changed(("STATUS:CONFIRMED", "STATUS:POSTPONED"))),
        ("e5", changed(("STATUS:CONFIRMED\n", ""))),
        ("E7", changed(("SUMMARY:Orgelconcert", "SUMMARY: "))),
        ("e7", changed(("SUMMARY:Orgelconcert", "SUMMARY:" + "Orgel " * 14))),
        ("e7", changed(("SUMMARY:Orgelconcert", "SUMMARY:<b>Orgelconcert</b>"))),
        ("e7", changed(("SUMMARY:Orgelconcert", "SUMMARY:Orgelconcert @ Pieterskerk"))),
        ("e7", changed(("LOCATION:Pieterskerk\\,", "LOCATION:Pieterskerk\\n"))),
        ("e7", without("LOCATION", "X-APPLE-STRUCTURED-LOCATION")),
        ("E8", changed(("GEO:52.1578;4.4881", "GEO:52.1578,4.4881"))),
        ("E8", changed(("GEO:52.1578;4.4881", "GEO:52.1578;5.4881"))),
        ("E8", changed(("STRUCTURED-LOCATION;VALUE=URI", "STRUCTURED-LOCATION"))),
        ("e8", changed(("X-TITLE=Pieterskerk", "X-TITLE=Hooglandse Kerk"))),
        ("e9", changed(("URL:https://agenda.example/e/orgel/\n", ""))),
        ("e9", changed(("\\n\\nhttps://agenda.example/e/orgel/", ""))),
        ("E9", changed(("URL:https://agenda.example/e/orgel/", "URL:/e/orgel/"))),
        ("e10", changed(("Bach", "<p>Bach"))),
        ("e10", changed(("Bach", "Bach &amp\\; co"))),
        ("E10", changed(("CLASS:", "X-ALT-DESC:<p>Bach</p>\nCLASS:"))),
        ("E11", changed(("CLASS:", "ATTACH;ENCODING=BASE64;VALUE=BINARY:aGFsbG8=\nCLASS:"))),
        ("E11", changed(("CLASS:", "IMAGE:https://agenda.example/o.png\nCLASS:"))),
        ("E12", changed(("CLASS:", "CONFERENCE:https://agenda.example/e/orgel/\nCLASS:"))),
        ("e12", changed(("CLASS:", "CONFERENCE;VALUE=URI:https://video.example/1\nCLASS:"))),
        ("E13", changed(("CLASS:PUBLIC", "CLASS:PRIVATE"))),
        ("e13", changed(("cultuur,Muziek", "cultuur,"))),
        ("E14", changed((":mailto:agenda@leiden.example", ":Leiden Kennisstad"))),
        ("e14", changed((';CN="Leiden: Kennis"', ""))),
        ("e15", changed(("TRANSP:TRANSPARENT\n", ""))),
        ("e15", changed(("X-MICROSOFT-CDO-BUSYSTATUS:FREE\n", ""))),
        (
            "E16",
            changed(
                ("END:VEVENT", "BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:Zo\nTRIGGER:-PT30M\nEND:VALARM\nEND:VEVENT")
            ),
        ),
        ("e18", changed(("END:VEVENT", "BEGIN:VLOCATION\nUID:1\nEND:VLOCATION\nEND:VEVENT"))),
        ("E19", changed(("SUMMARY:", "SUMMARY;LANGUAGE=Nederlands!:"))),
        ("e20", changed(("Bach", "Bach " * 200_000))),
        (
            "F7",
            changed(
                (
                    "\\n\\nhttps://agenda.example/e/orgel/",
                    "\\nhttps://agenda.example/a/x9Yz81QqLmN3rT7vWk20\\nhttps://agenda.example/e/orgel/",
                )
            ),
        ),
        (
            "F7",
            changed(
                (
                    "\\n\\nhttps://agenda.example/e/orgel/",
                    "\\nhttps://agenda.example/a/?token=1\\nhttps://agenda.example/e/orgel/",
                )
            ),
        ),
    ],
)
def test_what_an_entry_is_and_says(number, text):
    assert numbers(text, parsers=False) == {number}


def test_a_cancelled_entry_that_says_so_in_title_and_text_is_good():
    assert numbers(changed(("STATUS:CONFIRMED", "STATUS:CANCELLED"), ("SUMMARY:", "SUMMARY:AFGELAST: "))) == set()


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("F1", changed((GUEST, ""), text=INVITATION)),
        ("F1", changed((GUEST, GUEST + GUEST.replace("jan@", "piet@")), text=INVITATION)),
        ("f1", changed((";PARTSTAT=ACCEPTED", ""), text=INVITATION)),
        ("F1", without("SEQUENCE", text=INVITATION)),
        ("F4", changed(("METHOD:REQUEST", "METHOD:CANCEL"), text=INVITATION)),
        (
            "F4",
            changed(
                ("METHOD:REQUEST", "METHOD:CANCEL"),
                ("CONFIRMED", "CANCELLED"),
                ("SEQUENCE:1", "SEQUENCE:0"),
                text=INVITATION,
            ),
        ),
    ],
)
def test_an_invitation(number, text):
    assert numbers(text, parsers=False) == {number}


@pytest.mark.parametrize(
    ("number", "headers"),
    [
        ("A1", {"Content-Type": "text/plain; charset=utf-8"}),
        ("A1", {"Content-Type": "text/calendar"}),
        ("a2", {"Vary": "Accept"}),
        ("A5", {"ETag": ""}),
        ("A5", {"ETag": "4f2a"}),
        ("a5", {"ETag": 'W/"4f2a"'}),
        ("A6", {"Last-Modified": "2026-09-10"}),
        ("A6", {"Last-Modified": "Thu, 10 Sep 2026 08:59:59 GMT"}),
        ("a9", {"Cache-Control": "no-store"}),
        ("A9", {"Set-Cookie": "a=1"}),
        ("A9", {"Vary": "Accept-Encoding, Cookie"}),
        ("a11", {"X-Robots-Tag": "noindex"}),
        ("a12", {"Content-Disposition": 'inline; filename="agenda.txt"'}),
        ("F2", {"Content-Type": "text/calendar; charset=utf-8; method=REQUEST"}),
    ],
)
def test_headers(number, headers):
    assert numbers(FEED, {**HEADERS, **headers}, parsers=False) == {number}


def test_a_compressed_body_that_nobody_asked_for():
    assert numbers(b"\x1f\x8b\x08rest", HEADERS) == {"A10"}


def test_a_personal_feed_may_take_time_and_ring_but_not_be_found():
    alarm = "BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:Zo\nTRIGGER:-PT30M\nEND:VALARM\nEND:VEVENT"
    mine = changed(("TRANSP:TRANSPARENT", "TRANSP:OPAQUE"), ("STATUS:FREE", "STATUS:BUSY"), ("END:VEVENT", alarm))
    private = {**HEADERS, "Cache-Control": "private, max-age=300"}
    assert numbers(mine, {**private, "X-Robots-Tag": "noindex"}) == set()
    assert numbers(mine, private) == {"A11"}


def test_a_page_that_is_no_calendar_is_said_to_be_none():
    assert "B8" in numbers(b"<!doctype html>\r\n<p>Niet gevonden</p>\r\n")


def test_a_file_that_is_wrong_everywhere_stays_readable():
    many = (
        HEAD
        + ZONE
        + "".join(EVENT.replace("8a11f2d0", f"uid-{n:04}").replace("SUMMARY:", "SUMMARY:, ") for n in range(100))
        + "END:VCALENDAR\n"
    )
    found = [str(finding) for finding in lint_calendar(crlf(many), parsers=False)]
    assert len(found) == 21 and found[-1] == "error B4 (bestand) En nog 80 keer."


def test_a_component_that_is_not_closed():
    assert numbers(changed(("END:VEVENT\n", "")), parsers=False) == {"B9"}
    assert numbers(FEED + "END:VCALENDAR\n", parsers=False) == {"B9"}


def test_the_parsers_must_see_what_we_see():
    assert numbers(changed(("Europe/Amsterdam", "Ergens"), ("SUMMARY:Orgelconcert", "SUMMARY:Orgel"))) == set()
    assert numbers(changed(("SEQUENCE:1", "SEQUENCE:one"))) == {"E3", "G3"}


@settings(deadline=None)  # the first time the parsers are warmed up
@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(data):
    lint_calendar(data)
    lint_calendar(crlf(HEAD + ZONE) + data + crlf(EVENT), HEADERS, parsers=False)


def test_the_same_entry_is_the_same_in_every_feed():
    other = changed(("SEQUENCE:1", "SEQUENCE:2"), ("T200000", "T190000"))
    english = changed(("SUMMARY:Orgelconcert", "SUMMARY:Organ concert"))
    assert lint_together({"nl": crlf(FEED), "en": crlf(english)}) == []
    (finding,) = lint_together({"nl": crlf(FEED), "serie": crlf(other)})
    assert (finding.number, finding.where, finding.sentence) == (
        "E2",
        "8a11f2d0@agenda.example",
        "nl en serie zeggen niet hetzelfde: start, sequence.",
    )


@pytest.mark.parametrize(
    ("number", "after"),
    [
        ("E3", changed(("T210000", "T220000"), ("DTSTAMP:20260910", "DTSTAMP:20260911"))),
        ("E3", changed(("SEQUENCE:1", "SEQUENCE:2"), ("DTSTAMP:20260910", "DTSTAMP:20260911"))),
        ("E3", changed(("Bach", "Brahms"))),
        ("E4", changed(("SEQUENCE:1", "SEQUENCE:0"), ("DTSTAMP:20260910", "DTSTAMP:20260911"))),
        ("E6", changed(("8a11f2d0", "8a11f2d1"))),
    ],
)
def test_a_change_that_a_subscriber_would_not_notice(number, after):
    assert {finding.number for finding in lint_since(crlf(FEED), crlf(after))} == {number}


def test_changes_that_a_subscriber_notices():
    later = ("DTSTAMP:20260910", "DTSTAMP:20260911")
    moved = changed(("T210000", "T220000"), ("SEQUENCE:1", "SEQUENCE:2"), later)
    mended = changed(("Bach", "Brahms"), later)
    over = changed(("8a11f2d0", "8a11f2d1"), ("DTSTAMP:20260910", "DTSTAMP:20261125"))
    assert [lint_since(crlf(FEED), crlf(after)) for after in (FEED, moved, mended, over)] == [[], [], [], []]


class Server:
    """Answers as one should, but for what a test breaks."""

    def __init__(self, **broken):
        self.broken, self.asked = broken, 0

    def __call__(self, method, query, headers):
        self.asked += 1
        status, body = 200, b"x" + (str(self.asked).encode() if self.broken.get("clock") else b"")
        told = {"etag": '"1"', "last-modified": HEADERS["Last-Modified"]}
        tag, date = headers.get("If-None-Match"), headers.get("If-Modified-Since")
        if tag is not None:
            equal = tag == '"1"' if self.broken.get("plain_tags") else tag == "*" or '"1"' in tag
            status = 304 if equal else 200
        elif date is not None and not self.broken.get("no_dates"):
            status = 304 if date == HEADERS["Last-Modified"] else 200
        if "html" in headers.get("Accept", "") and self.broken.get("choosy"):
            status = 406
        if query and self.broken.get("strict"):
            status = 400
        if method == "HEAD":
            body = b""
            told = {} if self.broken.get("head") else told
        return Answer(status, told, b"" if status == 304 else body)


@pytest.mark.parametrize(
    ("broken", "number"),
    [
        ({}, set()),
        ({"choosy": True}, {"A2"}),
        ({"strict": True}, {"A3"}),
        ({"head": True}, {"A3"}),
        ({"plain_tags": True}, {"A5"}),
        ({"no_dates": True}, {"A6"}),
        ({"clock": True}, {"A2", "A8"}),
    ],
)
def test_answers_of_a_server(broken, number):
    server = Server(**broken)
    assert {finding.number for finding in lint_answers(server, server("GET", "", {}))} == number


@pytest.mark.parametrize(
    ("addresses", "found"),
    [
        (("https://a/f.ics",), set()),
        (("http://a/f.ics", "https://a/f.ics"), set()),
        (("https://a/f.ics", "https://b/f.ics"), {"A4"}),
        (("http://a/f.ics", "https://a/f.ics", "https://b/f.ics"), {"A4"}),
    ],
)
def test_an_address_that_leads_elsewhere(addresses, found):
    server = Server()
    first = Answer(200, server("GET", "", {}).headers, b"x", addresses)
    assert {finding.number for finding in lint_answers(server, first)} == found


def test_a_feed_that_is_not_there_is_one_finding():
    (finding,) = lint_answers(Server(), Answer(404, {}, b""))
    assert str(finding) == "error A3 (HTTP) De server antwoordt met 404."


def test_every_number_that_can_be_found_is_explained():
    root = Path(__file__).resolve().parents[2]
    source = "".join(path.read_text() for path in (root / "events" / "lint").glob("*.py"))
    used = set(re.findall(r'"([A-G]\d{1,2})"', source))
    page = (root / "docs" / "calendars.md").read_text()
    explained = set(re.findall(r"^\| ([A-F]\d{1,2}) \|", page, flags=re.MULTILINE)) | set(re.findall(r"\b(G\d):", page))
    assert used - explained == set() and explained - used == {"G4"}
