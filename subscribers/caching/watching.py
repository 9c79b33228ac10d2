"""Triggers that count every write to the tables that public responses show, whoever writes and by whatever way.

A function that writers must remember to call would be forgotten once, and a page would go on saying what is no longer
true. Migrations on SQLite make tables anew and lose triggers, so they are put after every ``migrate``.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import connection, transaction

STEPS = "subscribers_versionstep"  # the table of VersionStep; apps import this before there are models
WRITES = ("INSERT", "UPDATE", "DELETE")
WATCHED: dict[str, str] = {}  # label of a model, or of model.field for the table between two → scope

FUNCTION = f"""
    CREATE OR REPLACE FUNCTION count_version_step() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO {STEPS} (scope, transaction, steps) VALUES (TG_ARGV[0], pg_current_xact_id()::text::bigint, 1)
        ON CONFLICT (scope, transaction) DO UPDATE SET steps = {STEPS}.steps + 1;
        RETURN NULL;
    END $$
"""  # noqa: S608  a constant
ON_POSTGRESQL = """
    CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION count_version_step('{scope}')
"""
# Two statements: the conflict clause of the outer statement (INSERT OR IGNORE) would govern one of a trigger as well
ON_SQLITE = f"""
    CREATE TRIGGER {{name}} AFTER {{write}} ON {{table}} BEGIN
        INSERT INTO {STEPS} (scope, "transaction", steps) SELECT '{{scope}}', 0, 0
            WHERE NOT EXISTS (SELECT 1 FROM {STEPS} WHERE scope = '{{scope}}' AND "transaction" = 0);
        UPDATE {STEPS} SET steps = steps + 1 WHERE scope = '{{scope}}' AND "transaction" = 0;
    END
"""  # noqa: S608  names of ours


def watch(scope: str, labels: Iterable[str]) -> None:
    """Count writes to the tables of ``labels``: ``app.Model``, or ``app.Model.field`` of many to many."""
    WATCHED.update(dict.fromkeys(labels, scope))


def watched_tables() -> dict[str, str]:
    """Table → scope."""
    return {table_of(label): scope for label, scope in WATCHED.items()}


def table_of(label: str) -> str:
    model, field = label.split(".")[:2], label.split(".")[2:]
    found: Any = apps.get_model(".".join(model))
    return str((found._meta.get_field(field[0]).remote_field.through if field else found)._meta.db_table)


def put_triggers(**_: Any) -> None:
    """Those that are not there yet. Called after every ``migrate``; one query when nothing is missing."""
    wanted = dict(triggers())
    missing = wanted.keys() - existing()
    with transaction.atomic(), connection.cursor() as cursor:
        if missing and connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for name in sorted(missing):
            cursor.execute(wanted[name])


def triggers() -> Iterator[tuple[str, str]]:
    """(name, SQL) of every trigger; the name says the scope too, so that another scope is another trigger."""
    there = set(connection.introspection.table_names())
    for table, scope in watched_tables().items():
        if table in there and connection.vendor == "postgresql":
            name = f"step_{scope}_{table}"
            yield name, ON_POSTGRESQL.format(name=name, table=table, scope=scope)
        elif table in there:
            for write in WRITES:
                name = f"step_{scope}_{table}_{write.lower()}"
                yield name, ON_SQLITE.format(name=name, table=table, scope=scope, write=write)


def existing() -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'step\\_%%'", ())
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {row[0] for row in cursor.fetchall()}
