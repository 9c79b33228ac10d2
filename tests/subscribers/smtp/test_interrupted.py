"""Sessions that end at the wrong moment: what is certain is said, and what is not is *uncertain*."""

import selectors
from contextlib import closing
from types import SimpleNamespace

import pytest

from subscribers.smtp import ConnectionPool, MailObject, MailTransaction
from tests.patience import PATIENCE
from tests.subscribers.smtp.client import MANY, SENT, Client, Start, mails, results

NOT_SENT = ("not-sent", "no-connection")
LARGE = ("y" * 70 + "\r\n").encode() * 20_000


def test_a_doubled_reply_sends_nothing_twice_and_claims_nothing_untrue(start: Start) -> None:
    server = start(doubled_rcpt_reply=True)
    for _ in range(2):
        assert set(results(Client(server).send(*mails(*MANY[:3])))) <= {NOT_SENT, None}
    assert server.received == []


def test_thanks_before_the_content_was_there_are_not_believed(start: Start) -> None:
    server = start(features=[], early_dot_reply=b"250 thanks", silent_at="half")
    (outcome,) = Client(server).send(*mails(content=LARGE))
    assert outcome and (outcome.result, outcome.text) == ("uncertain", "thanks")


def test_a_refusal_before_the_content_is_over_is_a_refusal(start: Start) -> None:
    server = start(features=[], early_dot_reply=b"552 5.3.4 too much", silent_at="half")
    assert results(Client(server).send(*mails(content=LARGE))) == [("refused", "refused")]


@pytest.mark.parametrize("at", ["rcpt", "data"])
def test_a_server_that_hangs_up_before_the_dot_leaves_the_mail_unsent(start: Start, at: str) -> None:
    server = start(hang_up_at=at, hang_up_times=2)
    client = Client(server)
    assert results(client.send(*mails(MANY[0]))) == [NOT_SENT]
    assert results(client.send(*mails(*MANY[:3]))) == [SENT] * 3
    assert server.recipients == dict.fromkeys(MANY[:3], 1)


def test_a_server_that_hangs_up_in_the_middle_of_content_got_nothing(start: Start) -> None:
    server = start(hang_up_at="half", hang_up_times=2)
    client = Client(server)
    assert results(client.send(*mails(content=LARGE * 5))) == [NOT_SENT] and server.received == []
    assert results(client.send(*mails(content=LARGE * 5))) == [SENT] and len(server.received) == 1


@pytest.mark.parametrize("way", [{"hang_up_at": "dot"}, {"silent_at": "dot"}])
def test_silence_after_the_dot_is_uncertain_and_what_was_pipelined_behind_it_is_not_sent(
    start: Start, way: dict[str, str]
) -> None:
    server = start(**way, hang_up_times=1)
    outcomes = Client(server).send(*mails(*MANY[:2]))
    assert results(outcomes) == [("uncertain", "lost-after-content"), SENT]
    assert server.recipients == dict.fromkeys(MANY[:2], 1)


def test_dots_that_some_servers_take_for_the_end_are_doubled(start: Start) -> None:
    server = start()
    content = b"Subject: x\r\n\r\nbegin\n.\nMAIL FROM:<evil@example.org>\r.\r\n.\r\nend\r\n"
    Client(server).send(MailObject("stad@example.org", "anna@example.org", content))
    ((_, _, received),) = server.received
    assert received == b"Subject: x\r\n\r\nbegin\n..\nMAIL FROM:<evil@example.org>\r..\r\n.\r\nend\r\n"


def test_a_process_that_was_stopped_while_it_listened_reads_the_reply_before_it_calls_the_server_silent(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found by a crash drill: a poll that a stop interrupts says that nothing is there, and hours may have passed."""
    hours = [0]

    class StoppedSelector(selectors.DefaultSelector):
        is_awake = True

        def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
            ready = super().select(timeout)
            self.is_awake = not (ready and self.is_awake)
            hours[0] += not self.is_awake
            return ready if self.is_awake else []

    clock = SimpleNamespace(monotonic=lambda: 3600.0 * hours[0])
    monkeypatch.setattr("subscribers.smtp.pool.time", clock)
    monkeypatch.setattr("subscribers.smtp.pool.selectors", SimpleNamespace(DefaultSelector=StoppedSelector))
    assert results(Client(start()).send(*mails())) == [SENT]
    assert hours[0] > 3


def test_who_gives_up_reads_the_reply_that_lies_there(start: Start) -> None:
    client = Client(start())
    with closing(ConnectionPool(client.relays)) as pool:
        pool.grow(1)
        while not pool.free():
            pool.wait(PATIENCE)
        events = pool.begin(pool.free()[0], MailTransaction(None, mails()[0]))
        while not events:
            events = pool.wait(PATIENCE)
        pool.send_content(events[0].transaction, None)
        pool.selector.select(PATIENCE)
        assert results([event.outcome for event in pool.give_up()]) == [SENT]
