"""All connections of one process, over one or more relays, driven by one selector."""

import selectors
import time
from collections.abc import Iterable

from .message import Event, Outcome, Parcel
from .pooled_relay import Lane
from .session import Session

GOODBYE_SECONDS = 0.5
WENT_DOWN = ("no-connection", "lost-after-content")
LOOK_ROUND_SECONDS = 0.5  # between looks for servers that answer too slowly


class Fleet:
    """Opens what it needs, spreads it over the relays by weight, and leaves broken relays alone."""

    def __init__(self, lanes: Iterable[Lane]) -> None:
        self.lanes = list(lanes)
        self.selector = selectors.DefaultSelector()
        self.sessions: dict[Session, Lane] = {}
        self.interests: dict[Session, int] = {}
        self.now = self.looked_at = time.monotonic()

    # --- connections ----------------------------------------------------------------------------
    def grow(self, wanted: int) -> None:
        """Have ``wanted`` connections, as far as the relays allow."""
        self.now = time.monotonic()
        while len(self.sessions) < wanted and (lane := self.choose_lane()):
            try:
                session = lane.open(self.now)
            except OSError as error:
                lane.health.bad(f"{lane.relay.name}: {error}", self.now)
                continue
            self.sessions[session] = lane
            self.watch(session)

    def choose_lane(self) -> Lane | None:
        """The relay that is furthest below its share."""
        counts = {id(lane): 0 for lane in self.lanes}
        for lane in self.sessions.values():
            counts[id(lane)] += 1
        open_ones = [lane for lane in self.lanes if lane.may_open(counts[id(lane)], self.now)]
        return min(open_ones, key=lambda lane: (counts[id(lane)] + 1) / lane.relay.weight, default=None)

    @property
    def is_ready(self) -> bool:
        """At least one session is open."""
        return any(session.features is not None and not session.line.ended for session in self.sessions)

    @property
    def is_dead(self) -> bool:
        """No connection that may be used, and no relay to open one to now."""
        return self.choose_lane() is None and not any(map(self.may_begin, self.sessions))

    def blame_silent(self) -> None:
        """Who was called and never said a word counts as down, also when we may not wait until the timeout."""
        for session, lane in self.sessions.items():
            if session.features is None:
                lane.health.bad("the mail server did not answer in time", self.now)

    def may_begin(self, session: Session) -> bool:
        """Its relay is not being left alone."""
        return self.sessions[session].health.rests_until <= self.now

    def free(self) -> list[Session]:
        """Sessions that could take an envelope now."""
        return [session for session in self.sessions if session.is_free and self.may_begin(session)]

    def parcels(self) -> int:
        """How many letters are under way."""
        return sum((s.current is not None) + (s.following is not None) for s in self.sessions)

    # --- letters --------------------------------------------------------------------------------
    def begin(self, session: Session, parcel: Parcel) -> list[Event]:
        session.now = self.now
        return self.noted(session, session.begin(parcel))

    def give(self, parcel: Parcel, following: Parcel | None) -> list[Event]:
        """Write the content that was asked for."""
        session: Session = parcel.session
        session.now = self.now
        return self.noted(session, session.give(following))

    def abandon(self, parcel: Parcel) -> list[Event]:
        """Hang up instead of giving the content: the only way left not to send it."""
        session: Session = parcel.session
        del self.sessions[session]
        self.forget(session)
        session.line.ended = "taken back"
        return session.lose()

    def wait(self, seconds: float) -> list[Event]:
        """Let the network work for at most ``seconds``; what happened."""
        if any(session.line.ended for session in self.sessions):
            seconds = 0
        ready = self.selector.select(seconds)
        self.now = time.monotonic()
        events: list[Event] = []
        for key, _ in ready:
            events += self.attend(key.data)
        events += self.look_round()
        return events

    def attend(self, session: Session) -> list[Event]:
        """One session that has something to do."""
        if session not in self.sessions:
            return []
        events = self.noted(session, session.handle(self.now))
        if session.line.ended:
            return events + self.lose(session)
        self.watch(session)
        return events

    def look_round(self) -> list[Event]:
        """Sessions that ended while we wrote, changed what they wait for, or wait too long."""
        events: list[Event] = []
        hurried = self.now - self.looked_at < LOOK_ROUND_SECONDS
        if not hurried:
            self.looked_at = self.now
        for session in list(self.sessions):
            if session.line.ended:
                events += self.attend(session)
            elif not hurried and session.is_waiting and self.now > session.due_at:
                session.give_up_waiting()
                events += self.lose(session)
            else:
                self.watch(session)
        return events

    def lose(self, session: Session) -> list[Event]:
        """A session is over; its relay is to blame when it never opened or took a letter down with it."""
        lane = self.sessions.pop(session)
        self.forget(session)
        reason, events = session.trouble or session.line.ended, session.lose()
        if session.features is None or any(event.outcome and event.outcome.reason in WENT_DOWN for event in events):
            lane.health.bad(reason, self.now)
            lane.turn += session.features is None
        return self.noted_by(lane, events)

    def give_up(self) -> list[Event]:
        """Hang up on every letter that is still under way."""
        events: list[Event] = []
        for session in [one for one in self.sessions if one.current]:
            session.trouble = session.trouble or "we stopped waiting"
            events += self.lose(session)
        return events

    def noted(self, session: Session, events: list[Event]) -> list[Event]:
        return self.noted_by(self.sessions[session], events)

    def noted_by(self, lane: Lane, events: list[Event]) -> list[Event]:
        for event in events:
            if isinstance(event.outcome, Outcome):
                lane.note(event.outcome, self.now)
        return events

    # --- selector -------------------------------------------------------------------------------
    def watch(self, session: Session) -> None:
        interest = session.line.interest
        known = self.interests.get(session)
        if known is None:
            self.selector.register(session.line.fd, interest, session)
        elif known != interest:
            self.selector.modify(session.line.fd, interest, session)
        self.interests[session] = interest

    def forget(self, session: Session) -> None:
        if self.interests.pop(session, None) is not None:
            self.selector.unregister(session.line.fd)

    def close(self) -> None:
        """QUIT where that is possible, and a moment for the answers."""
        leaving = [session for session in self.sessions if session.is_free]
        for session in leaving:
            session.line.send(b"QUIT\r\n")
        until = time.monotonic() + GOODBYE_SECONDS
        while any(not s.line.ended for s in leaving) and (left := until - time.monotonic()) > 0:
            for key, _ in self.selector.select(left):
                key.data.line.pump()
                if key.data.line.ended:
                    self.forget(key.data)
        for session in list(self.sessions):
            self.forget(session)
            session.line.close()
        self.sessions.clear()
        self.selector.close()
