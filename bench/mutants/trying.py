"""One pytest session that has everything loaded and collected, and forks: first to learn which test runs which line,
then once for each slip, which runs the tests of its line until one fails.

A fork has a copy of the test database (SQLite; a few milliseconds) and ends without tidying up. Whoever crashes or
takes far too long has seen the slip as well.
"""

import importlib
import os
import pickle
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import coverage
import hypothesis
import pytest
from django.conf import settings
from django.db import connections

from bench.mutants.applying import put_in
from bench.mutants.making import ROOT, Mutant, module_name

CPU_SECONDS, PATIENCE_SECONDS = 120, 1800  # of a fork that runs in circles; of one that waits for ever
UNABLE = 3  # how a fork ends that could not begin
MOST_TESTS = 150  # of a line that half the suite runs, the nearest
WARM = "tests/config/test_mutants.py"  # its test with a database has what a session makes once made, before any fork

Lines = dict[tuple[str, int], set[str]]


class Trying:
    """The plugin; afterwards ``verdicts`` says per slip which test saw it, or ``SURVIVED`` or ``UNTESTED``."""

    def __init__(self, mutants: list[tuple[Mutant, str]], jobs: int) -> None:
        self.mutants, self.jobs = mutants, jobs
        self.verdicts: dict[Mutant, str] = {}
        self.anew: list[tuple[Mutant, str]] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        hypothesis.settings.register_profile("mutants", hypothesis.settings(), database=None, derandomize=True)
        hypothesis.settings.load_profile("mutants")
        items = [item for item in session.items if not item.nodeid.startswith(WARM)]
        for mutant, _ in self.mutants:  # also what Django loads at the first request: a slip needs what is there
            importlib.import_module(module_name(mutant.path))
        self.warm_up(session, items[0])
        begun = time.monotonic()
        lines = self.learn(session, items)
        say(f"{len(items)} tests, {len(lines)} lines that they run ({time.monotonic() - begun:.0f} s)")
        self.try_all(session, items, lines)
        return True

    def warm_up(self, session: pytest.Session, following: pytest.Item) -> None:
        for item in session.items:
            if item.nodeid.startswith(WARM) and item.get_closest_marker("django_db"):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        connections.close_all()

    def learn(self, session: pytest.Session, items: list[pytest.Item]) -> Lines:
        """Which tests run which line."""
        files = sorted({item.nodeid.partition("::")[0] for item in items})
        paths = [str(ROOT / path) for path in {mutant.path for mutant, _ in self.mutants}]
        lines: Lines = {}

        def trace(part: int) -> Lines:
            mine = {name for number, name in enumerate(files) if number % parts == part}
            return trace_tests(session, [item for item in items if item.nodeid.partition("::")[0] in mine], paths)

        parts = self.jobs * 8
        for _, found in in_forks([(part, partial(trace, part)) for part in range(parts)], self.jobs, None):
            for place, tests in (found or {}).items():
                lines.setdefault(place, set()).update(tests)
        return lines

    def try_all(self, session: pytest.Session, items: list[pytest.Item], lines: Lines) -> None:
        by_name = {item.nodeid: item for item in items}
        counted: dict[str, int] = {}
        for tests in lines.values():
            for test in tests:
                counted[test] = counted.get(test, 0) + 1
        calls: list[tuple[Mutant, Callable[[], Any]]] = []
        for mutant, text in self.mutants:
            if not mutant.live:
                self.anew.append((mutant, text))
                continue
            names = nearest(mutant, tests_of(mutant, lines), counted)
            chosen = [by_name[name] for name in names]
            if chosen:
                calls.append((mutant, partial(try_one, session, mutant, text, chosen)))
            else:
                self.verdicts[mutant] = "UNTESTED"
        texts = dict(self.mutants)
        for mutant, verdict in in_forks(calls, self.jobs, PATIENCE_SECONDS):
            self.verdicts[mutant] = verdict or "it crashed or took too long"
            if verdict == "ANEW":
                self.anew.append((mutant, texts[mutant]))
            elif verdict == "SURVIVED":
                say(f"survived: {mutant}")


def say(text: str) -> None:
    print(text, file=sys.__stderr__, flush=True)


def tests_of(mutant: Mutant, lines: Lines) -> set[str]:
    """Those that run its line; of a line in the middle of a statement, those of the nearest before it that is known."""
    for line in range(mutant.line, max(0, mutant.line - 10), -1):
        if tests := lines.get((mutant.path, line)):
            return tests
    return set()


def nearest(mutant: Mutant, tests: Iterable[str], counted: dict[str, int]) -> list[str]:
    """Of its own room first, and those that run little else."""
    folder = f"tests/{Path(mutant.path).parent}"
    ranked = sorted(tests, key=lambda test: (not test.startswith(folder), counted[test], test))
    return ranked[:MOST_TESTS]


def try_one(session: pytest.Session, mutant: Mutant, text: str, items: list[pytest.Item]) -> str:
    if not put_in(ROOT / mutant.path, text):
        return "ANEW"
    resource.setrlimit(
        resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS)
    )  # not by the clock: a busy machine kills nothing
    items.sort(key=is_transactional)
    return next((test for test, holds in run(session, items) if not holds()), "SURVIVED")


def is_transactional(item: pytest.Item) -> bool:
    """Such a test empties every table when it ends."""
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in getattr(item, "fixturenames", ())


def run(session: pytest.Session, items: list[pytest.Item]) -> Iterator[tuple[str, Callable[[], bool]]]:
    """The name of each test and how to run it, which says whether it held."""
    for item, following in zip(items, [*items[1:], None], strict=True):

        def holds(item: pytest.Item = item, following: pytest.Item | None = following) -> bool:
            failed = session.testsfailed
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            return session.testsfailed == failed

        yield item.nodeid, holds


def trace_tests(session: pytest.Session, items: list[pytest.Item], paths: list[str]) -> Lines:
    tracer = coverage.Coverage(data_file=None, include=paths, config_file=False)
    tracer.start()
    failed = set()
    for test, holds in run(session, items):
        tracer.switch_context(test)
        if not holds():
            failed.add(test)
            say(f"fails without any slip, so it judges none: {test}")
    tracer.stop()
    data = tracer.get_data()
    return {
        (str(Path(path).relative_to(ROOT)), line): set(tests) - failed - {""}
        for path in data.measured_files()
        for line, tests in data.contexts_by_lineno(path).items()
    }


def in_forks(
    calls: Iterable[tuple[Any, Callable[[], Any]]], jobs: int, patience: int | None
) -> Iterable[tuple[Any, Any]]:
    """What each call returned (None for one that ended otherwise), ``jobs`` at a time, in the order they end."""
    waiting = list(reversed(list(calls)))
    running: dict[int, tuple[Any, Path, float]] = {}
    while waiting or running:
        while waiting and len(running) < jobs:
            key, call = waiting.pop()
            folder = Path(tempfile.mkdtemp())
            running[fork(call, folder)] = key, folder, time.monotonic()
        pid, ended = os.waitpid(-1, os.WNOHANG)
        if not pid:
            time.sleep(0.02)
            for late, (_, _, begun) in running.items():
                if patience and time.monotonic() - begun > patience:
                    os.killpg(late, signal.SIGKILL)
            continue
        if pid in running:
            key, folder, _ = running.pop(pid)
            if os.waitstatus_to_exitcode(ended) == UNABLE:
                raise RuntimeError(f"nothing could be tried of {key}")
            answer = folder / "answer"
            yield key, pickle.loads(answer.read_bytes()) if answer.exists() else None
            shutil.rmtree(folder, ignore_errors=True)


def fork(call: Callable[[], Any], folder: Path) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = UNABLE
    try:
        os.setpgid(0, 0)
        own_database(folder)
        code = 0
        answer = pickle.dumps(call())
        (folder / "writing").write_bytes(answer)
        (folder / "writing").rename(folder / "answer")
    except BaseException:  # noqa: BLE001 - whatever it is, this copy of the session ends here
        traceback.print_exc(file=sys.__stderr__)
    finally:
        os._exit(code)


def own_database(folder: Path) -> None:
    now = connections["default"].settings_dict
    mine = shutil.copy(now["NAME"], folder / "db.sqlite3")
    now["NAME"] = settings.DATABASES["default"]["NAME"] = str(mine)
