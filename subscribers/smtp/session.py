"""One conversation with a relay: letters one after the other, and of each exactly what became of it.

Where the server offers PIPELINING (RFC 2920) an envelope is one group of commands and rides behind the final dot of
the letter before. Content never leaves before the caller has said so, after the server asked for it.
"""

from collections import deque
from collections.abc import Callable
from typing import Any

from subscribers.models import State

from .capabilities import Manners
from .connection import Line
from .envelope import DATA, DOT, write_content, write_envelope
from .handshake import SECURE, Features, open_session
from .message import Event, Outcome, Parcel, judge, never_left, refused
from .relay import Relay
from .reply import Reply

UNKNOWN_PARAMETERS = (500, 501, 504, 555)  # RFC 5321 §4.1.1.11 and what servers say instead
TOO_LARGE = 552
OUT_OF_TURN = 503  # what servers say that want one command at a time


class Session:
    """``features`` is None until it is open. ``current``: the letter in hand; ``following``: the one behind."""

    def __init__(self, relay: Relay, family: int, address: Any, manners: Manners, now: float) -> None:
        self.relay, self.manners, self.now = relay, manners, now
        self.line = Line(relay, family, address)
        self.features: Features | None = None
        self.dialog = open_session(relay)
        next(self.dialog)
        self.is_securing = False
        self.current: Parcel | None = None
        self.following: Parcel | None = None
        self.asked: Parcel | None = None
        self.plain: Parcel | None = None
        self.expected: deque[tuple[Callable[[Parcel, Reply], list[Event]], Parcel]] = deque()
        self.trouble = ""
        self.has_grouped = False
        self.due_at = now + relay.timeout

    # --- what the caller asks -------------------------------------------------------------------
    @property
    def pipelines(self) -> bool:
        return self.manners.pipelining and "PIPELINING" in (self.features or {})

    @property
    def is_free(self) -> bool:
        """Ready for an envelope."""
        return self.features is not None and self.current is None and not self.line.ended and not self.trouble

    @property
    def is_waiting(self) -> bool:
        """For the server, who may not take longer than ``due_at``."""
        return self.features is None or bool(self.expected)

    def abilities(self) -> Features:
        """What the server can do; of one that promised extensions and refused them, only what costs no parameter."""
        assert self.features is not None
        if self.manners.parameters:
            return self.features
        return {name: value for name, value in self.features.items() if name == "PIPELINING"}

    def begin(self, parcel: Parcel) -> list[Event]:
        """Offer the envelope; an event at once when it cannot even be offered."""
        written = write_envelope(parcel.letter, self.abilities())
        if isinstance(written, Outcome):
            return [Event(parcel, written)]
        self.current, parcel.session = parcel, self
        if self.pipelines:
            self.expect_group(parcel)
            self.say(written.mail + written.rcpt + DATA)
        else:
            self.expected.append((self.on_mail, parcel))
            self.say(written.mail)
        return []

    def give(self, following: Parcel | None = None) -> list[Event]:
        """The content of the letter that was asked for; ``following`` rides behind (only where ``pipelines``)."""
        parcel, self.asked = self.asked, None
        assert parcel is not None
        content = write_content(parcel.letter, self.abilities())
        parcel.dot_at = self.line.queued + len(content) + len(DOT)
        self.expected.append((self.on_dot, parcel))
        self.due_at = self.now + 2 * self.relay.timeout
        if following is None:
            self.line.send(content, DOT)
            return []
        written = write_envelope(following.letter, self.abilities())
        if isinstance(written, Outcome):
            self.line.send(content, DOT)
            return [Event(following, written)]
        self.following, following.session = following, self
        self.expect_group(following)
        self.line.send(content, DOT + written.mail + written.rcpt + DATA)
        return []

    def expect_group(self, parcel: Parcel) -> None:
        self.expected.extend([(self.on_mail, parcel), (self.on_rcpt, parcel), (self.on_data, parcel)])

    def say(self, words: bytes) -> None:
        self.line.send(words)
        self.due_at = self.now + self.relay.timeout

    # --- what the server says -------------------------------------------------------------------
    def handle(self, now: float) -> list[Event]:
        """Read and write what can be; what became of letters, and which content is asked for."""
        self.now = now
        events: list[Event] = []
        was_securing = self.is_securing
        for reply in self.line.pump():
            if self.trouble:
                break
            events += self.on_reply(reply)
        if self.is_securing and not self.trouble:
            self.go_on_securing(was_securing)
        if self.trouble and not self.line.ended:
            self.line.ended = self.trouble
        return events

    def go_on_securing(self, has_begun: bool) -> None:
        """After all that came with the answer to STARTTLS was looked at: nothing said in the clear may count."""
        if not has_begun:
            self.line.secure()
        if self.line.is_open:
            self.is_securing = False
            self.converse(None)

    def on_reply(self, reply: Reply) -> list[Event]:
        if self.is_securing:
            self.trouble = "the mail server talked before the connection was safe"
            return []
        if self.features is None:
            self.converse(reply)
            return []
        if not self.expected:
            self.trouble = f"unasked: {reply.code} {reply.text}"[:300]  # often 421, on the way to hanging up
            return []
        step, parcel = self.expected.popleft()
        self.due_at = self.now + self.relay.timeout * (2 if self.expected and self.expected[0][0] == self.on_dot else 1)
        events = step(parcel, reply)
        if reply.code == 421:
            self.trouble = self.trouble or f"421 {reply.text}"[:300]
        return events

    def converse(self, reply: Reply | None) -> None:
        """The next step of opening."""
        try:
            words = self.dialog.send(reply)
        except StopIteration as ended:
            self.features = ended.value
        except ConnectionError as refusal:
            self.trouble = str(refusal)
        else:
            if words == SECURE:
                self.is_securing = True
            else:
                self.say(words)

    def on_mail(self, parcel: Parcel, reply: Reply) -> list[Event]:
        if 200 <= reply.code < 300:
            return self.next_step(parcel, self.on_rcpt)
        if self.is_too_fast(reply, parcel):
            return self.slow_down(parcel, reply)
        if reply.code in UNKNOWN_PARAMETERS and self.manners.parameters and self.plain is not parcel:
            self.plain = parcel
            parcel.refusal = never_left("relay-refused", reply)
        elif reply.code == TOO_LARGE:
            parcel.refusal = Outcome(State.FAILED, reply.code, reply.text, "too-large")
        else:  # the relay has something against us, or against now; no recipient is to blame
            parcel.refusal = never_left("relay-refused", reply)
        return self.after_refusal(parcel)

    def on_rcpt(self, parcel: Parcel, reply: Reply) -> list[Event]:
        if 200 <= reply.code < 300:
            return self.next_step(parcel, self.on_data)
        if self.is_too_fast(reply, parcel):
            return self.slow_down(parcel, reply)
        parcel.refusal = parcel.refusal or refused(reply)
        return self.after_refusal(parcel)

    def on_data(self, parcel: Parcel, reply: Reply) -> list[Event]:
        if reply.code == 354 and parcel.refusal:
            self.say(DOT)  # nobody is left to get it, so an empty message ends the transaction (RFC 2920 §3.1)
            self.expected.append((self.on_empty_dot, parcel))
            return []
        if reply.code == 354:
            self.manners.stood_a_group()
            self.has_grouped = True
            self.asked = parcel
            return [Event(parcel)]
        if self.is_too_fast(reply, parcel):
            return self.slow_down(parcel, reply)
        if 400 <= reply.code < 600:
            parcel.refusal = parcel.refusal or refused(reply)
            return self.refuse(parcel)
        parcel.refusal = parcel.refusal or never_left("no-connection", reply)
        self.trouble = f"the mail server answers out of turn: {reply.code} {reply.text}"[:300]
        return self.refuse(parcel)

    def on_dot(self, parcel: Parcel, reply: Reply) -> list[Event]:
        assert parcel.dot_at is not None
        early = self.line.written < parcel.dot_at
        if early or reply.code < 200 or 300 <= reply.code < 400:
            self.trouble = f"the mail server answers out of turn: {reply.code} {reply.text}"[:300]
        if reply.code < 400 and self.trouble:
            return self.done(parcel, Outcome(State.UNCERTAIN, reply.code, reply.text, "answered-out-of-turn"))
        if reply.code == 503 or reply.code < 200:
            self.trouble = self.trouble or f"{reply.code} {reply.text}"[:300]
        return self.done(parcel, judge(reply))

    def on_empty_dot(self, parcel: Parcel, reply: Reply) -> list[Event]:
        return self.refuse(parcel)

    def on_reset(self, parcel: Parcel, reply: Reply) -> list[Event]:
        return self.refuse(parcel)

    def give_up_waiting(self) -> None:
        """No answer in time. Amid a group that may be a lie about PIPELINING: no more groups for this relay."""
        self.trouble = "the mail server did not answer in time"
        if self.pipelines and self.expected and self.expected[0][0] != self.on_dot:
            self.manners.distrust()

    def is_too_fast(self, reply: Reply, parcel: Parcel) -> bool:
        """It says *bad sequence* to a command that was in its place: it promised PIPELINING and does not stand it."""
        return reply.code == OUT_OF_TURN and self.pipelines and not parcel.refusal

    def slow_down(self, parcel: Parcel, reply: Reply) -> list[Event]:
        """Hang up, as nobody knows which commands it heard; the letter goes again, one command at a time."""
        self.manners.distrust()
        self.trouble = f"the mail server takes no commands in groups: {reply.code} {reply.text}"[:300]
        return self.done(parcel, never_left("no-connection", reply))

    # --- steps ------------------------------------------------------------------------------------
    def next_step(self, parcel: Parcel, step: Callable[[Parcel, Reply], list[Event]]) -> list[Event]:
        """The next command, where it was not sent in a group already."""
        if not self.expected or self.expected[0][1] is not parcel:
            written = write_envelope(parcel.letter, self.abilities())
            assert not isinstance(written, Outcome)
            self.say(written.rcpt if step == self.on_rcpt else DATA)
            self.expected.append((step, parcel))
        return []

    def after_refusal(self, parcel: Parcel) -> list[Event]:
        """The rest of a group answers by itself; alone, the transaction is taken back."""
        if not self.expected or self.expected[0][1] is not parcel:
            self.say(b"RSET\r\n")
            self.expected.append((self.on_reset, parcel))
        return []

    def refuse(self, parcel: Parcel) -> list[Event]:
        """The transaction is over without content; once more without parameters when those were to blame."""
        assert parcel.refusal is not None
        if self.plain is parcel and self.manners.parameters and not self.trouble:
            self.manners.parameters = False
            parcel.refusal = None
            self.release(parcel)
            return self.begin(parcel)
        return self.done(parcel, parcel.refusal)

    def done(self, parcel: Parcel, outcome: Outcome) -> list[Event]:
        self.release(parcel)
        return [Event(parcel, outcome)]

    def release(self, parcel: Parcel) -> None:
        """``parcel`` is no longer here; the one behind moves up."""
        if self.current is parcel:
            self.current, self.following = self.following, None
        elif self.following is parcel:
            self.following = None

    def lose(self) -> list[Event]:
        """The connection is gone: what of its letters is certain, and what is not."""
        reason = self.trouble or self.line.ended
        if self.pipelines and self.expected and not self.has_grouped:
            self.manners.cut_a_group()
        held = [parcel for parcel in (self.current, self.following) if parcel]
        self.current = self.following = self.asked = None
        self.line.close()
        return [Event(parcel, self.fate(parcel, reason)) for parcel in held]

    def fate(self, parcel: Parcel, reason: str) -> Outcome:
        if parcel.dot_at is not None and self.line.written >= parcel.dot_at:
            return Outcome(State.UNCERTAIN, text=reason[:300], reason="lost-after-content")
        return parcel.refusal or never_left("no-connection", text=reason)
