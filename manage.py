#!/usr/bin/env python
"""Command line of the service; a start that cannot succeed ends in one sentence, never a traceback."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:2] == ["run"]:
        os.environ["LOCAL_RUN"] = "1"  # for the settings of this process and of every one it starts
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db.utils import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Cannot start: {error}")
    except OperationalError as error:
        from django.conf import settings

        reason = str(error).strip().splitlines()[0]
        sys.exit(f"Cannot start: the database at {settings.DATABASE_NAME_FOR_PEOPLE} (DATABASE_URL) fails: {reason}")


if __name__ == "__main__":
    main()
