"""The statement of the throttle: ``INSERT … ON CONFLICT DO UPDATE … RETURNING``, alike on SQLite and PostgreSQL."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from subscribers.models import RateCount


class Row(NamedTuple):
    """A count: of what (a keyed hash), from when, and until when it is kept."""

    key: str
    start: datetime
    end: datetime


def add_one(rows: Iterable[Row], within: int | None = None) -> dict[str, int]:
    """Count one more in each row; the new counts by key. A row that has reached ``within`` stays as it is, without one.

    Sorted by key, so that two calls with the same keys wait for each other and never deadlock.
    """
    kept = sorted(set(rows))
    values = ", ".join(["(%s, %s, %s, 1)"] * len(kept))
    limit = "" if within is None else f" WHERE {TABLE}.count < {int(within)}"
    adapt = connection.ops.adapt_datetimefield_value
    params = [part for row in kept for part in (row.key, adapt(row.start), adapt(row.end))]
    with connection.cursor() as cursor:
        cursor.execute(ADD_ONE.format(values=values, limit=limit), params)
        return dict(cursor.fetchall())


def counts_of(rows: Iterable[Row]) -> dict[str, int]:
    """The counts by key; a row that is not there is left out."""
    asked = {(row.key, row.start) for row in rows}
    found = RateCount.objects.filter(key__in={key for key, _ in asked}).values_list("key", "window", "count")
    return {key: count for key, window, count in found if (key, window) in asked}


TABLE = RateCount._meta.db_table
ADD_ONE = (
    f'INSERT INTO {TABLE} (key, "window", ends_at, count) VALUES {{values}} '  # noqa: S608  our own names
    f'ON CONFLICT (key, "window") DO UPDATE SET count = {TABLE}.count + 1{{limit}} RETURNING key, count'
)
