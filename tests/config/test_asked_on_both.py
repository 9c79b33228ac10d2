"""What tests marked ``once`` ask alone is found, however it is put together, and ends a whole run as failed."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.asked_on_both import OUTPUT, Asked

LINE = 'SELECT "a"."id" FROM "a" WHERE "a"."id" IN (%s)'


def asked(on_both: list[str], once: list[str]) -> Asked:
    found = Asked()
    for found.test, found.is_once, statements in (("both", False, on_both), ("alone", True, once)):
        for sql in statements:
            found.note(lambda *_: None, sql, (), False, {})
    return found


@pytest.mark.parametrize(
    ("on_both", "once"),
    [
        (LINE, 'SELECT "a"."id" FROM "a" WHERE "a"."id" IN (%s, %s, %s)'),
        (
            'SELECT 1 FROM "a" WHERE "a"."x" = %s AND "a"."y" = %s',
            'SELECT 1 FROM "a" WHERE "a"."y" = %s AND "a"."x" = %s',
        ),
        ("UPDATE a SET x = 1", 'UPDATE "a" SET "y" = %s, "x" = %s'),
        ('SAVEPOINT "s1_x1"', 'RELEASE SAVEPOINT "s1_x2"'),
        ('INSERT INTO "a" ("x") VALUES (%s)', 'INSERT OR IGNORE INTO "a" ("x") VALUES (%s), (%s)'),
    ],
)
def test_values_order_and_number_make_no_other_family(on_both: str, once: str) -> None:
    assert asked([on_both], [once]).alone() == {}


@pytest.mark.parametrize("once", [LINE.replace('"id" IN', '"x" IN'), LINE.replace('"a"', '"b"'), f"{LINE} FOR UPDATE"])
def test_another_column_table_or_clause_is_another_one_and_fails_the_run(once: str) -> None:
    found = asked([LINE], [LINE, once])
    assert list(found.alone().values()) == [("alone", once)]
    session: Any = SimpleNamespace(config=SimpleNamespace(), exitstatus=pytest.ExitCode.OK)
    found.pytest_sessionfinish(session)
    assert session.exitstatus == pytest.ExitCode.TESTS_FAILED


def test_of_several_processes_everything_counts() -> None:
    whole, part = Asked(), asked([LINE], ["SELECT 1"])
    config: Any = SimpleNamespace(workeroutput={})
    part.pytest_sessionfinish(SimpleNamespace(config=config, exitstatus=0))  # type: ignore[arg-type]
    whole.pytest_testnodedown(config)
    assert (list(whole.alone().values()), len(config.workeroutput[OUTPUT][0])) == ([("alone", "SELECT 1")], 1)
