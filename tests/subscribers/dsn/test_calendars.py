"""Calendars are found in a mail however it is built, and read for what they answer; nothing else is taken for one."""

from datetime import UTC, datetime

import pytest

from events.itip import CalendarAnswer, read_answer
from subscribers.dsn import Report, ReportType, read_report
from tests.subscribers.dsn.answers import (
    ANNA,
    SHAPES,
    UID,
    bounce_of_ours,
    event,
    forward_note,
    in_words,
    mail,
    parts,
    winmail,
)

STAMPED = datetime(2026, 6, 15, 10, 5, tzinfo=UTC)
ELSEWHERE = {"thunderbird": "anna@thuis.example"}


def answers(raw: bytes) -> list[CalendarAnswer | None]:
    return [read_answer(calendar) for calendar in read_report(raw).calendars]


@pytest.mark.parametrize("partstat", ["DECLINED", "ACCEPTED"])
@pytest.mark.parametrize("shape", SHAPES)
def test_what_each_program_writes_is_understood(shape: str, partstat: str) -> None:
    read = CalendarAnswer("REPLY", UID, ((ELSEWHERE.get(shape, ANNA), partstat),), STAMPED)
    twice = 2 if shape in ("google", "thunderbird") else 1
    assert answers(SHAPES[shape](partstat=partstat)) == [read] * twice


@pytest.mark.parametrize("shape", SHAPES)
def test_one_that_was_cut_off_behind_what_it_says_is_understood(shape: str) -> None:
    whole = SHAPES[shape]()
    begin = max(whole.find(b"Content-Transfer-Encoding: base64"), whole.find(b"ATTENDEE"))
    end = whole.find(b"SEQUENCE", begin) if b"SEQUENCE" in whole[begin:] else len(whole) - 60
    (first, *_) = answers(whole[: end + 4])
    assert first == CalendarAnswer("REPLY", UID, ((ELSEWHERE.get(shape, ANNA), "DECLINED"),), STAMPED)


@pytest.mark.parametrize("shape", ["evolution", "caldav", "apple", "thunderbird"])
def test_a_byte_order_mark_and_the_footer_of_a_list_change_nothing(shape: str) -> None:
    raw = SHAPES[shape]().replace(b"BEGIN:VCALENDAR", b"\xef\xbb\xbfBEGIN:VCALENDAR")
    raw = raw.replace(b"END:VCALENDAR", b"END:VCALENDAR\r\n_____\r\nLeden mailing list\r\nMETHOD:CANCEL\r\nUID:x")
    assert {(one.method, one.uid) for one in answers(raw) if one} == {("REPLY", UID)}


def test_the_bytes_of_a_bounce_or_of_a_mail_brought_along_are_no_answer() -> None:
    bounce: Report = read_report(bounce_of_ours())
    assert (bounce.type, bounce.calendars) == (ReportType.DELIVERY, ())
    carried = parts("b", ["Content-Type: message/rfc822", "", "Content-Type: text/calendar", "", *event()])
    assert answers(mail(['Content-Type: multipart/mixed; boundary="b"'], *carried)) == []


def test_a_calendar_is_found_three_multiparts_deep_and_no_deeper() -> None:
    def wrapped(depth: int) -> bytes:
        part = ["Content-Type: text/calendar", "", *event()]
        for level in range(depth):
            part = [f'Content-Type: multipart/mixed; boundary="b{level}"', "", *parts(f"b{level}", part)]
        return mail(part[:1], *part[2:])

    assert [len(answers(wrapped(depth))) for depth in range(5)] == [1, 1, 1, 1, 0]


def test_who_answers_in_words_or_by_winmail_dat_writes_to_people() -> None:
    mails = (winmail(), in_words(), in_words("=?utf-8?q?Antw=3A_Orgel?="))
    assert [read_report(raw).problem for raw in mails] == ["in-words"] * 3
    others = [read_report(in_words(said)).problem for said in ("Renaissance: wanneer?", "Vraag", "")]
    assert others == ["not-a-report"] * 3


def test_the_note_of_exchange_that_an_invitation_was_passed_on_is_automatic_and_no_answer() -> None:
    assert answers(forward_note()) == [None]
    assert read_report(forward_note()).type == ReportType.AUTOMATIC
