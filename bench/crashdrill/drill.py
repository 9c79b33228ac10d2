"""The crash drill itself: workers and sink as processes, events at random moments, one table at the end."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from django.core.management import call_command
from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone
from django_q.models import OrmQ

from bench.recipients import address_of, make_issue_for
from bench.throwaway import CONNECTIONS, LEASE_SECONDS, ROOT, WORKERS
from newsletter.models import Delivery, Issue
from newsletter.send.controls import pause_issue, resume_issue
from newsletter.send.sending import tick
from subscribers.models import DomainHold, RelayState, State

LONGEST = 900.0  # seconds after the last event
PAUSE_SECONDS = 5.0  # a pause must have taken effect by then


class Drill:
    """``cut``: connections that were cut at a moment when a message may have been on them.

    ``is_busy``: the machine does other work too, so how soon a pause took effect is told and not judged.
    """

    def __init__(
        self, folder: Path, port: int, dice: random.Random, recipients: int, events: int, seconds: float
    ) -> None:
        self.folder, self.port, self.dice = folder, port, dice
        self.recipients, self.events, self.seconds = recipients, events, seconds
        self.latency = 1.5 * WORKERS * CONNECTIONS * events * seconds / recipients
        self.log, self.mode = folder / "taken", folder / "mode"
        self.happened: Counter[str] = Counter()
        self.cut = 0
        self.slowest_pause = 0.0
        self.is_busy = False
        self.workers: list[subprocess.Popen[bytes]] = []
        self.sink: subprocess.Popen[bytes] | None = None
        self.issue: Issue

    # --- the run --------------------------------------------------------------------------------
    def run(self) -> bool:
        call_command("migrate", verbosity=0)
        self.issue = make_issue_for(self.recipients)
        begun = time.monotonic()
        try:
            self.start_sink()
            self.keep_working()
            self.play()
            self.finish()
        finally:
            for process in [*self.workers, self.sink]:
                if process:
                    process.kill()
                    process.wait()
        return self.report(time.monotonic() - begun)

    def play(self) -> None:
        acts: dict[str, Callable[[], None]] = {
            "worker killed": self.kill_worker,
            "worker stopped past its lease": self.stop_worker,
            "database connections cut": self.cut_database,
            "mail server killed": self.kill_sink,
            "mail server answers 4xx": self.busy_sink,
            "queue emptied": self.empty_queue,
            "tick twice at once": self.tick_twice,
            "paused and resumed": self.pause,
        }
        deck = list(acts) * (self.events // len(acts)) + self.dice.sample(list(acts), self.events % len(acts))
        self.dice.shuffle(deck)
        for name in deck:
            self.live(self.dice.uniform(0.5, 1.5) * self.seconds)
            if not self.is_flowing():
                break
            print(f"  {name}", flush=True)
            acts[name]()
            self.happened[name] += 1

    def live(self, seconds: float) -> None:
        """Time passes: dead processes come back, and the tick ticks."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.keep_working()
            try:
                self.hurry()
                tick(timezone.now())
            except OperationalError as error:  # as the real tick: the next one tries again
                print(f"  tick: {error}", flush=True)
                connection.close()
            time.sleep(min(1.0, max(0.0, until - time.monotonic())))

    def is_flowing(self) -> bool:
        """Wait for a moment in which messages are taken; False when the issue has ended."""
        while self.is_going():
            taken = self.taken()
            self.live(0.1)
            if self.taken() > taken:
                return True
        return False

    def is_going(self) -> bool:
        return Issue.objects.get(pk=self.issue.pk).state != Issue.State.SENT

    def hurry(self) -> None:
        """What a person would wait minutes for is due now."""
        Delivery.objects.filter(state=State.DEFERRED).update(next_try_at=timezone.now())
        DomainHold.objects.update(held_until=None)
        RelayState.objects.update(open_until=None)

    def finish(self) -> None:
        until = time.monotonic() + LONGEST
        while self.is_going() and time.monotonic() < until:
            self.live(1)

    # --- processes ------------------------------------------------------------------------------
    def start_sink(self) -> None:
        command = [
            sys.executable,
            "bench/countsink.py",
            str(self.port),
            str(self.log),
            str(self.mode),
            str(self.latency),
        ]
        self.sink = subprocess.Popen(command, cwd=ROOT)

    def keep_working(self) -> None:
        """As a supervisor does: what died is started again."""
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        while len(self.workers) < WORKERS:
            self.workers.append(subprocess.Popen([sys.executable, "-m", "bench.crashdrill.worker"], cwd=ROOT))
        if self.sink is None or self.sink.poll() is not None:
            self.start_sink()

    # --- events ---------------------------------------------------------------------------------
    def kill_worker(self) -> None:
        self.dice.choice(self.workers).kill()
        self.cut += CONNECTIONS

    def stop_worker(self) -> None:
        """Woken by a clock of its own: on SQLite it may hold the lock that all others wait for, us included."""
        worker = self.dice.choice(self.workers)
        os.kill(worker.pid, signal.SIGSTOP)
        waking = threading.Timer(LEASE_SECONDS + 2, os.kill, (worker.pid, signal.SIGCONT))
        waking.start()
        self.live(LEASE_SECONDS + 2)
        waking.join()

    def cut_database(self) -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        else:
            with transaction.atomic():  # IMMEDIATE: nobody else writes meanwhile
                time.sleep(2)

    def kill_sink(self) -> None:
        assert self.sink
        self.sink.kill()
        self.sink.wait()
        self.cut += WORKERS * CONNECTIONS
        time.sleep(self.dice.uniform(0, 1))

    def busy_sink(self) -> None:
        self.mode.write_text("later")
        self.live(1)
        self.mode.unlink()

    def empty_queue(self) -> None:
        OrmQ.objects.all().delete()

    def tick_twice(self) -> None:
        def once() -> None:
            tick(timezone.now())
            connections.close_all()

        threads = [threading.Thread(target=once) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def pause(self) -> None:
        """Also measured: how long the sink still took messages."""
        issue = Issue.objects.get(pk=self.issue.pk)
        if issue.state != Issue.State.SENDING:
            return
        pause_issue(issue, by=None)
        paused, last, taken = time.monotonic(), time.monotonic(), self.taken()
        while time.monotonic() < paused + PAUSE_SECONDS + 1:
            time.sleep(0.05)
            if (now := self.taken()) != taken:
                taken, last = now, time.monotonic()
        self.slowest_pause = max(self.slowest_pause, last - paused)
        resume_issue(issue, by=None)

    def taken(self) -> int:
        return self.log.stat().st_size if self.log.exists() else 0

    def reasons(self) -> str:
        """Why: a lease ran out (no words), or what its own worker said."""
        rows = Delivery.objects.filter(issue=self.issue, state=State.UNCERTAIN)
        counts = Counter(rows.values_list("reason", "smtp_text"))
        return ", ".join(f"{' '.join(words).strip()} {times}×" for words, times in sorted(counts.items())) or "none"

    # --- the count ------------------------------------------------------------------------------
    def report(self, seconds: float) -> bool:
        """Print the table; True when every promise held."""
        got = Counter(self.log.read_text().split())
        rows = {row.email: row.state for row in Delivery.objects.filter(issue=self.issue).only("email", "state")}
        expected = [address_of(number) for number in range(self.recipients)]
        uncertain = [email for email, state in rows.items() if state == State.UNCERTAIN]
        counts = Delivery.objects.filter(issue=self.issue).counts()
        lost = [email for email in expected if not got[email] and rows.get(email) != State.UNCERTAIN]
        doubled = [email for email in expected if got[email] > 1]
        untrue = [email for email in expected if got[email] and rows.get(email) not in (State.SENT, State.UNCERTAIN)]
        events = ", ".join(f"{name} {times}×" for name, times in sorted(self.happened.items()))
        state = Issue.objects.get(pk=self.issue.pk).state
        lines = [
            ("events", f"{sum(self.happened.values())}: {events}"),
            ("taken by the mail server", f"{sum(got.values()):,} for {len(got):,} addresses in {seconds:.0f} s"),
            ("lost", len(lost)),
            ("doubled", len(doubled)),
            ("uncertain", f"{len(uncertain)} of at most {self.cut} ({sum(1 for e in uncertain if got[e])} were taken)"),
            ("uncertain by reason", self.reasons()),
            ("taken, but our rows deny it", len(untrue)),
            ("states", ", ".join(f"{state} {count:,}" for state, count in counts.items() if count)),
            ("add up to", f"{sum(counts.values()):,} of {self.recipients:,}; issue {state}"),
            ("last message after a pause", f"{self.slowest_pause:.1f} s"),
        ]  # fmt: skip
        for name, value in lines:
            print(f"  {name:28} {value}")
        held = not lost and not doubled and not untrue and len(uncertain) <= self.cut
        held = held and sum(counts.values()) == self.recipients == counts[State.SENT] + counts[State.UNCERTAIN]
        held = held and (self.is_busy or self.slowest_pause < PAUSE_SECONDS)
        held = held and sum(self.happened.values()) == self.events
        print(f"  {'every promise held' if held else 'A PROMISE WAS BROKEN'}", flush=True)
        return held
