"""WSGI entry; a database or a setting that cannot be used ends the start with one sentence."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection
from django.utils.module_loading import import_string

from config.middleware.proxies import refuse_header_variables, warn_of_unknown_front
from config.running.database import refuse_other_versions
from config.running.local_run import refuse_mail_without_relay

FRONT = "config.middleware.front.CachedFirst"  # by name: what it loads asks for settings, which may not be usable

try:
    django = get_wsgi_application()
    application = import_string(FRONT)(django)
    refuse_header_variables()
    refuse_mail_without_relay()
    refuse_other_versions()
    connection.close()
    warn_of_unknown_front()
except ImproperlyConfigured as error:
    sys.exit(f"Cannot start: {error}")
except OperationalError as error:
    reason = str(error).strip().splitlines()[0]
    sys.exit(f"Cannot start: the database at {settings.DATABASE_NAME_FOR_PEOPLE} (DATABASE_URL) fails: {reason}")
