"""A piece of a response is made again exactly when what it was made of is another."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from subscribers.caching.memory import Lasting
from subscribers.caching.pieces import piece
from subscribers.caching.rules import Recording, Start, note, recording


class Shown:
    def __init__(self) -> None:
        self.so = True

    def is_known(self) -> bool:
        return True

    def is_true(self) -> bool:
        return self.so


class Maker:
    """Numbers what it makes; ``shown`` is what each shows."""

    def __init__(self) -> None:
        self.made, self.shown = 0, Shown()

    def __call__(self) -> int:
        self.made += 1
        note(self.shown)
        return self.made


@pytest.fixture
def make() -> Maker:
    return Maker()


def ask(make: Maker, *, now: datetime | None = None, depends: object = None, **versions: int) -> tuple[int, Recording]:
    start = Start(now or timezone.now(), {"told": 1, "names": 1, **versions}, timezone.now() + timedelta(minutes=9))
    with recording(start) as found:
        return piece(("one",), ("names",), make, depends=depends), found


def test_it_is_kept_while_nothing_it_is_made_of_changes(make: Maker, clock: Any) -> None:
    assert [ask(make)[0], ask(make, told=2)[0]] == [1, 1]


def test_another_version_another_thing_it_depends_on_or_a_boundary_makes_another(make: Maker, clock: Any) -> None:
    assert [ask(make)[0], ask(make, names=2)[0], ask(make, names=2, depends=3)[0]] == [1, 2, 3]
    later = timezone.now() + timedelta(minutes=9)
    assert ask(make, names=2, depends=3, now=later)[0] == 4


def test_what_it_shows_is_shown_by_every_response_that_has_it(make: Maker, clock: Any) -> None:
    assert [ask(make)[1].shown, ask(make)[1].shown] == [[make.shown], [make.shown]]
    make.shown.so = False
    assert ask(make)[0] == 2


def test_outside_a_response_that_is_cached_it_is_made_each_time(make: Maker) -> None:
    assert [piece(("one",), ("names",), make), piece(("one",), ("names",), make)] == [1, 2]


def test_of_what_lasts_the_first_goes_first() -> None:
    kept: Lasting[int] = Lasting(2)
    for key in "abc":
        kept.put(key, ord(key))
    assert kept.get_each(["a", "b", "c"]) == [None, ord("b"), ord("c")]
