"""The ways a report comes in: standard input, LMTP, a mailbox over IMAP."""

import asyncio
import imaplib
import io
import smtplib
import socket
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError

from subscribers.dsn import READ_BYTES
from subscribers.feedback import imap, poll_mailbox
from subscribers.management.commands import receive_mail as command
from subscribers.models import QuarantinedMail
from subscribers.outbox.marks import mark_of
from tests.factories import make_message
from tests.patience import PATIENCE
from tests.subscribers.dsn.reports import dsn, out_of_office
from tests.subscribers.feedback.fakeimap import FakeMailbox
from tests.subscribers.feedback.test_feedback import bounces

pytestmark = pytest.mark.django_db
HARD = ("hard", "anna@example.org", "suppressed")


@pytest.fixture
def mark() -> str:
    return f"{mark_of(make_message())}@bounces.leiden.example"


# --- standard input ----------------------------------------------------------------------------------


def run(raw: bytes, monkeypatch: Any, *arguments: str) -> int:
    """The exit code of the command with ``raw`` on its standard input."""
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    with pytest.raises(SystemExit) as ended:
        call_command("receive_mail", *arguments)
    return int(ended.value.code or 0)


def test_a_pipe_hands_over_one_mail_with_its_recipient(mark: str, monkeypatch: Any) -> None:
    assert run(dsn(), monkeypatch, "--recipient", mark) == 0
    assert bounces() == [HARD]


def test_what_is_no_report_is_accepted_too_so_that_no_server_answers_it(monkeypatch: Any) -> None:
    assert [run(raw, monkeypatch) for raw in (b"", b"\0\xff", b"Subject: hallo\n\nHallo")] == [0, 0, 0]
    assert QuarantinedMail.objects.count() == 3


def test_of_fifty_megabytes_only_the_beginning_is_held(monkeypatch: Any) -> None:
    stream = io.BytesIO(b"x" * 50_000_000)
    assert command.take_in(stream, "") == 0
    assert stream.read() == b""
    assert list(QuarantinedMail.objects.values_list("size", flat=True)) == [50_000_000]


def test_when_the_database_is_away_the_mail_server_is_asked_to_wait(mark: str, monkeypatch: Any) -> None:
    def away(*args: Any, **kwargs: Any) -> str:
        raise OperationalError("password of the database")

    monkeypatch.setattr(command, "receive_mail", away)
    assert run(dsn(), monkeypatch, "--recipient", mark) == 75


# --- LMTP --------------------------------------------------------------------------------------------


@pytest.fixture
def lmtp(monkeypatch: Any) -> Iterator[tuple[smtplib.LMTP, list[tuple[bytes, str]]]]:
    """A client of the LMTP server, and the mails that the server passed on."""
    taken: list[tuple[bytes, str]] = []

    def keep(raw: bytes, recipient: str) -> bool:
        taken.append((raw, recipient))
        return b"away" not in raw

    monkeypatch.setattr(command, "keep_apart", keep)
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(command.converse, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    with smtplib.LMTP("127.0.0.1", server.sockets[0].getsockname()[1]) as client:
        yield client, taken
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    server.close()
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()


def test_lmtp_takes_one_recipient_at_a_time_and_says_when_it_cannot_keep_a_mail(lmtp: Any) -> None:
    client, taken = lmtp
    client.sendmail("", "b-x.y@bounces.example", dsn())
    assert taken == [(dsn(), "b-x.y@bounces.example")]
    client.mail("")
    assert [client.rcpt(address)[0] for address in ("a@bounces.example", "b@bounces.example")] == [250, 452]
    assert client.data(b"Subject: away\r\n\r\naway")[0] == 451


def test_lmtp_keeps_what_it_was_given(mark: str) -> None:
    assert command.keep(dsn() + b"x" * READ_BYTES, mark, "lmtp", 2 * READ_BYTES)
    assert bounces() == [HARD]


# --- IMAP --------------------------------------------------------------------------------------------


def connect(mailbox: FakeMailbox) -> Any:
    def connected(url: str) -> imaplib.IMAP4:
        client = imaplib.IMAP4("127.0.0.1", mailbox.port, timeout=PATIENCE)
        client.state = "AUTH"
        return client

    return connected


def test_unread_mail_is_taken_in_moved_and_never_deleted(mark: str) -> None:
    mailbox = FakeMailbox({4: dsn(to=mark), 7: out_of_office(to=mark), 9: b"Subject: huh\r\n\r\n" + b"x" * 2_000_000})
    url = "imaps://bounces:secret@mail.example/Bounces?done=Verwerkt"
    assert poll_mailbox(url, connect(mailbox)) == 3
    assert poll_mailbox(url, connect(mailbox)) == 0
    assert bounces() == [HARD, ("automatic", "anna@example.org", "none")]
    assert list(QuarantinedMail.objects.values_list("source", "size")) == [("imap", 2_000_016)]
    assert mailbox.moved == {4: "Verwerkt", 7: "Verwerkt", 9: "Verwerkt"}
    assert mailbox.seen == {4, 7, 9}
    assert not any(word in " ".join(mailbox.commands).upper() for word in ("DELETED", "EXPUNGE", "COPY", "CLOSE"))
    mailbox.close()


def test_a_server_that_cannot_move_gets_mail_marked_as_read(mark: str) -> None:
    mailbox = FakeMailbox({1: dsn(to=mark)}, can_move=False)
    assert poll_mailbox("imaps://u:p@mail.example/INBOX?done=Klaar", connect(mailbox)) == 1
    assert (mailbox.seen, mailbox.moved, bounces()) == ({1}, {}, [HARD])
    mailbox.close()


def test_a_mail_that_fails_stays_unread_and_the_others_wait(mark: str, monkeypatch: Any) -> None:
    mailbox = FakeMailbox({1: dsn(to=mark), 2: dsn(to=mark)})

    def away(*args: Any, **kwargs: Any) -> str:
        raise OperationalError

    with monkeypatch.context() as patched:
        patched.setattr(imap, "receive_mail", away)
        with pytest.raises(OperationalError):
            poll_mailbox("imaps://u:p@mail.example/INBOX", connect(mailbox))
    assert mailbox.seen == set()
    assert poll_mailbox("imaps://u:p@mail.example/INBOX", connect(mailbox)) == 2
    mailbox.close()


def test_a_mailbox_that_does_not_answer_is_logged_without_its_password(settings: Any, caplog: Any) -> None:
    assert imap.poll_bounces() == 0
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    settings.BOUNCE_IMAP_URL = f"imaps://bounces:geheim@127.0.0.1:{port}/INBOX"
    assert imap.poll_bounces() == 0
    assert caplog.messages == ["the bounce mailbox could not be read: ConnectionRefusedError"]
