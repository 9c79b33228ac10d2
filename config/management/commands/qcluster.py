"""django-q2's worker, with the database asked first: its own children would only show a traceback."""

from typing import Any

from django.db import connection
from django_q.management.commands import qcluster


class Command(qcluster.Command):  # type: ignore[misc]
    def handle(self, *args: Any, **options: Any) -> None:
        connection.ensure_connection()
        connection.close()
        super().handle(*args, **options)
