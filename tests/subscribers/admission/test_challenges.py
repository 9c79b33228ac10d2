"""A proof of work is asked for, checked, bound to its form, and good for one use."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from altcha import Challenge, create_challenge
from django.utils import timezone

from subscribers.access.throttle import Use
from subscribers.admission import challenges
from subscribers.admission.challenges import Difficulty, is_solved, make_challenge
from tests.at_once import at_once
from tests.subscribers.admission.proving import solved

EASY = Difficulty(8)


def test_the_work_grows_by_tries_and_never_by_the_cost_of_one(monkeypatch: Any) -> None:
    monkeypatch.setattr(challenges, "FEWEST", 500)
    uses = (60, 61, 119, 120, 240, 600, 1200, 2400, 100_000)
    assert [Difficulty.of(Use(used, 60, 0)).most for used in uses] == [
        500, 500, 500, 1000, 2000, 4000, 8000, 16_000, 16_000,
    ]  # fmt: skip
    hard = make_challenge("signup", Difficulty(16_000))["parameters"]
    assert (hard["cost"], hard["data"]["most"]) == (challenges.COST, 16_000)
    assert Difficulty.of(Use(5, 0, 0)).most == 2000


def test_a_challenge_tells_nothing_of_the_visitor_and_says_when_it_ends(clock: Any) -> None:
    asked = make_challenge("signup", EASY)["parameters"]
    assert set(asked) == {
        "algorithm", "cost", "data", "expiresAt", "keyLength", "keyPrefix", "keySignature", "nonce", "salt",
    }  # fmt: skip
    assert asked["data"] == {"form": "signup", "most": 8}
    assert datetime.fromtimestamp(asked["expiresAt"], UTC) == timezone.now() + timedelta(hours=1)


@pytest.mark.django_db
def test_a_solution_opens_its_form_once(clock: Any) -> None:
    solution = solved(make_challenge("signup", EASY))
    assert not is_solved(solution, "registration", EASY)
    assert [is_solved(solution, "signup", EASY) for _ in range(3)] == [True, False, False]


@pytest.mark.django_db
def test_a_solution_is_too_old_after_an_hour(clock: Any) -> None:
    solution = solved(make_challenge("signup", EASY))
    clock.shift(timedelta(hours=1, seconds=1))
    assert not is_solved(solution, "signup", EASY)


@pytest.mark.django_db
def test_challenges_gathered_while_it_was_quiet_are_of_no_use_when_it_is_not(clock: Any) -> None:
    made = [solved(make_challenge("signup", EASY)) for _ in range(2)]
    assert is_solved(made[0], "signup", Difficulty(32))
    assert not is_solved(made[1], "signup", Difficulty(64))


def changed(change: Callable[[dict[str, Any]], None]) -> Callable[[str], str]:
    def act(solution: str) -> str:
        whole = json.loads(base64.b64decode(solution))
        change(whole)
        return base64.b64encode(json.dumps(whole).encode()).decode()

    return act


@pytest.mark.django_db
@pytest.mark.parametrize(
    "forge",
    [
        lambda solution: "",
        lambda solution: "x",
        lambda solution: "é" * 40,
        lambda solution: base64.b64encode(b"[]").decode(),
        lambda solution: base64.b64encode(b"[" * 1000).decode(),
        lambda solution: solution + " " * 2_000,
        changed(lambda whole: whole["solution"].update(derivedKey="00" * 32)),
        changed(lambda whole: whole["solution"].update(derivedKey=7)),
        changed(lambda whole: whole["challenge"].update(signature=None)),
        changed(lambda whole: whole["challenge"]["parameters"].update(expiresAt=4_000_000_000)),
        changed(lambda whole: whole["challenge"]["parameters"].update(keyPrefix="")),
        changed(lambda whole: whole["challenge"]["parameters"]["data"].update(most=10**9)),
        changed(lambda whole: whole["challenge"].pop("parameters")),
    ],
)
def test_what_is_no_solution_of_ours_opens_nothing(clock: Any, forge: Callable[[str], str]) -> None:
    assert not is_solved(forge(solved(make_challenge("signup", EASY))), "signup", EASY)


@pytest.mark.django_db
def test_a_challenge_that_somebody_made_for_himself_opens_nothing(clock: Any) -> None:
    his = create_challenge(challenges.ALGORITHM, 1, counter=1, data={"form": "signup", "most": 9}, hmac_secret="his")
    assert not is_solved(solved(his.to_dict()), "signup", EASY)
    unsigned = Challenge(his.parameters)
    assert not is_solved(solved(unsigned.to_dict()), "signup", EASY)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_send_one_solution_at_once_one_is_let_in() -> None:
    solution = solved(make_challenge("signup", EASY))
    assert sum(at_once(*[lambda: is_solved(solution, "signup", EASY)] * 12)) == 1
