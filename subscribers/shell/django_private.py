"""Private parts of Django: what a deletion would run into, without deleting.

When ``tests/config/test_private_parts.py`` says that something moved, look at ``Collector`` in
``django/db/models/deletion.py``.
"""

from collections.abc import Collection

from django.db.models import Model, ProtectedError
from django.db.models.deletion import Collector


def rows_that_protect(instance: Model) -> Collection[Model]:
    """Rows for whose sake ``instance`` must stay; empty when it can go."""
    try:
        Collector(using="default", origin=instance).collect([instance])
    except ProtectedError as error:
        return error.protected_objects
    return ()
