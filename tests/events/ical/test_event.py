"""One VEVENT, a calendar of some, and a message to one guest: data classes in, bytes out. Nothing here needs Django."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from events.ical import (
    Attendee,
    Busy,
    CalendarHead,
    Conference,
    Event,
    Method,
    Organizer,
    Place,
    Status,
    Text,
    Zone,
    blocking,
    render_calendar,
    render_event,
    render_itip,
    render_notice,
    vtimezone,
    with_alarm,
)

AT = datetime(2026, 9, 10, 9, 0, 0, 250, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Amsterdam")
ORGANIZER = Organizer("Leiden: Kennis", "agenda@leiden.example")
EVENT = Event(
    uid="8a11@leiden.example",
    sequence=2,
    changed_at=AT,
    status=Status.CONFIRMED,
    starts_at=datetime(2026, 9, 19, 18, tzinfo=UTC),
    ends_at=datetime(2026, 9, 19, 19, tzinfo=UTC),
    zone=ZONE,
    summary=Text("Orgelconcert"),
    description=Text("Bach; bij kaarslicht"),
    place=Place(Text("Pieterskerk")),
    url="https://agenda.example/orgel",
    organizer=ORGANIZER,
)
FULL = replace(
    EVENT,
    created_at=AT,
    summary=Text("Orgelconcert", "nl"),
    place=Place(Text("Pieterskerk, Kloksteeg 16"), (52.15784321, 4.4881), name="Pieterskerk", street="Kloksteeg 16"),
    image="https://agenda.example/a.JPG",
    categories=("Kunst, cultuur", "Muziek"),
    classification="PUBLIC",
    conference=Conference("https://video.example/orgel", "Livestream"),
)
HEAD = CalendarHead(
    product="-//Leiden//Agenda//NL",
    name="Nacht; en dag",
    description="Programma",
    source="https://agenda.example/agenda.ics",
    url="https://agenda.example/",
    last_modified=AT,
    zone=Zone(ZONE.key, vtimezone(ZONE)),
)


def lines(text):
    return text.replace("\r\n ", "").split("\r\n")


def test_an_event_has_what_it_was_given_and_nothing_more():
    assert lines(render_event(EVENT)) == [
        "BEGIN:VEVENT",
        "UID:8a11@leiden.example",
        "DTSTAMP:20260910T090000Z",
        "LAST-MODIFIED:20260910T090000Z",
        "SEQUENCE:2",
        "STATUS:CONFIRMED",
        "DTSTART;TZID=Europe/Amsterdam:20260919T200000",
        "DTEND;TZID=Europe/Amsterdam:20260919T210000",
        "SUMMARY:Orgelconcert",
        "DESCRIPTION:Bach\\; bij kaarslicht",
        "LOCATION:Pieterskerk",
        "URL:https://agenda.example/orgel",
        'ORGANIZER;CN="Leiden: Kennis":mailto:agenda@leiden.example',
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "END:VEVENT",
        "",
    ]


def test_all_that_an_event_may_have_stands_where_programs_look_for_it():
    more = [line for line in lines(render_event(FULL)) if line not in lines(render_event(EVENT))]
    assert more == [
        "CREATED:20260910T090000Z",
        "SUMMARY;LANGUAGE=nl:Orgelconcert",
        "LOCATION:Pieterskerk\\, Kloksteeg 16",
        "GEO:52.157843;4.4881",
        (
            'X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-ADDRESS="Kloksteeg 16";X-APPLE-RADIUS=70;'
            'X-TITLE="Pieterskerk":geo:52.157843,4.488100'
        ),
        "IMAGE;VALUE=URI;DISPLAY=BADGE;FMTTYPE=image/jpeg:https://agenda.example/a.JPG",
        "CATEGORIES:Kunst\\, cultuur,Muziek",
        "CLASS:PUBLIC",
        "CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL=Livestream:https://video.example/orgel",
    ]


@pytest.mark.parametrize(
    ("starts_at", "all_day", "line"),
    [
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), False, "DTSTART:20261025T003000Z"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), False, "DTSTART:20261025T013000Z"),
        (datetime(2026, 10, 25, 2, 30, tzinfo=UTC), False, "DTSTART;TZID=Europe/Amsterdam:20261025T033000"),
        (datetime(2026, 10, 25, 2, 30, tzinfo=ZONE), False, "DTSTART:20261025T003000Z"),
        (datetime(2026, 9, 18, 22, tzinfo=UTC), True, "DTSTART;VALUE=DATE:20260919"),
    ],
)
def test_a_time_can_be_read_in_one_way_only(starts_at, all_day, line):
    assert line in lines(render_event(replace(EVENT, starts_at=starts_at, all_day=all_day)))


def test_a_calendar_is_its_head_its_zone_and_the_events_in_the_order_given():
    other = render_event(replace(EVENT, uid="1@leiden.example"))
    assert lines(render_calendar(HEAD, [render_event(EVENT), other]).decode()) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Leiden//Agenda//NL",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Nacht\\; en dag",
        "X-WR-CALNAME:Nacht\\; en dag",
        "DESCRIPTION:Programma",
        "X-WR-CALDESC:Programma",
        "X-WR-TIMEZONE:Europe/Amsterdam",
        "LAST-MODIFIED:20260910T090000Z",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "SOURCE;VALUE=URI:https://agenda.example/agenda.ics",
        "URL;VALUE=URI:https://agenda.example/",
        "COLOR:teal",
        *lines(vtimezone(ZONE))[:-1],
        *lines(render_event(EVENT))[:-1],
        *lines(other)[:-1],
        "END:VCALENDAR",
        "",
    ]


@pytest.mark.parametrize(("method", "status"), [(Method.REQUEST, Status.CONFIRMED), (Method.CANCEL, Status.CANCELLED)])
def test_a_message_names_its_method_and_its_one_guest(method, status):
    event = replace(EVENT, status=status, is_transparent=False)
    guest = Attendee('Jan "de" Vries', "jan@example.org")
    found = lines(render_itip(method, event, guest, product="-//Leiden//Agenda//NL").decode())
    assert found[:5] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Leiden//Agenda//NL",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
    ]
    assert found[-6:] == [
        'ORGANIZER;CN="Leiden: Kennis":mailto:agenda@leiden.example',
        "ATTENDEE;CN=\"Jan ''de'' Vries\";ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:jan@example.org",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_cancellation_says_why_and_a_message_without_a_reason_says_nothing():
    event = replace(EVENT, status=Status.CANCELLED, is_transparent=False)
    guest = Attendee("Jan", "jan@example.org")
    plain = lines(render_itip(Method.CANCEL, event, guest, product="P").decode())
    told = lines(render_itip(Method.CANCEL, event, guest, product="P", comment="Ziek; helaas, ja.").decode())
    assert [line for line in told if line not in plain] == ["COMMENT:Ziek\\; helaas\\, ja."]


@pytest.mark.parametrize(
    ("busy", "changed"),
    [
        (Busy.BUSY, ["TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:BUSY"]),
        (Busy.TENTATIVE, ["STATUS:TENTATIVE", "TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE"]),
    ],
)
def test_in_the_calendar_of_one_person_it_takes_its_time(busy, changed):
    plain = render_event(EVENT)
    assert [line for line in lines(blocking(plain, busy)) if line not in lines(plain)] == changed


def test_an_alarm_is_for_what_begins_at_an_hour():
    alarm = ["BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Zo meteen", "TRIGGER:-PT30M", "END:VALARM"]
    assert lines(with_alarm(render_event(EVENT), "Zo meteen"))[-7:-2] == alarm
    whole_day = render_event(replace(EVENT, all_day=True))
    assert with_alarm(whole_day, "Zo meteen") == whole_day


def test_what_is_off_takes_no_time_and_warns_nobody():
    off = render_event(replace(EVENT, status=Status.CANCELLED))
    assert blocking(off, Busy.BUSY) == with_alarm(off, "Zo meteen") == off


def test_a_notice_is_one_sentence_over_a_day():
    notice = render_notice(
        uid="n@leiden.example",
        day=date(2026, 9, 10),
        changed_at=AT,
        summary="Ingetrokken",
        url="https://agenda.example/mijn",
        organizer=ORGANIZER,
    )
    assert lines(notice) == [
        "BEGIN:VEVENT",
        "UID:n@leiden.example",
        "DTSTAMP:20260910T090000Z",
        "LAST-MODIFIED:20260910T090000Z",
        "SEQUENCE:0",
        "DTSTART;VALUE=DATE:20260910",
        "DTEND;VALUE=DATE:20260911",
        "STATUS:CONFIRMED",
        "SUMMARY:Ingetrokken",
        "DESCRIPTION:https://agenda.example/mijn",
        "URL:https://agenda.example/mijn",
        'ORGANIZER;CN="Leiden: Kennis":mailto:agenda@leiden.example',
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "END:VEVENT",
        "",
    ]


@given(st.text(max_size=200), st.text(max_size=120))
def test_no_text_can_break_the_file(text, name):
    place = Place(Text(text), (52.0, 4.0), name=name, street=text)
    event = replace(FULL, summary=Text(text), description=Text(text), place=place, organizer=Organizer(name, "a@b.nl"))
    body = render_calendar(replace(HEAD, name=name), [render_event(event)])
    assert not re.search(rb"[\r\n]", body.replace(b"\r\n", b""))
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert len(Calendar.from_ical(body).walk("VEVENT")) == 1
