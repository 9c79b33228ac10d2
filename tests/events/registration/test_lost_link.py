"""Who lost the mail gets the link again, until the event is over; nobody learns from the answer who is registered."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ

from events.models import Occurrence
from events.registration.mail.links import find_managed
from events.registration.registering import cancel_registration
from subscribers.access.form_checks import form_stamp
from subscribers.models import Message
from tests.factories import make_open_occurrence, make_registration
from tests.pages import problems, text_of
from tests.typed import carry_out_typed

from .parties import register
from .standings import plain

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PAGE, AN = "/aanmelding/mijn-link/", "an@example.org"
Outbox = Callable[[], list[EmailMessage]]


def ask(client: Client, clock: Any, email: str = AN, page: str = PAGE) -> Any:
    stamp = form_stamp("link")
    clock.shift(timedelta(seconds=30))
    answer = client.post(
        page, {"email": email, "stamp": stamp, "let_be": ""}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 200
    return answer


def secret_in(mail: EmailMessage) -> str:
    return plain(mail).split("/aanmelding/")[1].split("/")[0]


@pytest.mark.parametrize(("page", "language"), [(PAGE, "nl"), ("/en" + PAGE, "en")])
def test_the_form_is_a_good_page_and_tells_what_was_wrong(client: Client, page: str, language: str) -> None:
    shown, wrong = (
        client.get(page),
        client.post(page, {"email": "geen adres"}, headers={"Sec-Fetch-Site": "same-origin"}),
    )
    assert (problems(shown, language), problems(wrong, language), wrong.status_code) == ([], [], 400)


@pytest.mark.parametrize("how", ["before", "closed", "begun"])
def test_until_it_is_over_the_mail_comes_with_link_and_code(
    client: Client, clock: Any, outbox: Outbox, how: str
) -> None:
    occurrence = make_open_occurrence()
    register(occurrence, AN)
    party = occurrence.registrations.get()
    if how == "closed":
        Occurrence.objects.update(registration_closes_at=timezone.now())
    if how == "begun":
        clock.move_to(occurrence.starts_at)
    ask(client, clock, AN.upper())
    assert [mail["To"] for mail in outbox()] == [AN, AN]
    assert find_managed(secret_in(outbox()[1])) == party and party.code in plain(outbox()[1])


def test_once_it_is_over_none_comes(client: Client, clock: Any, outbox: Outbox) -> None:
    occurrence = make_open_occurrence()
    register(occurrence, AN)
    clock.move_to(occurrence.entry.ends_at - timedelta(seconds=30))  # asking takes as long
    ask(client, clock)
    carry_out_typed()
    assert len(outbox()) == 1


def test_known_unknown_waiting_pending_and_cancelled_are_answered_alike(client: Client, clock: Any) -> None:
    occurrence = make_open_occurrence(capacity=2)
    make_registration(occurrence, email="plaats@example.org", seats=2)
    make_registration(occurrence, email="wacht@example.org", state="waitlisted")
    make_registration(
        occurrence, email="nog@example.org", state="pending", lapses_at=timezone.now() + timedelta(hours=1)
    )
    make_registration(occurrence, email="weg@example.org", state="cancelled")
    names = ("plaats", "wacht", "nog", "weg", "niemand")
    answers = [ask(client, clock, f"{name}@example.org") for name in names]
    assert len({answer.content for answer in answers}) == 1 and not any(answer.cookies for answer in answers)
    assert OrmQ.objects.count() == len(names)
    carry_out_typed()
    told = list(Message.objects.order_by("email").values_list("email", flat=True))
    assert told == ["plaats@example.org", "wacht@example.org"]


def test_who_waits_reads_so_and_gets_the_link_to_leave(client: Client, clock: Any, outbox: Outbox) -> None:
    occurrence = make_open_occurrence(capacity=1)
    make_registration(occurrence)
    register(occurrence, AN)
    ask(client, clock)
    carry_out_typed()
    text = plain(outbox()[1])
    assert "U staat op de wachtlijst." in text and occurrence.registrations.get(email=AN).code not in text
    party = find_managed(secret_in(outbox()[1]))
    assert party is not None and party.state == "waitlisted"


def test_several_come_in_one_mail_and_what_was_cancelled_is_not_in_it(
    client: Client, clock: Any, outbox: Outbox
) -> None:
    moments = [make_open_occurrence() for _ in range(3)]
    for moment in moments:
        register(moment, AN, source="desk")
    cancel_registration(moments[2].registrations.get())
    clock.shift(timedelta(minutes=1))
    ask(client, clock)
    carry_out_typed()
    text = plain(outbox()[-1])
    codes = [moment.registrations.get().code for moment in moments]
    assert [code in text for code in codes] == [True, True, False] and text.count("/aanmelding/") == 2


def test_asking_on_and_on_mails_no_more_than_the_budget(client: Client, clock: Any, outbox: Outbox) -> None:
    register(make_open_occurrence(), AN)
    for _ in range(6):
        ask(client, clock)
        carry_out_typed()
    assert len(outbox()) == 2
    for _ in range(24):
        ask(client, clock)
        clock.shift(timedelta(minutes=60))
        carry_out_typed()
    assert len(outbox()) == 1 + 3 + 1  # three a day, and the day is a minute and a half longer


@pytest.mark.parametrize("closed", [False, True])
def test_every_page_leads_there(client: Client, closed: bool) -> None:
    moment = make_open_occurrence(registration_closes_at=timezone.now() if closed else None)
    code = moment.event.code
    for page in (f"/aanmelden/{moment.public_id}/", f"/evenement/{code}/", "/aanmelding/weg/"):
        assert f'href="{PAGE}"' in client.get(page, follow=True).content.decode(), page


@pytest.mark.parametrize(
    ("window", "nl", "en"),
    [
        ({"registration_closes_at": 0}, "De aanmelding is gesloten", "Registration is closed"),
        ({"registration_opens_at": 1}, "Aanmelden kan nog niet", "Registration has not opened yet"),
        ({"registration_opens_at": 1, "capacity": None}, "Aanmelden kan nog niet", "Registration has not opened yet"),
    ],
)
def test_outside_its_hours_no_page_offers_seats_or_a_button(client: Client, window: Any, nl: str, en: str) -> None:
    now = timezone.now()
    hours = {name: now + timedelta(seconds=at) for name, at in window.items() if at is not None}
    moment = make_open_occurrence(**{"capacity": 15, **({"capacity": None} if "capacity" in window else {}), **hours})
    for prefix, words in (("", nl), ("/en", en)):
        event = client.get(f"{prefix}/evenement/{moment.event.code}/", follow=True)
        agenda = client.get(f"{prefix}/agenda/")
        for page in (event, agenda):
            assert words in text_of(page) and "15 p" not in text_of(page)
        assert f"/aanmelden/{moment.public_id}/" not in event.content.decode().split("<main")[1]
        assert "InStock" not in event.content.decode()
