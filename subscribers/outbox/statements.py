"""Pieces of SQL that SQLite and PostgreSQL write differently, for statements that run a few hundred times a second."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from subscribers.models import Outgoing

Statement = tuple[str, list[Any]]  # SQL and its parameters


def has_arrays() -> bool:
    return connection.vendor == "postgresql"


def table_of(model: type[Outgoing]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def adapted_token(model: type[Outgoing], token: uuid.UUID) -> Any:
    return model._meta.get_field("lease_token").get_db_prep_value(token, connection)


def adapted_moment(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def among_keys(keys: Sequence[int]) -> Statement:
    """What follows ``WHERE id``."""
    if has_arrays():
        return "= ANY(%s::bigint[])", [array_of(keys)]
    return f"IN ({', '.join(['%s'] * len(keys))})", list(keys)


def values_of(rows: Sequence[tuple[int, int | None, str]]) -> Statement:
    """A table ``v`` of keys, codes and texts.

    As arrays where there are such: then the statement is the same whatever the number of rows, and taken apart once;
    binding them one by one took longer than all the rest.
    """
    keys, codes, texts = zip(*rows, strict=True)
    if has_arrays():
        sql = "unnest(%s::bigint[], %s::int[], %s::text[]) AS v (column1, column2, column3)"
        return sql, [array_of(keys), array_of(codes), list(texts)]
    return f"(VALUES {', '.join(['(%s, %s, %s)'] * len(rows))}) AS v", [item for row in rows for item in row]


def array_of(numbers: Sequence[int | None]) -> str:
    """PostgreSQL's own notation of an array of numbers."""
    return "{" + ",".join("NULL" if number is None else str(number) for number in numbers) + "}"
