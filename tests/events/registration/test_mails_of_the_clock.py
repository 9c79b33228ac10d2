"""Mails that the clock is the reason for: to whom, when, once, and what they say."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from events import tasks
from events.models import ChoiceGroup, Registration, VisitMail, VisitOpinion
from events.registration.forgetting import erase_registrations
from events.registration.mail.links import about, opinion_address
from events.registration.registering import cancel_registration
from events.registration.seats.choosing import move_registration
from events.registration.timed import due
from events.registration.words import Happened, Standing
from subscribers.models import Message
from tests.at_once import at_once
from tests.events.registration.standings import edit, plain, told
from tests.factories import (
    make_edition,
    make_open_occurrence,
    make_public_event,
    make_registration,
    make_scan,
    make_venue,
)
from tests.pages import problems, text_of

pytestmark = pytest.mark.django_db
ZONE = timezone.get_default_timezone()
PLACED = datetime(2026, 6, 1, 12, tzinfo=ZONE)


def at(day: int, hour: int, minute: int = 0, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def party_at(starts_at: datetime, **values: Any) -> Registration:
    """With a place since long before."""
    row = {"email": "an@example.org", "confirmed_at": starts_at - timedelta(days=14), **values}
    mine = {key: row.pop(key) for key in list(row) if key.startswith("at__")}
    occurrence = make_open_occurrence(
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), **{key[4:]: one for key, one in mine.items()}
    )
    return make_registration(occurrence, **row)


def mails_at(clock: Any, *moments: datetime) -> list[list[str]]:
    """The kinds that are written at each moment."""
    found, known = [], Message.objects.count()
    for moment in moments:
        clock.move_to(moment)
        tasks.tick()
        kinds = list(Message.objects.order_by("pk").values_list("kind", flat=True))
        found.append([kind.removeprefix("registration.") for kind in kinds[known:]])
        known = len(kinds)
    return found


def test_who_comes_tomorrow_is_reminded_once_from_ten_in_the_morning(clock: Any) -> None:
    party_at(at(25, 20))
    moments = at(23, 23, 59), at(24, 9, 59), at(24, 10), at(24, 10, 1), at(24, 23), at(25, 10)
    assert mails_at(clock, *moments) == [[], [], ["reminded"], [], [], []]


@pytest.mark.parametrize(
    ("starts_at", "before", "there"),
    [
        (at(29, 1, 30, month=3), at(28, 9, 59, month=3), at(28, 10, month=3)),  # the night without a third hour
        (datetime(2026, 10, 25, 2, 30, tzinfo=ZONE, fold=1), at(24, 9, 59, month=10), at(24, 10, month=10)),
        (at(26, 0, 0, month=10), at(25, 9, 59, month=10), at(25, 10, month=10)),
        (at(25, 23, 59, month=10), at(24, 9, 59, month=10), at(24, 10, month=10)),
    ],
)
def test_the_day_before_is_one_of_the_town_also_in_the_nights_that_the_clock_is_changed(
    clock: Any, starts_at: datetime, before: datetime, there: datetime
) -> None:
    clock.move_to(starts_at - timedelta(days=8))
    party_at(starts_at)
    assert mails_at(clock, before, there) == [[], ["reminded"]]


def test_what_is_called_off_moved_given_up_or_new_is_looked_at_when_it_is_written(clock: Any, outbox: Any) -> None:
    names = ("off", "moved", "gone", "later")
    off, moved, gone, later = (party_at(at(25, 20), email=f"{name}@example.org") for name in names)
    party_at(at(25, 20), email="new@example.org", confirmed_at=at(24, 9))
    party_at(at(25, 20), email="waits@example.org", state="waitlisted", seats=11, confirmed_at=None)
    party_at(at(25, 20), email="", name="Zonder adres")
    edit(off.occurrence, status="cancelled", status_reason="Storm.")
    edit(moved.occurrence, starts_at=at(25, 21), ends_at=at(25, 22))
    edit(later.occurrence, starts_at=at(28, 20), ends_at=at(28, 21))
    cancel_registration(gone)
    got = mails_at(clock, at(24, 10), at(25, 8, 59), at(27, 10))
    print([(m["To"], m["Subject"]) for m in outbox()])
    assert got == [["reminded"], [], ["reminded"]]
    assert [mail["To"] for mail in outbox()[-2:]] == ["moved@example.org", "later@example.org"]
    assert "donderdag 25 juni 2026, 21:00–22:00" in plain(outbox()[-2])


def test_who_got_the_place_today_is_reminded_a_day_later_if_that_is_still_before(clock: Any) -> None:
    party_at(at(25, 20), confirmed_at=at(23, 15))
    assert mails_at(clock, at(24, 10), at(24, 14, 59), at(24, 15)) == [[], [], ["reminded"]]


def test_what_moves_after_the_reminder_to_another_day_is_reminded_of_that_day(clock: Any) -> None:
    party = party_at(at(25, 20))
    assert mails_at(clock, at(24, 10)) == [["reminded"]]
    edit(party.occurrence, starts_at=at(25, 21), ends_at=at(25, 22))
    edit(party.occurrence, starts_at=at(29, 20), ends_at=at(29, 21))
    assert mails_at(clock, at(24, 11), at(28, 10)) == [[], ["reminded"]]


def test_who_chose_something_else_is_reminded_of_what_they_chose(clock: Any, outbox: Any) -> None:
    edition = make_edition(starts_on=date(2026, 6, 25))
    choice = ChoiceGroup.objects.create(edition=edition, name="Kies")
    row = {"at__way_in": "choose", "at__choice": choice, "at__capacity": 3, "at__starts_at": at(25, 20)}
    here, there = (make_public_event(edition, title=title, **row).occurrences.get() for title in ("Hier", "Daar"))
    party = make_registration(here, email="an@example.org", confirmed_at=PLACED)
    move_registration(party, there.public_id)
    Registration.objects.update(confirmed_at=PLACED)
    assert mails_at(clock, at(24, 10)) == [["reminded"]]
    assert outbox()[-1]["Subject"] == "Tot ziens: Daar"


SWITCHES = [
    ({}, "", ["reminded"], []),
    ({"has_reminder": False, "has_call": True}, "", [], ["called"]),
    ({"has_call": True}, "none", [], []),
    ({"has_call": True}, "reminder", ["reminded"], []),
    ({"has_reminder": False}, "all", ["reminded"], ["called"]),
    (None, "", ["reminded"], []),
    (None, "all", ["reminded"], ["called"]),
]


@pytest.mark.parametrize(("edition", "moment", "before", "there"), SWITCHES)
def test_staff_say_at_the_edition_or_at_the_moment_which_mails_go(
    clock: Any, edition: dict[str, Any] | None, moment: str, before: list[str], there: list[str]
) -> None:
    of = make_edition(starts_on=date(2026, 6, 25), **edition) if edition is not None else None
    event = make_public_event(of, at__way_in="register", at__starts_at=at(25, 20), at__visit_mails=moment)
    make_registration(event.occurrences.get(), confirmed_at=PLACED)
    assert mails_at(clock, at(24, 10), at(25, 18, 59), at(25, 19), at(25, 19, 1)) == [before, [], there, []]


def test_nobody_is_called_to_what_has_begun_to_a_whole_day_or_within_an_hour_of_the_place(clock: Any) -> None:
    party_at(at(25, 20), at__visit_mails="all")
    party_at(at(25, 20), at__visit_mails="all", email="new@example.org", confirmed_at=at(25, 19, 10))
    whole_day = party_at(at(26, 0), at__visit_mails="all", at__all_day=True)
    VisitMail.objects.create(registration=whole_day, kind="reminder", day=date(2026, 6, 26))
    assert mails_at(clock, at(25, 20), at(25, 23, 30)) == [[], []]


def test_the_way_there_is_in_the_mail_and_its_button_cancels(clock: Any, client: Client, outbox: Any) -> None:
    venue = make_venue(access_note="Rolstoel via de Kloksteeg.", access_note_en="Wheelchairs: Kloksteeg.")
    party = party_at(at(25, 20), at__venue=venue, seats=3, language="en")
    mails_at(clock, at(24, 10))
    text = plain(outbox()[-1])
    assert [line for line in told(Happened.REMINDED, Standing.PLACE, 3, "en") if line not in text] == []
    assert "Wheelchairs: Kloksteeg." in text and "52.1578" in text and party.code in text
    address = next(line for line in text.split() if line.endswith("/afmelden/"))
    assert client.get(address.removeprefix("http://testserver")).status_code == 200


@pytest.fixture
def evening(clock: Any) -> list[Registration]:
    """Who came, who was scanned by mistake, who stayed away; until 21:00."""
    came = party_at(at(25, 20), email="came@example.org", code="aaaaaaaaaaaa")
    undone, away = (make_registration(came.occurrence, code=code * 12, email=f"{code}@example.org") for code in "bc")
    clock.move_to(at(25, 20))
    make_scan(came.occurrence, code=came.code)
    mistake = make_scan(came.occurrence, code=undone.code)
    make_scan(None, evening=mistake.evening, kind="undo", shown="undo", people=0, undoes=mistake.nonce)
    return [came, undone, away]


def test_who_was_in_is_thanked_once_the_morning_after_and_nobody_else(
    clock: Any, outbox: Any, evening: list[Registration]
) -> None:
    moments = at(25, 21), at(26, 9, 59), at(26, 10), at(26, 10, 1), at(27, 10), at(29, 10)
    assert mails_at(clock, *moments) == [[], [], ["thanked"], [], [], []]
    text = plain(outbox()[-1])
    assert outbox()[-1]["To"] == "came@example.org" and "/hoe-was-het/" in text
    assert [word for word in (evening[0].code, "Meld u af", "/aanmelding/") if word in text] == []


def test_a_phone_that_sends_later_is_waited_for_and_what_was_long_ago_is_not(
    clock: Any, evening: list[Registration]
) -> None:
    mails_at(clock, at(26, 10))
    make_scan(evening[2].occurrence, code=evening[2].code)
    assert mails_at(clock, at(26, 11), at(27, 10)) == [[], ["thanked"]]
    make_scan(evening[1].occurrence, code=evening[1].code)
    assert mails_at(clock, at(29, 10)) == [[]]


def test_what_ends_at_night_belongs_to_the_evening_and_is_thanked_that_day(clock: Any) -> None:
    party = party_at(at(26, 2))
    clock.move_to(at(26, 2))
    make_scan(party.occurrence, code=party.code)
    assert mails_at(clock, at(26, 10)) == [["thanked"]]


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("language", ["nl", "en"])
def test_how_it_was_is_one_press_that_counts_once_and_names_nobody(client: Client, language: str) -> None:
    party = make_registration(make_open_occurrence(), language=language)
    path = ("/en" if language == "en" else "") + opinion_address(about(party)).removeprefix("http://testserver")
    page, told_to_choose = client.get(path), {"nl": "Kies een van de antwoorden.", "en": "Choose one of the answers."}
    assert problems(page, language) == [] and not VisitOpinion.objects.exists()
    missing = text_of(client.post(path, {"answer": "great"}))
    assert told_to_choose[language] in missing and not VisitOpinion.objects.exists()
    done = [client.post(path, {"answer": answer}) for answer in ("good", "poor")]
    assert [problems(page, language) for page in done] == [[], []]
    assert text_of(done[0]) == text_of(done[1]) and 'name="answer"' not in done[0].content.decode()
    assert list(VisitOpinion.objects.values_list("occurrence", "answer", "count")) == [(party.occurrence_id, "good", 1)]
    assert client.get(path.replace("/hoe-was-het/", "/hoe-was-het/x")).status_code == 404


def test_erasing_forgets_what_was_mailed_and_keeps_the_numbers(clock: Any) -> None:
    party = party_at(at(25, 20))
    mails_at(clock, at(24, 10))
    VisitOpinion.objects.create(occurrence=party.occurrence, answer="good", count=1)
    erase_registrations([party], timezone.now())
    assert (VisitMail.objects.count(), VisitOpinion.objects.count()) == (0, 1)


def test_whom_another_tick_wrote_to_meanwhile_is_written_to_once() -> None:
    party = party_at(at(20, 20))
    written = [due.write(VisitMail.Kind.REMINDER, Registration.objects.all(), party.pk) for _ in range(2)]
    assert (written, Message.objects.count()) == ([True, False], 1)


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_remind_once(clock: Any) -> None:
    party_at(at(25, 20))
    clock.move_to(at(24, 10))
    now = timezone.now()
    assert sorted(at_once(*[lambda: due.write_due(now, 60)] * 3)) == [0, 0, 1]
    assert Message.objects.count() == 1
