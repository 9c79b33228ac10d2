"""django-q2's worker, with settings and database asked first: its own children would only show a traceback."""

from typing import Any

from django.db import connection
from django_q.management.commands import qcluster

from config.running.local_run import refuse_mail_without_relay


class Command(qcluster.Command):  # type: ignore[misc]
    def handle(self, *args: Any, **options: Any) -> None:
        refuse_mail_without_relay()
        connection.ensure_connection()
        connection.close()
        super().handle(*args, **options)
