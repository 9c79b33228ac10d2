"""Guessing gets slow, and nobody is locked out for good."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone

from subscribers.accounts import attempts
from subscribers.accounts.attempts import (
    ACCOUNT,
    KNOWN,
    Rule,
    Turn,
    account_named,
    account_of,
    begin_attempt,
    forget_turns,
    is_known,
    welcome,
)
from subscribers.models import KnownNetwork, LoginTurn
from tests.accounts import PASSWORD
from tests.at_once import at_once
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
LOGIN = "/beheer/toegang/login/"
HERE, THERE = "192.0.2.1", "198.51.100.9"


def asking(address: str = HERE) -> HttpRequest:
    return RequestFactory(REMOTE_ADDR=address).post(LOGIN)


def wait_of(turn: Turn) -> int:
    """Seconds that the next try must wait; 0 when it was heard."""
    try:
        turn.take(timezone.now())
    except ValidationError as error:
        return int((error.params or {})["retry_after"])
    return 0


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network has four misses free instead of thirty."""
    monkeypatch.setattr(attempts, "NETWORK", Rule("network", 4, timedelta(minutes=10)))


def miss(name: str, address: str = HERE) -> bool:
    """A wrong password, without the page around it; whether it was heard."""
    try:
        begin_attempt(asking(address), account_named(name), "password").failed()
    except ValidationError:
        return False
    return True


def log_in(client: Client, name: str, password: str, address: str = HERE) -> Any:
    return client.post(LOGIN, {"username": name, "password": password}, REMOTE_ADDR=address)


def test_after_the_free_misses_each_wait_is_twice_the_last_up_to_the_longest(clock: Any) -> None:
    turn = Turn(Rule("some", free=3, longest=timedelta(seconds=10)), "a")
    waits = []
    for _ in range(9):
        turn.take(timezone.now())
        waits.append((LoginTurn.objects.get().next_at - timezone.now()).seconds)
        clock.shift(timedelta(seconds=waits[-1]))
    assert waits == [0, 0, 0, 1, 2, 4, 8, 10, 10]


def test_a_try_too_soon_makes_no_wait_longer(clock: Any) -> None:
    turn = Turn(ACCOUNT, "a")
    for _ in range(ACCOUNT.free + 3):
        clock.shift(timedelta(minutes=15))
        turn.take(timezone.now())
    before = LoginTurn.objects.values().get()
    assert [wait_of(turn) for _ in range(9)] == [4] * 9
    assert LoginTurn.objects.values().get() == before


def test_what_succeeded_is_given_back_and_a_quiet_day_forgets_all(clock: Any) -> None:
    turn = Turn(ACCOUNT, "a")
    for _ in range(20):
        turn.take(timezone.now())
        turn.give_back(timezone.now())
    assert LoginTurn.objects.get().failures == 0
    LoginTurn.objects.update(failures=30, next_at=timezone.now() + timedelta(minutes=1))
    assert wait_of(turn) == 60
    clock.shift(timedelta(days=1, seconds=1))
    assert (wait_of(turn), LoginTurn.objects.get().failures) == (0, 1)
    clock.shift(timedelta(days=1, seconds=1))
    assert forget_turns(timezone.now()) == 1


def test_a_clock_that_is_set_back_keeps_nobody_out(clock: Any) -> None:
    turn = Turn(ACCOUNT, "a")
    turn.take(timezone.now())
    LoginTurn.objects.update(next_at=timezone.now() + timedelta(hours=5))
    assert wait_of(turn) == 0


def test_many_at_once_are_not_many_guesses(clock: Any) -> None:
    """Counted before anything is checked: what comes in while the first are looked at waits."""
    heard = sum(wait_of(Turn(ACCOUNT, "a")) == 0 for _ in range(20))
    assert heard == ACCOUNT.free + 1


@pytest.mark.django_db(transaction=True)
def test_real_connections_at_once_get_no_more_than_the_free_ones() -> None:
    heard: list[int] = []

    def try_thrice() -> None:
        heard.extend(wait_of(Turn(ACCOUNT, "race")) for _ in range(3))

    at_once(*[try_thrice] * 8)
    count = LoginTurn.objects.get().failures
    assert heard.count(0) == count
    assert ACCOUNT.free < count < 24


def test_twelve_wrong_passwords_and_then_the_right_one_do_not_get_in(client: Client, clock: Any) -> None:
    staff = make_staff()
    statuses = [log_in(client, staff.username, f"fout-{n}").status_code for n in range(12)]
    assert statuses == [200] * 6 + [429] * 6
    right = log_in(client, staff.username, PASSWORD)
    assert (right.status_code, right["Retry-After"]) == (429, "1")
    assert "_auth_user_id" not in client.session
    clock.shift(timedelta(seconds=1))
    assert log_in(client, staff.username, PASSWORD).status_code == 302


def test_guessing_from_elsewhere_keeps_no_owner_out(client: Client, clock: Any) -> None:
    staff = make_staff()
    assert log_in(client, staff.username, PASSWORD).status_code == 302
    client.post("/beheer/toegang/logout/")
    heard = [miss(staff.username, f"203.0.113.{n}") for n in range(9)]
    assert heard.count(True) == ACCOUNT.free + 1
    assert log_in(Client(), staff.username, PASSWORD, THERE).status_code == 429  # a new place waits like who guesses
    assert log_in(client, staff.username, PASSWORD).status_code == 302


def test_on_a_known_network_a_miss_never_waits_longer_than_half_a_minute(client: Client, clock: Any) -> None:
    staff = make_staff()
    welcome(asking(), staff)
    waits = []
    for n in range(KNOWN.free + 10):
        answer = log_in(client, staff.username, f"fout-{n}")
        waits.append(int(answer.get("Retry-After", 0)))
        clock.shift(timedelta(seconds=waits[-1]))
    assert max(waits) <= 30
    assert waits[: KNOWN.free] == [0] * KNOWN.free


def test_one_network_that_tries_many_names_waits_and_no_other_does(client: Client, clock: Any, small: None) -> None:
    assert all(miss(f"naam-{n}") for n in range(5))
    assert log_in(client, "nog-een", "fout").status_code == 429
    assert log_in(client, "nog-een", "fout", THERE).status_code == 200


def test_who_is_known_here_does_not_wait_for_what_others_of_the_network_try(
    client: Client, clock: Any, small: None
) -> None:
    staff = make_staff()
    welcome(asking(), staff)
    assert not all(miss(f"naam-{n}") for n in range(6))
    assert log_in(client, staff.username, PASSWORD).status_code == 302


def test_a_name_of_nobody_waits_as_one_of_somebody(client: Client, clock: Any) -> None:
    staff = make_staff()
    answers = []
    for n, name in enumerate((staff.username, "niemand")):
        tries = [log_in(Client(), name, "fout", f"203.0.113.{n}") for _ in range(8)]
        answers.append([(one.status_code, one.get("Retry-After")) for one in tries])
    assert answers[0] == answers[1]


def test_one_account_is_one_however_its_name_is_written() -> None:
    staff = make_staff(username="Bente")
    assert {account_named(name) for name in ("Bente", "bente", " BENTE ")} == {account_of(staff)}
    assert account_named("Niemand") == account_named("NIEMAND ") != account_of(staff)


def test_right_passwords_buy_no_more_codes(clock: Any) -> None:
    staff = make_staff()
    for _ in range(ACCOUNT.free + 1):
        begin_attempt(asking(), account_of(staff), "code").failed()
        begin_attempt(asking(), account_of(staff), "password").succeeded()
    with pytest.raises(ValidationError):
        begin_attempt(asking(), account_of(staff), "code")


def test_a_miss_is_in_the_log_with_its_network_and_without_the_name(client: Client, caplog: Any, clock: Any) -> None:
    staff = make_staff(username="bente-van-beheer")
    for _ in range(7):
        log_in(client, staff.username, "mijn-geheim-woord")
    lines = [record.getMessage() for record in caplog.records if record.name == "subscribers.accounts.attempts"]
    assert lines[0] == "A wrong password, 1 in a row, from network 192.0.2.1"
    assert lines[6] == "A try at a password from network 192.0.2.1 came 1 s too soon"
    assert "bente" not in caplog.text and "geheim" not in caplog.text


def test_a_known_network_is_a_hash_and_is_forgotten_half_a_year_after_the_last_login(clock: Any) -> None:
    staff = make_staff()
    welcome(asking(), staff)
    welcome(asking(), staff)
    row = KnownNetwork.objects.get()
    assert re.fullmatch("[0-9a-f]{64}", row.network)  # no address can be in it; three digits of one may by chance
    assert is_known(account_of(staff), HERE) and not is_known(account_of(staff), THERE)
    clock.shift(timedelta(days=181))
    assert forget_turns(timezone.now()) == 1


def test_a_house_that_tries_many_names_from_many_networks_is_one_that_guesses(small: None, clock: Any) -> None:
    tried = [miss(f"naam{number}", f"2001:db8:1:{number:x}::1") for number in range(8)]
    assert tried == [True] * 5 + [False] * 3
    assert miss("naam", "2001:db8:2::1")
