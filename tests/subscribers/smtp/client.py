"""A caller of the pool as small as can be, and mails to give it."""

from collections import deque
from collections.abc import Callable, Iterable
from contextlib import closing

from subscribers.smtp import (
    ConnectionPool,
    Event,
    MailObject,
    MailTransaction,
    Outcome,
    PooledRelay,
    Result,
    parse_relay,
)
from tests.patience import PATIENCE
from tests.rawserver import RawServer

Start = Callable[..., RawServer]
MANY = [f"a{number}@example.org" for number in range(30)]
SENT = (Result.ACCEPTED, "")
HEAD = b"Subject: Onderwerp\r\nMessage-ID: <1@stad.example>\r\n\r\n"


def mails(*recipients: str, content: bytes = b"Tekst.\r\n") -> list[MailObject]:
    return [MailObject("stad@example.org", one, HEAD + content) for one in recipients or ("anna@example.org",)]


class Client:
    """Sends mails one after the other over its relays."""

    def __init__(self, *servers: RawServer | str) -> None:
        urls = [one if isinstance(one, str) else one.url for one in servers]
        self.relays = [PooledRelay(parse_relay(url, PATIENCE)) for url in urls]

    def send(self, *given: MailObject, connections: int = 1, attempts: int = 2) -> list[Outcome | None]:
        """What became of each; None for what was never begun. What was not sent is tried ``attempts`` times."""
        outcomes: dict[int, Outcome] = {}
        left = dict.fromkeys(range(len(given)), attempts)
        waiting = deque(left)
        with closing(ConnectionPool(self.relays)) as pool:
            while waiting or pool.open_transactions():
                pool.grow(connections)
                if pool.is_dead and not pool.open_transactions():
                    break
                events = pool.wait(0.2)
                events += self.begin(pool, given, waiting)
                while events:
                    event = events.pop(0)
                    number = event.transaction.tag
                    if event.outcome is None:
                        events += self.send_content(pool, event, given, waiting)
                        continue
                    outcomes[number], left[number] = event.outcome, left[number] - 1
                    if event.outcome.result == Result.NOT_SENT and left[number]:
                        waiting.append(number)
        return [outcomes.get(number) for number in range(len(given))]

    def begin(self, pool: ConnectionPool, given: tuple[MailObject, ...], waiting: deque[int]) -> Iterable[Event]:
        for session in pool.free():
            if waiting:
                yield from pool.begin(session, self.next(given, waiting))

    def send_content(
        self, pool: ConnectionPool, event: Event, given: tuple[MailObject, ...], waiting: deque[int]
    ) -> list[Event]:
        transaction = event.transaction
        if transaction.session.awaiting_content is not transaction:
            return []
        has_next = waiting and transaction.session.pipelines and pool.may_begin(transaction.session)
        return pool.send_content(transaction, self.next(given, waiting) if has_next else None)

    def next(self, given: tuple[MailObject, ...], waiting: deque[int]) -> MailTransaction:
        number = waiting.popleft()
        return MailTransaction(number, given[number])

    def probe(self) -> tuple[str, dict[str, str]]:
        """(why the only relay cannot be used, what it offers at EHLO)."""
        (pooled,) = self.relays
        with closing(ConnectionPool(self.relays)) as pool:
            pool.grow(1)
            while not pool.is_ready and pool.sessions:
                pool.wait(0.2)
            extensions = next((one.extensions for one in pool.sessions if one.extensions is not None), {})
        return pooled.breaker.error, extensions


def results(outcomes: list[Outcome | None]) -> list[tuple[str, str] | None]:
    """(result, reason) of each."""
    return [outcome and (outcome.result, outcome.reason) for outcome in outcomes]
