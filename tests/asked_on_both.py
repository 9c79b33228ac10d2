"""Plugin for a whole run: what tests marked ``once`` ask of a database is asked by tests that run on both as well.

Statements are compared as families: their kind and the words in them, whatever the order, the values and how many there
are; of writes the table. One that only tests marked ``once`` ask ends the run as failed, and is named: take the mark
from one test that asks it, or have a test ask it on both. ``.ci/suite`` loads this where the whole suite runs.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

WORDS = re.compile(r"[A-Za-z_]\w*(?:\.\w+)?")
ENDS = ("SAVEPOINT", "RELEASE", "ROLLBACK")
WRITES = {"INSERT": "INTO", "UPDATE": "UPDATE"}  # after which word its table stands
OUTPUT = "asked_of_database"


class Asked:
    """Statements by whether a test that runs on both asked them; of the others the test that did first."""

    def __init__(self) -> None:
        self.on_both: set[str] = set()
        self.once: dict[str, str] = {}
        self.test, self.is_once = "", False

    def note(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not self.test:
            pass
        elif not self.is_once:
            self.on_both.add(sql)
        elif sql not in self.once:
            self.once[sql] = self.test
        return execute(sql, params, many, context)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.test, self.is_once = item.nodeid, item.get_closest_marker("once") is not None
        if self.note not in connection.execute_wrappers:
            connection.execute_wrappers.append(self.note)
        try:
            return (yield)
        finally:
            self.test = ""

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[Any]:
        """The tables are made within the first test that needs them, and are nothing that it asks."""
        test = self.test
        if fixturedef.argname == "django_db_setup":
            self.test = ""
        try:
            return (yield)
        finally:
            self.test = test

    def pytest_testnodedown(self, node: Any) -> None:
        """Of one of several processes, what it saw."""
        on_both, once = getattr(node, "workeroutput", {}).get(OUTPUT, ([], {}))
        self.on_both |= set(on_both)
        self.once = {**once, **self.once}

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput[OUTPUT] = (sorted(self.on_both), self.once)
        elif self.alone() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        for family, (test, sql) in self.alone().items():
            terminalreporter.write_line(f"FAILED {test}: no test asks on both databases: {family.split()[0]} … {sql}")

    def alone(self) -> dict[str, tuple[str, str]]:
        """Family → the test and the statement, of what no test asks that runs on both."""
        asked = {family_of(sql) for sql in self.on_both}
        return {family: (test, sql) for sql, test in self.once.items() if (family := family_of(sql)) not in asked}


def family_of(sql: str) -> str:
    words = WORDS.findall(sql.replace('"', ""))
    if words[0] in ENDS:
        return ENDS[0]
    if words[0] in WRITES:
        return f"{words[0]} {words[words.index(WRITES[words[0]]) + 1]}"
    return " ".join([words[0], *sorted(set(words))])


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Asked(), "asked-on-both")
