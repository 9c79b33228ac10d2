"""What a process holds has an end, and of many that want the same one makes it."""

import threading

import pytest

from subscribers.caching.codings import accepted
from subscribers.caching.memory import Bounded
from subscribers.caching.rules import LONGEST_QUERY, Rule
from subscribers.caching.store import Store


def test_the_least_recently_used_goes_first_and_what_is_too_large_is_not_held() -> None:
    held: Bounded[str] = Bounded(100, lambda value: 26 if value == "x" else 25)
    for name in "abcde":
        held.put(name, name)
    held.put("large", "x")
    assert [held.get(name) for name in ("a", "b", "e", "large")] == [None, "b", "e", None]


def test_others_wait_for_the_one_that_makes_it() -> None:
    store, order, busy = Store(), [], threading.Event()
    key = ("/", "", "nl", False)

    def second() -> None:
        busy.wait(5)
        with store.turn(key) as turn:
            turn.take(5)
            order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with store.turn(key) as turn:
        turn.take(5)
        busy.set()
        thread.join(0.05)
        order.append("first")
    thread.join(5)
    assert order == ["first", "second"]
    assert store.locks == {}


RULE = Rule(("x",), lambda now: None, several=("kind", "term"), single=("licht", "q"))


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", ""),
        ("q=a&kind=b&kind=a", "kind=a&kind=b&q=a"),
        ("kind=a&kind=a&x=1&licht=0&licht=1", "kind=a&licht=1"),
        ("kind=&q=", ""),
        ("q=%FF", None),
        ("q=" + "a" * LONGEST_QUERY, None),
        ("&".join("x=1" for _ in range(300)), None),
        ("q=a%20b", "q=a+b"),
    ],
)
def test_a_canonical_query(query: str, canonical: str | None) -> None:
    assert RULE.canonical(query) == canonical


def test_where_all_means_something_nothing_is_dropped() -> None:
    assert Rule(("x",), lambda now: None, keeps_all=True).canonical("b=2&a=&b=1") == "a=&b=1"


def test_what_a_client_refuses_it_does_not_get() -> None:
    assert accepted("gzip;q=0, br ; q=0.5, *") == {"br", "*"}
