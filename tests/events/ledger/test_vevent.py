"""What calendars are told of facts, by the numbers of docs/calendars.md."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from events.ical import Attendee, CalendarHead, Method, Zone, render_calendar, vtimezone
from events.ledger.vevent import render_vevent
from events.registration.mail.invitations import render_invitation
from events.shell.identity import Sender

AT = datetime(2026, 9, 10, 9, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Amsterdam")
SENDER = Sender("Leiden: Kennis; stad", "agenda@leiden.example", "agenda.leiden.example")


def facts(**values):
    texts = {
        "lang": "nl",
        "fallbacks": [],
        "price": "",
        "title": "Orgelconcert",
        "summary": "Bach, bij kaarslicht; gratis.",
        "text": "Neem een kussen mee.",
        "place": "Pieterskerk",
        "location": "Pieterskerk, Kloksteeg 16, 2311 SL Leiden",
        "reason": "",
        "url": "https://agenda.example/evenement/orgel-abc/",
        "terms": ["Kunst, cultuur", "Muziek"],
    }
    row = {
        "uid": "8a11",
        "status": "scheduled",
        "startsAt": "2026-09-19T18:00:00Z",
        "endsAt": "2026-09-19T19:00:00Z",
        "endKnown": True,
        "allDay": False,
        "wayIn": "free",
        "image": None,
        "ticketUrl": "",
        "streamUrl": "",
        "venue": {"street": "Kloksteeg 16", "postcode": "2311 SL", "city": "Leiden", "lat": 52.1578, "lon": 4.4881},
    }
    row["nl"] = {**texts, **values.pop("nl", {})}
    row["en"] = {**texts, **values.pop("en", {})}
    return {**row, **values}


def vevent(language="nl", sequence=0, brief=False, **values):
    return render_vevent(
        facts(**values),
        brief=brief,
        sequence=sequence,
        created_at=AT,
        changed_at=AT,
        language=language,
        sender=SENDER,
        zone=ZONE,
    )


def calendar(*vevents, name="Nacht van Kunst & Kennis"):
    head = CalendarHead(
        product="-//Leiden//Agenda//NL",
        name=name,
        description="Programma",
        source="https://agenda.example/agenda.ics",
        url="https://agenda.example/",
        last_modified=AT,
        zone=Zone(ZONE.key, vtimezone(ZONE)),
    )
    return render_calendar(head, vevents)


def parsed(*vevents):
    (event,) = Calendar.from_ical(calendar(*vevents)).walk("VEVENT")
    return event


def lines(text):
    return text.replace("\r\n ", "").split("\r\n")


def test_a_whole_entry_reads_as_intended():
    assert lines(vevent()) == [
        "BEGIN:VEVENT",
        "UID:8a11@agenda.leiden.example",
        "DTSTAMP:20260910T090000Z",
        "LAST-MODIFIED:20260910T090000Z",
        "SEQUENCE:0",
        "CREATED:20260910T090000Z",
        "STATUS:CONFIRMED",
        "DTSTART;TZID=Europe/Amsterdam:20260919T200000",
        "DTEND;TZID=Europe/Amsterdam:20260919T210000",
        "SUMMARY:Orgelconcert",
        (
            "DESCRIPTION:Bach\\, bij kaarslicht\\; gratis.\\n\\nNeem een kussen mee.\\n\\n"
            "Toegang: vrij binnenlopen\\, gratis\\n\\nhttps://agenda.example/evenement/orgel-abc/"
        ),
        "LOCATION:Pieterskerk\\, Kloksteeg 16\\, 2311 SL Leiden",
        "GEO:52.1578;4.4881",
        (
            'X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-ADDRESS="Kloksteeg 16, 2311 SL Leiden";'
            'X-APPLE-RADIUS=70;X-TITLE="Pieterskerk":geo:52.157800,4.488100'
        ),
        "URL:https://agenda.example/evenement/orgel-abc/",
        "CATEGORIES:Kunst\\, cultuur,Muziek",
        "CLASS:PUBLIC",
        'ORGANIZER;CN="Leiden: Kennis; stad":mailto:agenda@leiden.example',
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "END:VEVENT",
        "",
    ]


def test_the_same_arguments_give_the_same_bytes():
    assert calendar(vevent()) == calendar(vevent())


def test_an_empty_feed_still_has_a_zone_and_parses():
    body = calendar()
    assert b"BEGIN:VTIMEZONE" in body and Calendar.from_ical(body).walk("VEVENT") == []
    assert next(iter(vobject.readComponents(body.decode()))).name == "VCALENDAR"


@pytest.mark.parametrize(
    ("starts", "ends", "all_day", "start_line", "end_line"),
    [
        (
            "2026-03-28T23:30:00Z",
            "2026-03-29T01:30:00Z",
            False,
            "DTSTART;TZID=Europe/Amsterdam:20260329T003000",
            "DTEND;TZID=Europe/Amsterdam:20260329T033000",
        ),
        ("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", False, "DTSTART:20261025T003000Z", "DTEND:20261025T013000Z"),
        (
            "2026-10-25T01:30:00Z",
            "2026-10-25T02:30:00Z",
            False,
            "DTSTART:20261025T013000Z",
            "DTEND;TZID=Europe/Amsterdam:20261025T033000",
        ),
        (
            "2026-09-18T22:00:00Z",
            "2026-09-19T22:00:00Z",
            True,
            "DTSTART;VALUE=DATE:20260919",
            "DTEND;VALUE=DATE:20260920",
        ),
        (
            "2026-11-02T23:00:00Z",
            "2026-11-04T23:00:00Z",
            True,
            "DTSTART;VALUE=DATE:20261103",
            "DTEND;VALUE=DATE:20261105",
        ),
        (
            "2026-09-19T22:30:00Z",
            "2026-09-19T23:30:00Z",
            False,
            "DTSTART;TZID=Europe/Amsterdam:20260920T003000",
            "DTEND;TZID=Europe/Amsterdam:20260920T013000",
        ),
    ],
)
def test_every_kind_of_time_is_written_without_doubt(starts, ends, all_day, start_line, end_line):
    text = lines(vevent(startsAt=starts, endsAt=ends, allDay=all_day))
    assert start_line in text and end_line in text


@pytest.mark.parametrize("year", range(2025, 2036))
def test_the_zone_has_the_right_offset_in_winter_summer_and_on_both_nights(year):
    for starts in (
        f"{year}-01-15T12:00:00Z",
        f"{year}-07-15T12:00:00Z",
        f"{year}-03-29T05:00:00Z",
        f"{year}-10-25T12:00:00Z",
    ):
        event = parsed(vevent(startsAt=starts, endsAt=starts.replace("00:00Z", "30:00Z")))
        assert event["DTSTART"].dt.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") == starts


def test_a_cancelled_entry_says_so_first_and_gives_its_reason():
    event = parsed(vevent(sequence=2, status="cancelled", nl={"reason": "De organist is ziek."}))
    assert (event["SUMMARY"], event["STATUS"], event["SEQUENCE"]) == ("AFGELAST: Orgelconcert", "CANCELLED", 2)
    assert str(event["DESCRIPTION"]).startswith("De organist is ziek.\n\n")


@pytest.mark.parametrize(
    ("fallbacks", "dutch"),
    [
        ([], set()),
        (["title"], {"SUMMARY"}),
        (["text"], set()),  # most of the description is English then
        (["summary", "text", "place"], {"DESCRIPTION", "LOCATION"}),
        (["title", "summary"], {"SUMMARY", "DESCRIPTION"}),
    ],
)
def test_each_text_says_whether_it_fell_back_to_dutch(fallbacks, dutch):
    found = lines(vevent("en", en={"fallbacks": fallbacks}))
    assert {line.split(";")[0] for line in found if ";LANGUAGE=nl:" in line} == dutch
    assert ";LANGUAGE=" not in vevent("nl", nl={"title": "Concert"})


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("/media/a.JPG", "IMAGE;VALUE=URI;DISPLAY=BADGE;FMTTYPE=image/jpeg:https://agenda.example/media/a.JPG"),
        (
            "https://cdn.example/b.webp?v=1",
            "IMAGE;VALUE=URI;DISPLAY=BADGE;FMTTYPE=image/webp:https://cdn.example/b.webp?v=1",
        ),
        ("/media/c", "IMAGE;VALUE=URI;DISPLAY=BADGE:https://agenda.example/media/c"),
    ],
)
def test_a_picture_is_given_by_its_whole_address(url, line):
    assert line in lines(vevent(image={"url": url, "width": 4, "height": 3}))


@pytest.mark.parametrize(
    ("way_in", "price", "nl", "en"),
    [
        ("free", "", "Toegang: vrij binnenlopen, gratis", "Entrance: walk in, free of charge"),
        ("register", "€ 5", "Toegang: met aanmelding, € 5", "Entrance: by registration, € 5"),
        ("elsewhere", "", "Toegang: kaarten elders", "Entrance: tickets elsewhere"),
        ("invited", "gratis", "Toegang: alleen op uitnodiging, gratis", "Entrance: by invitation only, gratis"),
    ],
)
def test_the_text_says_how_one_gets_in_and_what_it_costs(way_in, price, nl, en):
    for language, sentence in (("nl", nl), ("en", en)):
        event = parsed(vevent(language, wayIn=way_in, **{code: {"price": price} for code in ("nl", "en")}))
        assert f"\n\n{sentence}\n\n" in str(event["DESCRIPTION"])


def test_what_is_long_over_keeps_one_sentence_and_its_address():
    picture = {"url": "/media/a.jpg", "width": 4, "height": 3}
    event = parsed(vevent(image=picture, streamUrl="https://video.example/", brief=True))
    assert str(event["DESCRIPTION"]) == "Bach, bij kaarslicht; gratis.\n\nhttps://agenda.example/evenement/orgel-abc/"
    assert not {"IMAGE", "CONFERENCE"} & set(event)


def test_an_unknown_end_is_said_in_words():
    assert "De eindtijd is niet bekend." in str(parsed(vevent(endKnown=False))["DESCRIPTION"])


@given(st.text(max_size=200), st.text(max_size=120))
def test_no_text_can_break_the_file(title, text):
    body = calendar(vevent(nl={"title": title, "text": text, "location": title}), name=title)
    assert not re.search(rb"[\r\n]", body.replace(b"\r\n", b""))
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert len(Calendar.from_ical(body).walk("VEVENT")) == 1


def test_a_title_is_cut_where_calendars_cut_it():
    assert len(parsed(vevent(nl={"title": "é" * 300}))["SUMMARY"]) == 80


def test_an_invitation_names_its_one_guest_and_no_secret():
    ics = render_invitation(
        facts(),
        method=Method.REQUEST,
        uid="r-1@x",
        sequence=3,
        changed_at=AT + timedelta(hours=1),
        language="nl",
        organizer=SENDER,
        zone=ZONE,
        attendee=Attendee('Jan "de" Vries', "jan@example.org"),
        product="-//Leiden//Agenda//NL",
        asks=False,
    )
    event = Calendar.from_ical(ics).walk("VEVENT")[0]
    assert (event["UID"], event["SEQUENCE"], str(event["ATTENDEE"])) == ("r-1@x", 3, "mailto:jan@example.org")
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED" and b"BEGIN:VTIMEZONE" in ics
