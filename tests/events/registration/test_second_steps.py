"""Registering, once more: after leaving, by an old link, in another order, in English, and about what is over."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from events import tasks
from events.models import Occurrence, Registration
from events.publishing.telling import tell_calendars
from events.registration.registering import cancel_registration, confirm_registration, register_attendee
from subscribers.models import Message
from tests.events.registration.parties import confirm, register, states
from tests.events.registration.secret_links import confirm_address
from tests.factories import make_open_occurrence, make_public_event, make_registration, make_staff, make_venue
from tests.typed import carry_out_typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ANNA, BRAM = "anna@example.org", "bram@example.org"


def link_of(occurrence: Occurrence, email: str) -> str:
    party = occurrence.registrations.get(email=email, state="pending")
    return confirm_address(party).rstrip("/").rsplit("/", 1)[1]


def kinds(email: str = ANNA) -> list[str]:
    found = Message.objects.filter(email__iexact=email).order_by("pk").values_list("kind", flat=True)
    return [kind.removeprefix("registration.") for kind in found]


def later(clock: Any, **time: int) -> None:
    clock.shift(timedelta(**time))
    tasks.tick()


def plain(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_who_cancelled_registers_again_and_again_each_time_as_somebody_new(clock: Any) -> None:
    occurrence = make_open_occurrence(capacity=2)
    for email in (ANNA, "Anna@Example.org", ANNA):
        assert register(occurrence, email, 2) == "confirmed"
        cancel_registration(occurrence.registrations.get(state="confirmed"))
        clock.shift(timedelta(hours=8))
    assert [state for _, state in states(occurrence)] == ["cancelled"] * 3
    assert kinds() == ["confirmed", "cancelled"] * 3
    assert register(occurrence, BRAM, 2) == "confirmed"
    assert register(occurrence, ANNA) == "waitlisted"  # the place is another's by now
    codes = set(occurrence.registrations.values_list("code", flat=True))
    assert len(codes) == 5


@pytest.mark.parametrize("ends", ["cancelled", "lapsed", "called off"])
def test_who_did_not_confirm_or_left_registers_again_and_no_old_link_brings_the_first_one_back(
    clock: Any, ends: str
) -> None:
    occurrence = make_open_occurrence(capacity=1, must_confirm=True)
    assert register(occurrence, ANNA) == "pending"
    first, raw = occurrence.registrations.get(), link_of(occurrence, ANNA)
    if ends == "cancelled":
        cancel_registration(first)
    clock.shift(timedelta(hours=1))
    if ends == "called off":
        clock.shift(timedelta(minutes=-30))
        Occurrence.objects.update(status="cancelled", status_reason="Ziek.")
        tell_calendars()
        assert confirm_registration(raw) is None
        Occurrence.objects.update(status="scheduled", status_reason="")
        tell_calendars()
        clock.shift(timedelta(hours=1))
    assert register(occurrence, BRAM) == "pending"
    answer = confirm_registration(raw)
    assert answer is None or answer.state == "lapsed"
    assert confirm(occurrence, BRAM).state == "confirmed"  # type: ignore[union-attr]
    assert register(occurrence, ANNA) == "pending"
    assert confirm(occurrence, ANNA).state == "waitlisted"  # type: ignore[union-attr]
    first.refresh_from_db()
    assert first.state == ("cancelled" if ends == "cancelled" else "lapsed")


def test_the_link_that_confirmed_a_place_gives_nothing_back_to_who_gave_it_up(clock: Any) -> None:
    occurrence = make_open_occurrence(must_confirm=True)
    register(occurrence, ANNA)
    used, unused = link_of(occurrence, ANNA), link_of(occurrence, ANNA)
    party = confirm_registration(used)
    assert party is not None
    assert (confirm_registration(used), confirm_registration(unused)) == (None, None)
    cancel_registration(party)
    assert [confirm_registration(raw) for raw in (used, unused, used)] == [None] * 3
    assert states(occurrence) == [("anna", "cancelled")]


@pytest.mark.parametrize("by", ["tick", "newcomer"])
def test_a_place_that_lapses_goes_to_who_waits_at_the_very_second_and_to_nobody_before(
    clock: Any, settings: Any, by: str
) -> None:
    occurrence = make_open_occurrence(capacity=2, must_confirm=True)
    register(occurrence, ANNA, 2)
    make_registration(occurrence, email=BRAM, seats=2, state="waitlisted")

    def look() -> None:
        tasks.tick() if by == "tick" else register(occurrence, f"{timezone.now():%H%M%S}@example.org")

    clock.shift(timedelta(minutes=settings.PENDING_SEATS_MINUTES, seconds=-1))
    look()
    assert states(occurrence)[:2] == [("anna", "pending"), ("bram", "waitlisted")]
    clock.shift(timedelta(seconds=1))
    look()
    look()
    assert states(occurrence)[:2] == [("anna", "lapsed"), ("bram", "confirmed")]
    assert (kinds(), kinds(BRAM)) == (["pending"], ["promoted"])


def test_who_confirms_first_does_not_overtake_who_came_first(clock: Any) -> None:
    occurrence = make_open_occurrence(capacity=4, must_confirm=True)
    make_registration(occurrence, email="vroeg@example.org", seats=2)
    assert register(occurrence, ANNA, 2) == "pending"
    clock.shift(timedelta(minutes=1))
    assert register(occurrence, BRAM) == "pending"
    assert confirm(occurrence, BRAM).state == "waitlisted"  # type: ignore[union-attr]
    assert confirm(occurrence, ANNA).state == "confirmed"  # type: ignore[union-attr]
    cancel_registration(occurrence.registrations.get(email=ANNA))
    assert states(occurrence)[1:] == [("anna", "cancelled"), ("bram", "confirmed")]


def test_the_form_mails_who_is_in_already_no_more_than_three_times_a_day(clock: Any) -> None:
    occurrence, another = make_open_occurrence(), make_open_occurrence()
    for _ in range(23):
        register(occurrence, ANNA.upper())
        later(clock, hours=1)
    assert kinds() == ["confirmed", *["repeated"] * 3]
    before = len(kinds())
    register(another, BRAM)
    assert (kinds(BRAM), len(kinds())) == (["confirmed"], before)


def english(**values: Any) -> Occurrence:
    hall = make_venue(name="Stadsgehoorzaal", name_en="City concert hall")
    event = make_public_event(
        title="Orgel", title_en="Organ", at__venue=hall, at__place="Grote Zaal", at__place_en="Great Hall",
        at__way_in="register", **values,
    )  # fmt: skip
    return event.occurrences.get()


def test_every_mail_of_an_english_registration_has_english_facts_in_words_and_in_the_calendar(
    outbox: Any, clock: Any
) -> None:
    occurrence = english(at__capacity=2)
    other = make_registration(occurrence, language="nl", seats=1)
    wish = {"name": "Ann", "seats": 2, "language": "en", "source": "form"}
    for _ in "ab":
        register_attendee(occurrence.public_id, email=ANNA, **wish)  # type: ignore[arg-type]
    carry_out_typed()
    cancel_registration(other)
    occurrence.starts_at += timedelta(hours=1)
    occurrence.ends_at += timedelta(hours=1)  # type: ignore[operator]
    occurrence.place, occurrence.place_en = "Kleine Zaal", "Small Hall"
    occurrence.save()
    tell_calendars()
    Occurrence.objects.update(status="cancelled", status_reason="De organist is ziek.", status_reason_en="Ill.")
    tell_calendars()
    mails = [mail for mail in outbox() if mail["To"].endswith(ANNA)]
    assert kinds() == ["waitlisted", "repeated", "promoted", "moved", "called-off"]
    dutch = ("Orgel", "Grote Zaal", "Kleine Zaal", "Stadsgehoorzaal", "ziek", "uur")
    for mail in mails:
        said = f"{mail['Subject']}\n{plain(mail)}"
        assert ("Organ" in said, [word for word in dutch if word in said]) == (True, []), said
        for part in mail.walk():
            if part.get_content_type() == "text/calendar":
                event = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")[0]
                assert (event["SUMMARY"], "Hall" in event["LOCATION"]) == ("Organ", True)
    assert "Great Hall" in plain(mails[3]) and "Small Hall" in plain(mails[3])  # was, and is
    assert "Ill." in plain(mails[4])


def test_one_mail_about_many_in_english_has_the_english_of_each(outbox: Any, clock: Any) -> None:
    wish = {"name": "Ann", "seats": 1, "language": "en", "source": "form"}
    for occurrence in [english() for _ in range(5)]:
        register_attendee(occurrence.public_id, email=ANNA, **wish)  # type: ignore[arg-type]
    later(clock, minutes=15)
    said = plain(outbox()[-1])
    assert (kinds()[-1], said.count("Organ") >= 2) == ("joined", True)
    assert [word for word in ("Orgel", "Grote Zaal", "U kunt", "Uw ", "uur") if word in said] == []


@pytest.mark.parametrize(("seconds", "told"), [(-1, ["moved"]), (0, []), (1, [])])
def test_what_is_over_is_changed_without_a_mail_to_anybody(clock: Any, seconds: int, told: list[str]) -> None:
    occurrence = make_open_occurrence(starts_at=timezone.now() + timedelta(hours=1))
    for email, state in ((ANNA, "confirmed"), (BRAM, "waitlisted")):
        make_registration(occurrence, email=email, state=state)
    end = occurrence.entry.ends_at
    clock.move_to(end + timedelta(seconds=seconds))
    occurrence.place = "Elders"
    occurrence.save()
    assert len(tell_calendars()) == 1
    assert (kinds(), kinds(BRAM)) == (told, told)
    occurrence.status, occurrence.status_reason = "cancelled", "Te laat."
    occurrence.save()
    tell_calendars()
    assert (kinds()[1:], kinds(BRAM)[1:]) == (["called-off"] * len(told), ["called-off"] * len(told))


def test_what_an_address_was_owed_about_an_evening_that_is_over_by_then_is_told_no_more(clock: Any) -> None:
    soon = make_open_occurrence(starts_at=timezone.now() + timedelta(minutes=5))
    Occurrence.objects.update(ends_at=timezone.now() + timedelta(minutes=14))
    tell_calendars()
    for occurrence in [make_open_occurrence() for _ in range(3)]:
        register(occurrence, ANNA)
    register(soon, ANNA)
    assert Registration.objects.get(occurrence=soon).owed_since is not None
    for _ in range(2):
        later(clock, minutes=15)
    assert kinds() == ["confirmed"] * 3


def test_who_may_only_look_at_registrations_enters_nobody_and_cancels_nobody(client: Client) -> None:
    occurrence = make_open_occurrence()
    party = make_registration(occurrence, email=BRAM)
    here = "wagtailsnippets_events_registration:"
    visitor = {"occurrence": occurrence.pk, "name": "Anna", "email": ANNA, "seats": 1, "language": "nl"}

    def tried(*rights: str) -> list[tuple[str, str]]:
        looker = make_staff()
        looker.is_superuser = False
        looker.save()
        looker.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *rights]))
        client.force_login(looker)
        assert client.get(reverse(f"{here}list")).status_code == 200
        client.post(reverse(f"{here}register"), visitor)
        client.post(reverse(f"{here}cancel", args=[party.pk]), {"reason": "Ziek."})
        return states(occurrence)

    assert tried("view_registration") == [("bram", "confirmed")]
    assert tried("view_registration", "add_registration", "change_registration") == [
        ("bram", "cancelled"),
        ("anna", "confirmed"),
    ]
    party.refresh_from_db()
    assert tried("view_registration") == [("bram", "cancelled"), ("anna", "confirmed")]
