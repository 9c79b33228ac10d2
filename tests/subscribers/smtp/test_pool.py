"""More than one relay: shared by weight, and a broken one left alone."""

from subscribers.smtp.pooled_relay import FAILURES_TO_OPEN
from tests.subscribers.smtp.client import MANY, SENT, Client, Start, mails, results


def test_two_relays_share_connections_by_weight(start: Start) -> None:
    one, two = start(), start()
    addresses = [f"a{number}@example.org" for number in range(200)]
    client = Client(f"{one.url}?weight=3", two)
    assert results(client.send(*mails(*addresses), connections=4)) == [SENT] * 200
    assert one.recipients + two.recipients == dict.fromkeys(addresses, 1)
    assert (one.sessions, two.sessions) == (3, 1)
    assert sum(pooled.accepted for pooled in client.relays) == 200


def test_when_one_relay_is_down_the_other_takes_all(start: Start) -> None:
    down, up = start(greeting=b"554 closed"), start()
    client = Client(f"{down.url}?weight=9", up)
    assert results(client.send(*mails(*MANY))) == [SENT] * 30
    assert up.recipients == dict.fromkeys(MANY, 1)
    assert client.relays[0].breaker.failures == 3


def test_a_relay_with_an_open_breaker_is_not_asked_and_comes_back_half_open(start: Start) -> None:
    server = start(greeting=b"421 too busy")
    client = Client(server)
    breaker = client.relays[0].breaker
    assert [client.send(*mails()) for _ in range(2)] == [[None], [None]]
    assert (server.sessions, breaker.failures, breaker.trips) == (3, 3, 1)
    server.behaviour.greeting = b"220 back"
    breaker.open_until = 0.0
    assert (breaker.allows(0, now=1.0), breaker.allows(1, now=1.0)) == (True, False)
    assert results(client.send(*mails(*MANY[:3]))) == [SENT] * 3
    assert (server.sessions, breaker.failures, breaker.trips, breaker.error) == (4, 0, 0, "")


def test_of_many_connections_one_tries_a_relay_that_broke_and_the_others_wait_for_what_it_finds(start: Start) -> None:
    server = start(greeting=b"421 too busy")
    client = Client(server)
    breaker = client.relays[0].breaker
    client.send(*mails(*MANY), connections=10)  # these were on their way together
    for _ in range(3):
        assert (breaker.allows(0, now=0.0), breaker.failures >= FAILURES_TO_OPEN) == (False, True)
        breaker.open_until, before = 0.0, server.sessions
        assert client.send(*mails(*MANY), connections=10) == [None] * 30
        assert server.sessions == before + 1
    breaker.open_until = 0.0
    server.behaviour.greeting = b"220 back"
    assert results(client.send(*mails(*MANY), connections=10)) == [SENT] * 30
    assert (breaker.failures, breaker.trips, server.recipients) == (0, 0, dict.fromkeys(MANY, 1))
