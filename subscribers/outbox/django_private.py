"""Private parts of Django: a query as SQL, and which columns it loads, for statements that Django cannot write; and
what a transaction does once it is over.

When ``tests/config/test_private_parts.py`` says that something moved, look at ``SQLCompiler.as_sql`` in
``django/db/models/sql/compiler.py``, ``Query.deferred_loading`` in ``django/db/models/sql/query.py`` and
``run_on_commit`` in ``django/db/backends/base/base.py``.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import Field, QuerySet


def sql_of(rows: QuerySet[Any, Any]) -> tuple[str, list[Any]]:
    """(SQL, parameters) that would read ``rows``."""
    sql, parameters = rows.query.get_compiler(rows.db).as_sql()
    return sql, list(parameters)


def loaded_fields(rows: QuerySet[Any, Any]) -> "list[Field[Any, Any]]":
    """The fields that ``only`` and ``defer`` left, the primary key always."""
    names, is_without = rows.query.deferred_loading
    return [
        field for field in rows.model._meta.concrete_fields if field.primary_key or (field.name in names) != is_without
    ]


def runs_on_commit(call: Callable[[], object]) -> bool:
    """Whether the open transaction calls it once it is over."""
    return any(one[1] is call for one in connection.run_on_commit)


def drop_on_commit(call: Callable[[], object]) -> None:
    """It is not called after all. Django forgets what belongs to a savepoint only where ``atomic`` made that."""
    connection.run_on_commit = [one for one in connection.run_on_commit if one[1] is not call]
