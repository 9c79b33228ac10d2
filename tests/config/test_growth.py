"""Nobody stops the service with a line of text: work grows with what it is given, and not with its square."""

import re
import subprocess
import sys
from functools import partial
from typing import Any

import pytest

from tests.config.attacks import ATTACKS, WHOLE
from tests.growth import Attack, grows_too_fast
from tests.patience import PATIENCE
from tests.patterns import FOREIGN, Pattern, patterns, separators


def regex_of(pattern: Pattern) -> re.Pattern[Any]:
    return pattern.regex or WHOLE[pattern.name]


def attacks_on(name: str) -> list[Attack]:
    """Each by itself, and with an end that fits nothing."""
    rows = ATTACKS[name]
    return [row for row in rows if isinstance(row, Attack)] + [
        Attack("", row, end) for row in rows if isinstance(row, str) for end in ("", FOREIGN)
    ]


def test_every_regular_expression_has_a_row_and_every_row_an_expression():
    assert sorted(patterns()) == sorted(ATTACKS)
    assert sorted(name for name, one in patterns().items() if one.regex is None) == sorted(WHOLE)
    assert [name for name, one in patterns().items() if not one.used] == []


def test_the_attacks_hold_every_separator_of_their_expression():
    tried = {name: set("".join("".join(attack) for attack in attacks_on(name))) for name in ATTACKS}
    left_out = {name: separators(regex_of(one)) - tried[name] for name, one in patterns().items()}
    assert {name: found for name, found in left_out.items() if found} == {}


def test_no_regular_expression_grows_with_the_square_of_its_text(hang_ends):
    found = [
        (name, attack)
        for name, one in patterns().items()
        for attack in attacks_on(name)
        if grows_too_fast(partial(one.run, regex_of(one)), attack, size=300)
    ]
    assert found == []


def test_an_expression_that_does_is_found(hang_ends):
    """The one that stood in the log: with the cube of its text."""
    cubic = re.compile(r"[^\s<>]+@[^\s<>]+\.[^\s<>]+")
    assert grows_too_fast(lambda text: cubic.sub("", text), Attack("", "a@", ""), size=40)
    assert not grows_too_fast(lambda text: re.sub("a", "b", text), Attack("", "a@", ""))


@pytest.mark.slow
def test_nothing_made_from_an_expression_itself_makes_it_grow():
    """In a process of its own, so that one which never ends is found too: the last line names it."""
    tried = subprocess.run(
        [sys.executable, "-m", "tests.patterns"], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert (tried.returncode, [line for line in tried.stdout.splitlines() if "grows" in line]) == (0, []), tried.stderr
    assert tried.stdout.count("\n") == len(patterns())
