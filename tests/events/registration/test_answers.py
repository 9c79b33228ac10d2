"""What calendars answer by mail: noted, asked about once, and no seat changes by it."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from events.models import CalendarAnswer, Registration
from events.registration.changing.leaving import leave
from events.registration.forgetting import erase_registrations
from events.registration.holdings import holdings_of
from events.registration.mail.invitations import public_id_in, uid_of
from events.registration.registering import cancel_registration
from events.registration.words import Happened, Standing
from subscribers.feedback import receive_mail
from subscribers.models import AnswerInWords, Bounce, Message, QuarantinedMail
from tests.at_once import at_once
from tests.events.registration.secret_links import give_up_address
from tests.events.registration.standings import answer, edit, party_of, plain, told
from tests.factories import make_open_occurrence, make_registration
from tests.pages import problems, text_of
from tests.subscribers.dsn.answers import SHAPES, bounce_of_ours, forward_note, in_words, winmail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SITE = "http://testserver"


def kinds() -> list[str]:
    rows = Message.objects.filter(email="an@example.org").order_by("pk").values_list("kind", flat=True)
    return [kind.removeprefix("registration.") for kind in rows][1:]  # behind the first mail


def notes() -> list[tuple[str, int, bool]]:
    return list(CalendarAnswer.objects.values_list("kind", "sequence", "is_told"))


@pytest.mark.parametrize("shape", SHAPES)
def test_whoever_declines_in_any_program_is_asked_once_at_our_address_and_keeps_the_place(
    outbox: Any, shape: str
) -> None:
    party = party_of(Standing.PLACE, 2, "nl")
    assert [answer(party, shape), answer(party, shape)] == ["answered"] * 2
    party.refresh_from_db()
    assert (party.state, party.seats, party.sequence, notes()) == ("confirmed", 2, 0, [("declined", 0, True)])
    mail = outbox()[-1]
    assert (kinds(), mail["To"]) == (["declined"], "an@example.org")
    assert "donderdag 25 juni 2026, 20:00–21:00" in plain(mail) and f"{SITE}/aanmelding/" in plain(mail)
    assert (QuarantinedMail.objects.count(), Bounce.objects.count()) == (0, 0)


NOTHING: list[tuple[str, int, bool]] = []
REPLIES = [
    ("DECLINED", Standing.PLACE, "declined", ["declined"]),
    ("DECLINED", Standing.WAITING, "declined", ["declined"]),
    ("DECLINED", Standing.HELD, "declined", []),
    ("ACCEPTED", Standing.PLACE, "accepted", []),
    ("TENTATIVE", Standing.PLACE, "tentative", []),
    ("DELEGATED", Standing.PLACE, "delegated", []),
    ("NEEDS-ACTION", Standing.PLACE, "", []),
    ("COUNTER", Standing.PLACE, "counter", ["countered"]),
    ("COUNTER", Standing.WAITING, "counter", ["countered"]),
    ("REFRESH", Standing.PLACE, "refresh", ["refreshed"]),
    ("REFRESH", Standing.WAITING, "refresh", []),
]


@pytest.mark.parametrize(("said", "standing", "noted", "mails"), REPLIES)
def test_each_answer_is_noted_and_told_as_the_table_says(
    said: str, standing: Standing, noted: str, mails: list[str]
) -> None:
    party = party_of(standing, 1, "en")
    method = said if said in ("COUNTER", "REFRESH") else "REPLY"
    before = Registration.objects.filter(pk=party.pk).values("state", "seats", "sequence", "in_line_since").get()
    assert answer(party, "apple", method=method, partstat=said) == "answered"
    assert [kind for kind, _, _ in notes()] == ([noted] if noted else []) and kinds() == mails
    assert Registration.objects.filter(pk=party.pk).values(*before).get() == before


def cancelled(party: Registration) -> None:
    cancel_registration(party)


def over(party: Registration) -> None:
    edit(party.occurrence, starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now() - timedelta(hours=1))
    Message.objects.filter(kind="registration.moved").delete()


def erased(party: Registration) -> None:
    erase_registrations([party], timezone.now())


@pytest.mark.parametrize("end", [cancelled, over, erased])
def test_who_is_cancelled_over_or_erased_hears_nothing_and_nothing_is_noted(end: Any) -> None:
    party = party_of(Standing.PLACE, 1, "nl")
    uid = uid_of(party.public_id, settings.UID_DOMAIN)
    end(party)
    told_before = kinds()
    assert answer(party, uid=uid) == "answered"
    assert (notes(), kinds(), QuarantinedMail.objects.count()) == (NOTHING, told_before, 0)


def test_what_has_begun_or_was_called_off_is_noted_and_asks_nothing(clock: Any) -> None:
    off, begun = party_of(Standing.PLACE, 1, "nl"), None
    edit(off.occurrence, status="postponed")
    answer(off)
    begun = make_registration(make_open_occurrence(), email="bram@example.org")
    clock.move_to(begun.occurrence.starts_at)
    answer(begun)
    assert notes() == [("declined", 1, False), ("declined", 0, False)] and kinds() == ["postponed"]


def test_a_question_comes_again_for_another_hour_only_and_the_hour_is_the_present_one(outbox: Any, clock: Any) -> None:
    party = party_of(Standing.PLACE, 1, "nl")
    for partstat in ("DECLINED", "ACCEPTED", "DECLINED"):
        answer(party, partstat=partstat)
        clock.shift(timedelta(minutes=1))
    assert kinds() == ["declined"]
    edit(party.occurrence, starts_at=party.occurrence.starts_at + timedelta(minutes=30))
    party.refresh_from_db()
    answer(party)
    assert kinds() == ["declined", "moved", "declined"] and "20:30–21:00" in plain(outbox()[-1])


def test_the_same_or_an_older_answer_is_nothing_and_a_clock_that_is_ahead_outdoes_nothing(clock: Any) -> None:
    party = party_of(Standing.PLACE, 1, "nl")
    answer(party, partstat="ACCEPTED", stamp="20990101T000000Z")
    answer(party, partstat="DECLINED", stamp="20260615T095900Z")
    assert [kind for kind, _, _ in notes()] == ["accepted"]
    clock.shift(timedelta(seconds=1))
    answer(party, partstat="DECLINED")
    answer(party, partstat="TENTATIVE")
    assert ([kind for kind, _, _ in notes()], kinds()) == (["accepted", "declined"], ["declined"])


def test_the_invitation_is_sent_again_once_a_day_as_it_is(outbox: Any, clock: Any) -> None:
    party = party_of(Standing.PLACE, 1, "nl")
    for hours in (0, 23, 2):
        clock.shift(timedelta(hours=hours))
        answer(party, method="REFRESH")
    assert kinds() == ["refreshed", "refreshed"]
    ics = next(part for part in outbox()[-1].walk() if part.get_content_type() == "text/calendar")
    event = Calendar.from_ical(ics.get_content()).walk("VEVENT")[0]
    assert (ics.get_param("method"), event["SEQUENCE"]) == ("REQUEST", 0)
    assert public_id_in(str(event["UID"]).upper()) == party.public_id


def test_a_calendar_that_answers_without_end_is_noted_fifty_times(clock: Any) -> None:
    party = party_of(Standing.PLACE, 1, "nl")
    for number in range(55):
        clock.shift(timedelta(seconds=1))
        answer(party, partstat="TENTATIVE" if number % 2 else "ACCEPTED")
    assert CalendarAnswer.objects.count() == 50


@pytest.mark.parametrize(
    "uid", ["abc@google.com", "r-1@agenda.leiden.example", "r-0b9d6f1c-5a53-4c8e-9d0e-3f3b7d1c2a4e@x"]
)
def test_an_answer_to_what_is_not_ours_is_kept_for_people(uid: str) -> None:
    party = party_of(Standing.PLACE, 1, "nl")
    assert answer(party, uid=uid) == "quarantined"
    assert (QuarantinedMail.objects.get().reason, notes(), Bounce.objects.count()) == ("unidentified", NOTHING, 0)
    anchor = str(party.occurrence.entry.facts["uid"])
    assert answer(party, uid=f"{anchor}@{settings.UID_DOMAIN}") == "quarantined"


def test_nothing_else_of_it_is_taken_for_an_answer() -> None:
    assert receive_mail(bounce_of_ours(), source="mail") == "hard"
    assert receive_mail(forward_note(), source="mail") == "automatic"
    assert [receive_mail(raw, source="mail") for raw in (winmail(), in_words())] == ["in-words"] * 2
    subjects = list(AnswerInWords.objects.values_list("subject", flat=True))
    assert subjects == ["Re: U kunt komen: Orgelconcert", "Geweigerd: Orgelconcert"]
    assert notes() == NOTHING and not Message.objects.exists()


def test_who_says_yes_after_all_ends_the_question(client: Client, clock: Any) -> None:
    party = party_of(Standing.PLACE, 1, "nl")
    answer(party)
    address = give_up_address(party).removeprefix(SITE)
    assert "Geef mijn plaats vrij" in text_of(client.get(address))
    clock.shift(timedelta(minutes=1))
    answer(party, partstat="ACCEPTED")
    assert "Geef mijn plaats vrij" not in text_of(client.get(address))
    page = client.post(address)
    party.refresh_from_db()
    assert party.state == "confirmed" and "Bevestigd: u hebt een plaats." in text_of(page)


@pytest.mark.parametrize(("standing", "seats", "language"), [(Standing.PLACE, 3, "en"), (Standing.WAITING, 1, "nl")])
def test_one_post_gives_it_up_and_looking_gives_nothing(
    client: Client, standing: Standing, seats: int, language: str
) -> None:
    party = party_of(standing, seats, language)
    answer(party)
    path = ("/en" if language == "en" else "") + give_up_address(party).removeprefix(SITE)
    page = client.get(path)
    assert problems(page, language) == []
    assert [line for line in told(Happened.DECLINED, standing, seats, language) if line not in text_of(page)] == []
    party.refresh_from_db()
    assert party.is_holding
    done = client.post(path)
    party.refresh_from_db()
    assert (party.state, done.status_code, problems(done, language)) == ("cancelled", 200, [])
    assert [line for line in told(Happened.CANCELLED, standing, seats, language) if line not in text_of(done)] == []
    again = client.post(path)
    assert told(Happened.LOOKED, Standing.GONE, seats, language)[0] in text_of(again)
    assert kinds() == ["declined", "cancelled"]


def test_part_of_a_party_may_stay_and_no_other_number_is_taken(client: Client, outbox: Any) -> None:
    party = party_of(Standing.PLACE, 3, "nl")
    waiting = make_registration(party.occurrence, state="waitlisted", seats=5, email="bram@example.org")
    answer(party)
    path = give_up_address(party).removeprefix(SITE)
    assert [number in text_of(client.get(path)) for number in ("Er komen 2 van ons", "Er komt 1 van ons")] == [True] * 2
    for wrong in ("4", "-1", "x", "١"):
        assert "Geef onze 3 plaatsen vrij" in text_of(client.post(path, {"kept": wrong}))
    done = [text_of(client.post(path, {"kept": "1"})) for _ in range(2)]
    for row in (party, waiting):
        row.refresh_from_db()
    assert (party.state, party.seats, waiting.state, done[0]) == ("confirmed", 1, "confirmed", done[1])
    assert "Bevestigd: u hebt een plaats." in done[0] and kinds() == ["declined", "changed"]


def test_who_has_signed_off_already_is_not_asked(client: Client) -> None:
    party = party_of(Standing.PLACE, 1, "nl")
    leave(party)
    answer(party)
    assert notes() == [("declined", 0, False)]
    page = client.post(give_up_address(party).removeprefix(SITE))
    party.refresh_from_db()
    assert party.is_leaving and party.state == "confirmed" and "Geef mijn plaats vrij" not in text_of(page)


def test_the_link_of_a_question_opens_nothing_else_and_no_other_opens_it(client: Client) -> None:
    party = party_of(Standing.PLACE, 1, "nl")
    answer(party)
    raw = give_up_address(party).split("/")[-3]
    assert client.get(f"/aanmelding/{raw}/").status_code == 404
    pages = [client.get(f"/aanmelding/{one}/vrijgeven/") for one in (f"{raw}x", raw)]
    assert [page.status_code for page in pages] == [404, 200]


def test_erasing_leaves_no_answer_and_until_then_the_person_may_see_them() -> None:
    party = party_of(Standing.PLACE, 1, "nl")
    answer(party)
    assert [row["antwoord"] for row in holdings_of("an@example.org")["Antwoorden uit de agenda"]] == ["komt niet"]
    erase_registrations([party], timezone.now())
    assert not CalendarAnswer.objects.exists()


def test_a_party_that_waits_is_asked_for_what_it_has(outbox: Any) -> None:
    party = party_of(Standing.WAITING, 1, "nl")
    answer(party)
    assert "wachtlijst" in plain(outbox()[-1]) and "Laat deze code" not in plain(outbox()[-1])


@pytest.mark.parametrize(("asks", "said"), [(False, "FALSE"), (True, "TRUE")])
def test_an_invitation_asks_for_an_answer_where_that_reaches_us(
    outbox: Any, settings: Any, asks: bool, said: str
) -> None:
    settings.CALENDAR_ANSWERS = asks
    cancel_registration(party_of(Standing.PLACE, 1, "nl"))
    for mail in outbox():
        ics = next(part for part in mail.walk() if part.get_content_type() == "text/calendar").get_content()
        assert f"PARTSTAT=ACCEPTED;RSVP={said}:" in ics.replace("\r\n ", "").replace("\n ", "")


@pytest.mark.django_db(transaction=True)
def test_copies_of_one_answer_that_come_at_once_ask_once() -> None:
    party = party_of(Standing.PLACE, 1, "nl")
    raw = SHAPES["apple"](uid=uid_of(party.public_id, "agenda.leiden.example"))
    assert at_once(*[lambda: receive_mail(raw, source="lmtp")] * 4) == ["answered"] * 4
    assert notes() == [("declined", 0, True)] and kinds() == ["declined"]
