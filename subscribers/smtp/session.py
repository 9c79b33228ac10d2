"""One SMTP session: mails one after the other, and the outcome of each.

Where the server offers PIPELINING (RFC 2920) an envelope is one group of commands and goes right behind the final
dot of the mail before. Content is sent only when the caller says so, after the server asked for it.
"""

from collections import deque
from collections.abc import Callable
from typing import Any

from .capabilities import Capabilities
from .connection import Connection
from .envelope import DATA, DOT, write_content, write_envelope
from .handshake import START_TLS, Extensions, open_session
from .outcome import Outcome, Result, not_sent, outcome_of, refused
from .relay import Relay
from .reply import Reply
from .transaction import Event, MailTransaction

UNKNOWN_PARAMETERS = (500, 501, 504, 555)  # RFC 5321 §4.1.1.11 and what servers say instead
TOO_LARGE = 552
OUT_OF_TURN = 503  # what servers say that want one command at a time


class Session:
    """``extensions`` is None until it is open. ``current``: the mail under way; ``following``: the one right behind it.

    ``awaiting_content``: the mail whose content the server asked for. ``retry``: the mail whose parameters were
    refused, to be tried without. ``expected``: which replies come next, and about which mail.
    """

    def __init__(self, relay: Relay, family: int, address: Any, capabilities: Capabilities, now: float) -> None:
        self.relay, self.capabilities, self.now = relay, capabilities, now
        self.connection = Connection(relay, family, address)
        self.extensions: Extensions | None = None
        self.opening = open_session(relay)
        next(self.opening)
        self.is_starting_tls = False
        self.current: MailTransaction | None = None
        self.following: MailTransaction | None = None
        self.awaiting_content: MailTransaction | None = None
        self.retry: MailTransaction | None = None
        self.expected: deque[tuple[Callable[[MailTransaction, Reply], list[Event]], MailTransaction]] = deque()
        self.error = ""
        self.has_pipelined = False
        self.due_at = now + relay.timeout

    # --- for the pool ---------------------------------------------------------------------------
    @property
    def pipelines(self) -> bool:
        return self.capabilities.pipelining and "PIPELINING" in (self.extensions or {})

    @property
    def is_free(self) -> bool:
        """Ready for an envelope."""
        return self.extensions is not None and self.current is None and not self.connection.ended and not self.error

    @property
    def is_waiting(self) -> bool:
        """For the server, who may not take longer than ``due_at``."""
        return self.extensions is None or bool(self.expected)

    def usable_extensions(self) -> Extensions:
        """What EHLO offered; of a server that then refused parameters, only what needs none."""
        assert self.extensions is not None
        if self.capabilities.parameters:
            return self.extensions
        return {name: value for name, value in self.extensions.items() if name == "PIPELINING"}

    def begin(self, transaction: MailTransaction) -> list[Event]:
        """Offer the envelope; an event at once when it cannot even be offered."""
        written = write_envelope(transaction.mail, self.usable_extensions())
        if isinstance(written, Outcome):
            return [Event(transaction, written)]
        self.current, transaction.session = transaction, self
        if self.pipelines:
            self.expect_group_replies(transaction)
            self.send_command(written.mail_from + written.rcpt_to + DATA)
        else:
            self.expected.append((self.on_mail, transaction))
            self.send_command(written.mail_from)
        return []

    def send_content(self, following: MailTransaction | None = None) -> list[Event]:
        """The content that was asked for; behind it, only where ``pipelines``, the envelope of ``following``."""
        transaction, self.awaiting_content = self.awaiting_content, None
        assert transaction is not None
        content = write_content(transaction.mail, self.usable_extensions())
        transaction.dot_at = self.connection.queued + len(content) + len(DOT)
        self.expected.append((self.on_dot, transaction))
        self.due_at = self.now + 2 * self.relay.timeout
        if following is None:
            self.connection.send(content, DOT)
            return []
        written = write_envelope(following.mail, self.usable_extensions())
        if isinstance(written, Outcome):
            self.connection.send(content, DOT)
            return [Event(following, written)]
        self.following, following.session = following, self
        self.expect_group_replies(following)
        self.connection.send(content, DOT + written.mail_from + written.rcpt_to + DATA)
        return []

    def expect_group_replies(self, transaction: MailTransaction) -> None:
        self.expected.extend([(self.on_mail, transaction), (self.on_rcpt, transaction), (self.on_data, transaction)])

    def send_command(self, words: bytes) -> None:
        self.connection.send(words)
        self.due_at = self.now + self.relay.timeout

    # --- replies --------------------------------------------------------------------------------
    def handle(self, now: float) -> list[Event]:
        """Read and write what is possible; what became of mails, and which content is asked for."""
        self.now = now
        events: list[Event] = []
        was_starting = self.is_starting_tls
        for reply in self.connection.transfer():
            if self.error:
                break
            events += self.on_reply(reply)
        if self.is_starting_tls and not self.error:
            self.continue_tls(was_starting)
        if self.error and not self.connection.ended:
            self.connection.ended = self.error
        return events

    def continue_tls(self, has_begun: bool) -> None:
        """After everything that came with the reply to STARTTLS was looked at: nothing said in the clear may count."""
        if not has_begun:
            self.connection.start_tls()
        if self.connection.is_open:
            self.is_starting_tls = False
            self.continue_opening(None)

    def on_reply(self, reply: Reply) -> list[Event]:
        if self.is_starting_tls:
            self.error = "the mail server talked before the connection was safe"
            return []
        if self.extensions is None:
            self.continue_opening(reply)
            return []
        if not self.expected:
            self.error = f"unasked: {reply.code} {reply.text}"[:300]  # often 421, on the way to hanging up
            return []
        step, transaction = self.expected.popleft()
        self.due_at = self.now + self.relay.timeout * (2 if self.expected and self.expected[0][0] == self.on_dot else 1)
        events = step(transaction, reply)
        if reply.ends_session:
            self.error = self.error or f"421 {reply.text}"[:300]
        return events

    def continue_opening(self, reply: Reply | None) -> None:
        """The next command that opens the session, or the end of it."""
        try:
            words = self.opening.send(reply)
        except StopIteration as ended:
            self.extensions = ended.value
        except ConnectionError as refusal:
            self.error = str(refusal)
        else:
            if words == START_TLS:
                self.is_starting_tls = True
            else:
                self.send_command(words)

    def on_mail(self, transaction: MailTransaction, reply: Reply) -> list[Event]:
        if 200 <= reply.code < 300:
            return self.next_step(transaction, self.on_rcpt)
        if self.rejects_group(reply, transaction):
            return self.stop_pipelining(transaction, reply)
        if reply.code in UNKNOWN_PARAMETERS and self.capabilities.parameters and self.retry is not transaction:
            self.retry = transaction
            transaction.refusal = not_sent("relay-refused", reply)
        elif reply.code == TOO_LARGE:
            transaction.refusal = Outcome(Result.REFUSED, reply.code, reply.text, "too-large")
        else:  # about the sender, or about now; no recipient is to blame
            transaction.refusal = not_sent("relay-refused", reply)
        return self.after_refusal(transaction)

    def on_rcpt(self, transaction: MailTransaction, reply: Reply) -> list[Event]:
        if 200 <= reply.code < 300:
            return self.next_step(transaction, self.on_data)
        if self.rejects_group(reply, transaction):
            return self.stop_pipelining(transaction, reply)
        transaction.refusal = transaction.refusal or refused(reply)
        return self.after_refusal(transaction)

    def on_data(self, transaction: MailTransaction, reply: Reply) -> list[Event]:
        if reply.code == 354 and transaction.refusal:
            self.send_command(DOT)  # nobody is left to get it, so an empty message ends the transaction (RFC 2920 §3.1)
            self.expected.append((self.on_empty_dot, transaction))
            return []
        if reply.code == 354:
            self.capabilities.record_answered_group()
            self.has_pipelined = True
            self.awaiting_content = transaction
            return [Event(transaction)]
        if self.rejects_group(reply, transaction):
            return self.stop_pipelining(transaction, reply)
        if 400 <= reply.code < 600:
            transaction.refusal = transaction.refusal or refused(reply)
            return self.refuse(transaction)
        transaction.refusal = transaction.refusal or not_sent("no-connection", reply)
        self.error = f"the mail server answers out of turn: {reply.code} {reply.text}"[:300]
        return self.refuse(transaction)

    def on_dot(self, transaction: MailTransaction, reply: Reply) -> list[Event]:
        assert transaction.dot_at is not None
        is_early = self.connection.written < transaction.dot_at
        if is_early or reply.code < 200 or 300 <= reply.code < 400:
            self.error = f"the mail server answers out of turn: {reply.code} {reply.text}"[:300]
        if reply.code < 400 and self.error:
            return self.done(transaction, Outcome(Result.UNCERTAIN, reply.code, reply.text, "answered-out-of-turn"))
        if reply.code == 503 or reply.code < 200:
            self.error = self.error or f"{reply.code} {reply.text}"[:300]
        return self.done(transaction, outcome_of(reply))

    def on_empty_dot(self, transaction: MailTransaction, reply: Reply) -> list[Event]:
        return self.refuse(transaction)

    def on_reset(self, transaction: MailTransaction, reply: Reply) -> list[Event]:
        return self.refuse(transaction)

    def time_out(self) -> None:
        """No reply in time. Amid a group the server may have dropped commands: no more groups for this relay."""
        self.error = "the mail server did not answer in time"
        if self.pipelines and self.expected and self.expected[0][0] != self.on_dot:
            self.capabilities.disable_pipelining()

    def rejects_group(self, reply: Reply, transaction: MailTransaction) -> bool:
        """It says *bad sequence* to a command that was in its place: it offers PIPELINING and cannot do it."""
        return reply.code == OUT_OF_TURN and self.pipelines and not transaction.refusal

    def stop_pipelining(self, transaction: MailTransaction, reply: Reply) -> list[Event]:
        """Hang up, as nobody knows which commands it read; the mail goes again, one command at a time."""
        self.capabilities.disable_pipelining()
        self.error = f"the mail server takes no commands in groups: {reply.code} {reply.text}"[:300]
        return self.done(transaction, not_sent("no-connection", reply))

    # --- steps ------------------------------------------------------------------------------------
    def next_step(
        self, transaction: MailTransaction, step: Callable[[MailTransaction, Reply], list[Event]]
    ) -> list[Event]:
        """The next command, where it was not sent in a group already."""
        if not self.expected or self.expected[0][1] is not transaction:
            written = write_envelope(transaction.mail, self.usable_extensions())
            assert not isinstance(written, Outcome)
            self.send_command(written.rcpt_to if step == self.on_rcpt else DATA)
            self.expected.append((step, transaction))
        return []

    def after_refusal(self, transaction: MailTransaction) -> list[Event]:
        """The rest of a group gets its replies anyway; without a group the transaction is reset."""
        if not self.expected or self.expected[0][1] is not transaction:
            self.send_command(b"RSET\r\n")
            self.expected.append((self.on_reset, transaction))
        return []

    def refuse(self, transaction: MailTransaction) -> list[Event]:
        """The transaction is over without content; once more without parameters when those were to blame."""
        assert transaction.refusal is not None
        if self.retry is transaction and self.capabilities.parameters and not self.error:
            self.capabilities.parameters = False
            transaction.refusal = None
            self.release(transaction)
            return self.begin(transaction)
        return self.done(transaction, transaction.refusal)

    def done(self, transaction: MailTransaction, outcome: Outcome) -> list[Event]:
        self.release(transaction)
        return [Event(transaction, outcome)]

    def release(self, transaction: MailTransaction) -> None:
        """``transaction`` is no longer here; the one behind moves up."""
        if self.current is transaction:
            self.current, self.following = self.following, None
        elif self.following is transaction:
            self.following = None

    def lose(self) -> list[Event]:
        """The connection is gone: what of its mails is certain, and what is not."""
        reason = self.error or self.connection.ended
        if self.pipelines and self.expected and not self.has_pipelined:
            self.capabilities.record_lost_group()
        held = [transaction for transaction in (self.current, self.following) if transaction]
        self.current = self.following = self.awaiting_content = None
        self.connection.close()
        return [Event(transaction, self.outcome_of_lost(transaction, reason)) for transaction in held]

    def outcome_of_lost(self, transaction: MailTransaction, reason: str) -> Outcome:
        if transaction.dot_at is not None and self.connection.written >= transaction.dot_at:
            return Outcome(Result.UNCERTAIN, text=reason[:300], reason="lost-after-content")
        return transaction.refusal or not_sent("no-connection", text=reason)
