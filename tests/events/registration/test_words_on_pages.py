"""What the pages behind mailed links say: the words of the table, as the mail has them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from events.models import Registration
from events.registration.registering import confirm_registration
from events.registration.words import Happened, Standing
from events.tasks import tick
from tests.events.registration.secret_links import confirm_address, manage_address
from tests.pages import problems, text_of

from .standings import COMES, ONE_OR_MORE, STREAM, edit, party_of, plain, restore, told

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def path_of(address: str, language: str) -> str:
    return ("/en" if language == "en" else "") + address.removeprefix("http://testserver")


LOOKS: list[tuple[Happened, Callable[[Registration], Any], tuple[Standing, ...]]] = [
    (Happened.LOOKED, lambda party: None, COMES),
    (Happened.CALLED_OFF, lambda party: edit(party.occurrence, status="cancelled"), COMES),
    (Happened.POSTPONED, lambda party: edit(party.occurrence, status="postponed"), COMES),
    (Happened.LOOKED, restore, COMES),
]


@pytest.mark.parametrize(("seats", "language"), ONE_OR_MORE)
@pytest.mark.parametrize(
    ("happened", "do", "standing"),
    [(happened, do, standing) for happened, do, standings in LOOKS for standing in standings],
)
@pytest.mark.usefixtures("clock")
def test_the_page_behind_the_link_says_the_same(
    client: Client, happened: Happened, do: Any, standing: Standing, seats: int, language: str
) -> None:
    party = party_of(standing, seats, language)
    do(party)
    response = client.get(path_of(manage_address(party), language))
    text = text_of(response)
    assert problems(response, language) == []
    assert [line for line in told(happened, standing, seats, language) if line not in text] == []
    has_code = standing == Standing.PLACE and happened == Happened.LOOKED
    assert (party.code in text, STREAM in text) == (has_code, has_code)
    assert (b'<img class="code"' in response.content) == has_code
    if happened in (Happened.CALLED_OFF, Happened.POSTPONED):
        assert ("Storm." if language == "nl" else "A storm.") in text


@pytest.mark.parametrize(("seats", "language"), ONE_OR_MORE)
@pytest.mark.parametrize("standing", COMES)
def test_the_page_says_what_ended_when_one_cancels_there(
    client: Client, clock: Any, standing: Standing, seats: int, language: str
) -> None:
    party = party_of(standing, seats, language)
    address = path_of(manage_address(party), language)
    page = text_of(client.post(f"{address}afmelden/"))
    can_be_undone = standing in (Standing.PLACE, Standing.WAITING)
    happened = Happened.LEAVING if can_be_undone else Happened.CANCELLED
    assert [line for line in told(happened, standing, seats, language, until="12:10") if line not in page] == []
    if can_be_undone:
        clock.shift(timedelta(minutes=10))
        tick()
    again = text_of(client.get(address))
    assert all(line in again for line in told(Happened.LOOKED, Standing.GONE, seats, language))
    assert party.code not in page + again


@pytest.mark.parametrize(("seats", "language"), ONE_OR_MORE)
@pytest.mark.parametrize(
    ("standing", "then", "button"),
    [
        (
            Standing.HELD,
            Standing.PLACE,
            {"nl1": "Ja, ik kom", "nl3": "Ja, wij komen", "en1": "Yes, I will come", "en3": "Yes, we will come"},
        ),
        (
            Standing.UNKEPT,
            Standing.PLACE,
            {"nl1": "Ja, ik kom", "nl3": "Ja, wij komen", "en1": "Yes, I will come", "en3": "Yes, we will come"},
        ),
        (
            Standing.UNHELD,
            Standing.WAITING,
            {
                "nl1": "Ja, zet mij op de wachtlijst",
                "nl3": "Ja, zet ons op de wachtlijst",
                "en1": "Yes, put me on the waiting list",
                "en3": "Yes, put us on the waiting list",
            },
        ),
    ],
)
@pytest.mark.usefixtures("clock")
def test_the_page_that_confirms_promises_a_place_only_where_there_is_one(
    client: Client, outbox: Any, standing: Standing, then: Standing, button: Any, seats: int, language: str
) -> None:
    party = party_of(standing, seats, language)
    address = path_of(confirm_address(party), language)
    before, after = text_of(client.get(address)), text_of(client.post(address))
    said = button[f"{language}{seats}"]
    assert said in before and said in plain(outbox()[0])
    assert all(line in before for line in told(Happened.REGISTERED, standing, seats, language, until="13:00"))
    assert all(line in after for line in told(Happened.REGISTERED, then, seats, language))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_lapsed_and_what_is_over_say_so(client: Client, clock: Any, language: str) -> None:
    late, sure = party_of(Standing.HELD, 1, language), party_of(Standing.PLACE, 1, language)
    confirm, look, visit = (
        path_of(address, language) for address in (confirm_address(late), manage_address(late), manage_address(sure))
    )
    clock.shift(timedelta(minutes=61))
    confirm_registration(confirm.rstrip("/").rsplit("/", 1)[1])
    pages = [text_of(client.get(address)) for address in (confirm, look)]
    assert all(line in page for page in pages for line in told(Happened.LAPSED, Standing.LAPSED, 1, language))
    clock.move_to(sure.occurrence.entry.ends_at)
    assert timezone.now() == sure.occurrence.entry.ends_at
    over = client.get(visit)
    assert all(line in text_of(over) for line in told(Happened.OVER, Standing.PLACE, 1, language))
    assert sure.code not in text_of(over) and b"<form" not in over.content
