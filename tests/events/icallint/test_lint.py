"""The lint of calendar files: each rule by a file that breaks it and nothing else."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.icallint import lint_calendar
from tests.events.icallint.calendar_files import (
    EVENT,
    FEED,
    GUEST,
    HEAD,
    HEADERS,
    INVITATION,
    ZONE,
    changed,
    crlf,
    numbers,
    without,
)


def test_a_good_feed_has_no_findings():
    assert lint_calendar(crlf(FEED), HEADERS) == []


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
        ("c6", changed(("NAME:Nacht 2026\nX-WR", "UID:feed@agenda.example\nNAME:Nacht 2026\nX-WR"))),
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


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(data):
    lint_calendar(data)
    lint_calendar(crlf(HEAD + ZONE) + data + crlf(EVENT), HEADERS, parsers=False)


def test_every_number_that_can_be_found_is_explained():
    root = Path(__file__).resolve().parents[3]
    source = "".join(path.read_text() for path in (root / "events" / "icallint").rglob("*.py"))
    used = set(re.findall(r'"([A-G]\d{1,2})"', source))
    page = (root / "docs" / "calendars.md").read_text()
    explained = set(re.findall(r"^\| ([A-F]\d{1,2}) \|", page, flags=re.MULTILINE)) | set(re.findall(r"\b(G\d):", page))
    assert used - explained == set() and explained - used == {"G4"}
