"""Whole feeds for the cases that calendar programs get wrong, byte for byte as kept in ``golden/``.

A difference is a change for every subscriber: look at it, then keep it with
``GOLDEN=write .venv/bin/python -m pytest tests/events/calendar/test_golden.py``.
``.ci/parsers`` has five parsers read the same files; ``golden/ledger.json`` says what they must see.
"""

import json
import os
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from events.icallint import lint_calendar, lint_together
from events.ledger.reconcile import reconcile_calendar
from events.management.looking import ledger
from events.models import Registration, Venue
from events.publishing.telling import tell_calendars
from events.registration.registering import cancel_registration, register_attendee
from tests.factories import local, make_edition, make_event, make_organiser, make_series, make_term, make_venue
from tests.photos import make_image, two_halves, written

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parent / "golden"
# What a picture is called follows from its bytes, which another version of an encoder writes otherwise.
KEY, HEX = re.compile(rb"(?<=tures/)[0-9a-f\r\n ]+(?=-)"), re.compile(rb"[0-9a-f]")
WRITING = os.environ.get("GOLDEN") == "write"
CHURCH = {
    "slug": "pieterskerk",
    "name": "Pieterskerk",
    "street": "Kloksteeg 16",
    "postcode": "2311 SL",
    "city": "Leiden",
}


def make(number, *, edition=None, **values):
    """An event in which nothing is left to chance, with one occurrence of the same number."""
    row = {
        "title": "Orgelconcert",
        "title_en": "Organ concert",
        "slug": "orgelconcert",
        "code": f"golden{number:02}",
        "summary": "Bach, bij kaarslicht; gratis.",
        "summary_en": "Bach, by candlelight; free.",
        "text": '<p>Neem een kussen mee.</p><p>Meer op <a href="https://orgel.example/">orgel.example</a>.</p>',
        "text_en": "<p>Bring a cushion.</p>",
    }
    church = Venue.objects.filter(slug=CHURCH["slug"]).first() or make_venue(**CHURCH)
    at = {"at__public_id": UUID(int=number), "at__venue": church, "at__starts_at": local(2026, 9, 19, 20)}
    return make_event(edition, **{**row, **at, **values})


def night():
    return make_edition(
        make_series(slug="nacht", name="Nacht van Kunst & Kennis"), slug="2026", starts_on=date(2026, 9, 19)
    )


def timed(clock):
    term = make_term(slug="muziek", name="Muziek, klassiek", name_en="Music, classical")
    make(1, terms=[term], organisers=[make_organiser(slug="orgel", name="Orgelstichting")])


def all_day(clock):
    day = local(2026, 9, 19)
    make(2, title="Open Monumentendag", at__all_day=True, at__starts_at=day, at__ends_at=day + timedelta(days=1))


def two_days(clock):
    make(3, title="Congres", at__all_day=True, at__starts_at=local(2026, 11, 3), at__ends_at=local(2026, 11, 5))


def all_day_written_past_the_form(clock):
    """No end, and a begin that is no midnight: an import or a direct edit can do that."""
    make(5, title="Boekenmarkt", at__all_day=True, at__starts_at=local(2026, 9, 19, 10), at__ends_at=None)


def past_midnight(clock):
    make(
        4,
        edition=night(),
        title="Nachtfilm",
        at__starts_at=local(2026, 9, 20, 0, 30),
        at__ends_at=local(2026, 9, 20, 2),
    )


def clock_nights(clock):
    """Both nights of eleven years, every half hour from before the change to after it."""
    number = 100
    for year in range(2025, 2036):
        for month in (3, 10):
            sunday = max(day for day in range(25, 32) if date(year, month, day).weekday() == 6)
            before = datetime(year, month, sunday, tzinfo=UTC) - timedelta(minutes=30)
            for step in range(5):
                begin = before + timedelta(minutes=30 * step)
                make(number, title=f"Nacht {number}", at__starts_at=begin, at__ends_at=begin + timedelta(minutes=45))
                number += 1


def cancelled(clock):
    make(
        6, at__status="cancelled", at__status_reason="De organist is ziek.", at__status_reason_en="The organist is ill."
    )


def called_off_later(clock):
    event = make(7)
    reconcile_calendar()
    clock.shift(timedelta(hours=1))
    event.occurrences.update(
        status="postponed", status_reason="Een nieuwe datum volgt.", status_reason_en="A new date will follow."
    )


def moved(clock):
    event = make(8)
    reconcile_calendar()
    clock.shift(timedelta(hours=1))
    hall = make_venue(
        slug="gehoorzaal", name="Stadsgehoorzaal", street="Breestraat 60", postcode="2311 CS", city="Leiden"
    )
    room = make_venue(slug="grote-zaal", name="Grote Zaal", parent=hall, lat=None, lon=None)
    event.occurrences.update(starts_at=local(2026, 9, 19, 21), ends_at=local(2026, 9, 19, 22), venue=room)


def emoji(clock):
    title = "Sterren 🔭 kijken, met gezin 👨‍👩‍👧‍👦; \\ en é — naïef “anders”"
    make(
        9,
        title=title,
        summary="Regel één\nregel twee\r\nregel drie\x07.",
        text=f"<p>{'🔭é' * 60}</p><ul><li>a &lt; b</li><li>b</li></ul>",
    )


def no_end(clock):
    make(10, edition=night(), at__ends_at=None)


def english_fallback(clock):
    make(11, title_en="", summary_en="", text_en="")


def half_english(clock):
    """A title in English, and the text only in Dutch."""
    make(14, summary_en="", text_en="", at__place="Ingang aan de gracht")


def picture(clock):
    make(15, image=make_image(written(two_halves(size=(700, 70)), "PNG")))


def stream_and_tickets(clock):
    streamed = {
        "at__venue": None,
        "at__place": "Bij u thuis",
        "at__place_en": "At home",
        "at__stream_url": "https://video.example/orgel",
    }
    make(12, **streamed, at__way_in="elsewhere", at__ticket_url="https://kaarten.example/orgel?a=1&b=2")


def registration(clock):
    make(13, at__way_in="register", at__capacity=20)


def empty(clock):
    """Nothing at all."""


CASES = [
    timed,
    all_day,
    all_day_written_past_the_form,
    two_days,
    past_midnight,
    clock_nights,
    cancelled,
    called_off_later,
    moved,
    emoji,
    no_end,
    english_fallback,
    half_english,
    picture,
    stream_and_tickets,
    registration,
    empty,
]


def feeds(client, clock, case):
    clock.move_to(
        datetime(2025, 1, 1, 9, tzinfo=UTC) if case is clock_nights else datetime(2026, 6, 15, 10, tzinfo=UTC)
    )
    case(clock)
    reconcile_calendar()
    bodies = {code: client.get(f"{'/en' * (code == 'en')}/agenda.ics").content for code in ("nl", "en")}
    return {code: KEY.sub(lambda key: HEX.sub(b"0", key[0]), body) for code, body in bodies.items()}


def compare(path, content):
    if WRITING:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    assert content.decode().split("\r\n") == path.read_bytes().decode().split("\r\n")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_a_feed_is_byte_for_byte_what_it_was(client, clock, media, case):
    both = feeds(client, clock, case)
    for code, body in both.items():
        compare(FOLDER / f"{case.__name__}-{code}.ics", body)
        assert lint_calendar(body) == []
    assert lint_together(both) == []
    assert_ledger(ledger())


def assert_ledger(rows):
    """What the public was told is kept beside the feeds, for ``.ci/parsers``."""
    path = FOLDER / "ledger.json"
    kept = json.loads(path.read_text()) if path.exists() else {}
    if WRITING:
        path.write_text(json.dumps(dict(sorted({**kept, **rows}.items())), indent=1) + "\n")
        return
    assert {uid: kept.get(uid) for uid in rows} == rows


def calendar_part(mail):
    """(bytes, headers) of the invitation in a mail, under the same number every time; None when there is none."""
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            body = re.sub(rb"r-[0-9a-f-]{36}", b"r-" + str(UUID(int=0)).encode(), part.get_payload(decode=True))
            return body, {"Content-Type": str(part["Content-Type"])}
    return None


def test_invitations_are_byte_for_byte_what_they_were_and_who_waits_gets_none(outbox, clock):
    event = make(20, at__way_in="register", at__capacity=1)
    reconcile_calendar()
    for name in ("Anna", "Bram"):
        register_attendee(
            UUID(int=20), name=name, email=f"{name.lower()}@example.org", seats=1, language="nl", source="desk"
        )
    clock.shift(timedelta(hours=1))
    event.occurrences.update(starts_at=local(2026, 9, 19, 21), ends_at=local(2026, 9, 19, 22))
    tell_calendars()
    cancel_registration(Registration.objects.get(name="Anna"))
    told = [(mail["To"].addresses[0].display_name, calendar_part(mail)) for mail in outbox()]
    assert [(name, part is not None) for name, part in told] == [
        ("Anna", True),
        ("Bram", False),
        ("Anna", True),
        ("Bram", False),
        ("Anna", True),
        ("Bram", True),
    ]
    for name, (body, headers) in zip(
        ("request", "moved", "cancel", "promoted"), [part for _, part in told if part], strict=True
    ):
        compare(FOLDER / "invitations" / f"{name}.ics", body)
        assert lint_calendar(body, headers) == []


def test_no_golden_file_belongs_to_no_case():
    expected = {f"{case.__name__}-{code}.ics" for case in CASES for code in ("nl", "en")}
    assert {path.name for path in FOLDER.glob("*.ics")} == expected
