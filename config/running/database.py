"""Whether the database is one that this version can work on."""

import pkgutil
from importlib import import_module

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

OURS = ("events", "newsletter", "subscribers")


def refuse_other_versions() -> None:
    """Raises ImproperlyConfigured when migrations of ours were applied that this version does not have.

    So it is with a database of before 0.2.0, whose migrations were made anew as one for each app, and with one that a
    later version has worked on. One query, and no migration is imported: every web worker asks when it starts.
    """
    known = {(app, found.name) for app in OURS for found in pkgutil.iter_modules(folder_of(app))}
    applied = MigrationRecorder(connection).applied_migrations()
    unknown = sorted(key for key in applied if key[0] in OURS and key not in known)
    if unknown:
        raise ImproperlyConfigured(
            f"the database at {settings.DATABASE_NAME_FOR_PEOPLE} (DATABASE_URL) was made by another version (it has "
            f"{'.'.join(unknown[0])}). Before 0.2.0 there were only demo data in it: start with another folder, as in "
            "`make run VAR=var-new`, or another DATABASE_URL; after a later version, restore the backup of before it."
        )


def folder_of(app: str) -> list[str]:
    """Where its migrations lie."""
    return list(import_module(f"{app}.migrations").__path__)
