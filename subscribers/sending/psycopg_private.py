"""Private parts of Django's PostgreSQL connection: the one of psycopg that it wraps.

When ``tests/config/test_private_parts.py`` says that something moved, look at ``DatabaseWrapper.connection`` in
``django/db/backends/postgresql/base.py`` and at *Prepared statements* in the documentation of psycopg.
"""

from typing import Any

import psycopg
from django.db import connection


def preparing_cursor() -> Any:
    """psycopg's own cursor, whose statements the server prepares once for a connection; Django's never does."""
    connection.ensure_connection()
    return psycopg.Cursor(connection.connection)


def prepare_at_once() -> None:
    """From the first time on that a statement is run on this connection, and not from the fifth."""
    connection.connection.prepare_threshold = 0
