"""A list of answers as a paginator wants it: counted and cut in the database, built a page at a time."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet


class Listing:
    """``rows`` cut to a page and then given to ``build`` as a whole, so that a page costs a fixed number of queries."""

    def __init__(self, rows: QuerySet[Any, Any], build: Callable[[list[Any]], Sequence[object]]) -> None:
        self.rows = rows
        self.build = build

    def count(self) -> int:
        return self.rows.count()

    def __getitem__(self, page: slice) -> Sequence[object]:
        return self.build(list(self.rows[page]))
