"""Answers of calendar programs: what is read, whatever is around it, and that nothing stops the reader."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.itip import READ_BYTES, CalendarAnswer, read_answer

UID = "r-1@agenda.example"
AT = datetime(2026, 6, 15, 10, 5, tzinfo=UTC)
ATTENDEE = "ATTENDEE;PARTSTAT=DECLINED;CN=Anna:mailto:anna@example.org"
READ = CalendarAnswer("REPLY", UID, (("anna@example.org", "DECLINED"),), AT)


def calendar(*attendees: str, method: str = "REPLY", uid: str = UID, stamp: str = "20260615T100500Z") -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VTIMEZONE", "UID:zone", "END:VTIMEZONE"]
    lines += ["BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{stamp}", *(attendees or (ATTENDEE,)), "DTSTART:never"]
    lines += ["BEGIN:VALARM", "UID:alarm", "ATTENDEE:mailto:alarm@example.org", "END:VALARM"]
    return "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""])


@pytest.mark.parametrize(
    ("what", "raw"),
    [
        ("as it is", calendar()),
        ("lines of another machine", calendar().replace("\r\n", "\n")),
        ("small letters", calendar(method="reply").replace("BEGIN:VCALENDAR", "begin:vcalendar")),
        ("a byte order mark", "\ufeff" + calendar()),
        ("text before and behind it", f"Hallo\r\n\r\n{calendar()}-- \r\nMETHOD:CANCEL\r\nUID:other\r\n"),
        ("another behind it", calendar() + calendar(method="CANCEL", uid="other")),
        ("a second event", calendar().replace("END:VCALENDAR", "BEGIN:VEVENT\r\nUID:other\r\nEND:VEVENT\r\n")),
        ("cut off", calendar().partition("DTSTART")[0]),
        ("without a head", calendar().partition("VERSION:2.0\r\n")[2]),
        ("the method last", calendar(method="").replace("METHOD:\r\n", "").replace("END:VC", "METHOD:REPLY\r\nEND:VC")),
        ("folded inside words", calendar().replace("DECLINED", "DECL\r\n INED").replace("mailto", "mai\r\n\tlto")),
        ("a colon in the name", calendar("ATTENDEE;CN=a: b;PARTSTAT=DECLINED:MAILTO:Anna@Example.org")),
        ("quotes in the name", calendar('ATTENDEE;CN=a "b" c;PARTSTAT="DECLINED":mailto:anna@example.org')),
        ("no mailto", calendar("ATTENDEE;PARTSTAT=DECLINED:anna@example.org")),
    ],
)  # fmt: skip
def test_it_is_read_with_anything_around_it(what: str, raw: str) -> None:
    assert read_answer(raw.encode()) == READ, what


def test_letters_that_are_no_utf_8_and_bytes_of_nothing_are_passed_over() -> None:
    assert read_answer(calendar(ATTENDEE.replace("Anna", "Ren\xe9")).encode("latin-1")) == READ
    assert read_answer(b"\0" + calendar().encode()) == READ


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "BEGIN:VCALENDAR",
        calendar(method="REQUEST"),
        calendar(method="CANCEL"),
        calendar(uid=""),
        calendar(method=""),
    ],
)
def test_what_asks_or_says_nothing_is_no_answer(raw: str) -> None:
    assert read_answer(raw.encode()) is None


@pytest.mark.parametrize("stamp", ["", "gisteren", "20261332T250000Z", "2026"])
def test_a_moment_that_is_none_is_not_known(stamp: str) -> None:
    assert read_answer(calendar(stamp=stamp).encode()) == CalendarAnswer("REPLY", UID, READ.people, None)


def test_who_was_invited_is_heard_first_and_any_other_who_answers_else() -> None:
    bram, cato = (
        f"ATTENDEE;PARTSTAT={said}:mailto:{who}@example.org"
        for who, said in (("bram", "ACCEPTED"), ("cato", "DECLINED"))
    )
    answer = read_answer(calendar(bram, cato).encode())
    assert answer is not None
    assert [answer.partstat_of(f"{who}@Example.org") for who in ("bram", "cato", "dirk")] == [
        "ACCEPTED",
        "DECLINED",
        "ACCEPTED",
    ]
    assert CalendarAnswer("REFRESH", UID).partstat_of("anna@example.org") == ""


def test_twenty_thousand_attendees_and_what_is_beyond_the_first_bytes_are_not_looked_at() -> None:
    answer = read_answer(calendar(*[ATTENDEE] * 20_000).encode())
    assert answer is not None and len(answer.people) == 50
    assert read_answer(b" " * READ_BYTES + calendar().encode()) is None


@given(st.binary(max_size=300) | st.text(alphabet='BEGIN:VCALENDARMTHOUI;="\n \t', max_size=300).map(str.encode))
def test_nothing_stops_the_reader(raw: bytes) -> None:
    assert read_answer(raw) is None or read_answer(raw)
