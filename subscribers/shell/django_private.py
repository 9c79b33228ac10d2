"""Private parts of Django: what a deletion would run into, without deleting; a connection that need not be tried;
headers that are checked once for many responses.

When ``tests/config/test_private_parts.py`` says that something moved, look at ``Collector`` in
``django/db/models/deletion.py``, at health checks in ``django/db/backends/base/base.py``, or at ``ResponseHeaders`` in
``django/http/response.py``.
"""

import time
from collections.abc import Collection, Iterable
from typing import Any, Final

from django.db import connection
from django.db.models import Model, ProtectedError
from django.db.models.deletion import Collector
from django.http import HttpResponse
from django.http.response import ResponseHeaders

TRUSTED_SECONDS: Final = 5  # a connection that was tried so lately is not tried again before a request


def rows_that_protect(instance: Model) -> Collection[Model]:
    """Rows for whose sake ``instance`` must stay; empty when it can go."""
    try:
        Collector(using="default", origin=instance).collect([instance])
    except ProtectedError as error:
        return error.protected_objects
    return ()


def trust_tried_connection(**_: Any) -> None:
    """For ``request_started``, after Django's own receiver: the check of a connection costs as much as the one query of
    most requests, so it is done once in ``TRUSTED_SECONDS`` and after every longer rest."""
    used: Any = connection
    if used.connection is None or not used.health_check_enabled:
        return
    now = time.monotonic()
    if now - getattr(used, "tried_at", -TRUSTED_SECONDS) < TRUSTED_SECONDS:
        used.health_check_done = True
    else:
        used.tried_at = now


def checked_headers(pairs: Iterable[tuple[str, str]]) -> ResponseHeaders:
    """Headers that Django has looked at, for ``put_headers``."""
    return ResponseHeaders(dict(pairs))


def put_headers(response: HttpResponse, checked: ResponseHeaders) -> None:
    """A copy of all of ``checked`` instead of what ``response`` has: setting fifteen, one by one, is a fifth of what a
    cached response costs."""
    headers: Any = response.headers
    headers._store = checked._store.copy()  # type: ignore[attr-defined]
