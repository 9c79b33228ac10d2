"""Whether the database is one that this version can work on."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.loader import MigrationLoader

OURS = ("events", "newsletter", "subscribers")


def refuse_other_versions() -> None:
    """Raises ImproperlyConfigured when migrations of ours were applied that this version does not have.

    So it is with a database of before 0.2.0, whose migrations were made anew as one for each app, and with one that a
    later version has worked on.
    """
    loader = MigrationLoader(connection)
    unknown = sorted(set(loader.applied_migrations) - set(loader.disk_migrations))
    ours = [f"{app}.{name}" for app, name in unknown if app in OURS]
    if ours:
        raise ImproperlyConfigured(
            f"the database at {settings.DATABASE_NAME_FOR_PEOPLE} (DATABASE_URL) was made by another version (it has "
            f"{ours[0]}). Before 0.2.0 there were only demo data in it: start with another folder, as in "
            "`make run VAR=var-new`, or another DATABASE_URL; after a later version, restore the backup of before it."
        )
