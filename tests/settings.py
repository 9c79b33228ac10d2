"""The service's settings with a throw-away data folder; SQLite in a file, as races need real locks."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("VAR", str(Path(tempfile.gettempdir()) / "kennisstad-tests"))
os.environ.setdefault("LOCAL_RUN", "1")

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, STORAGES, VAR  # noqa: E402

SITE_URL = "http://testserver"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
TASK_SOFT_SECONDS, EMAIL_TIMEOUT = 10_000, 600  # a busy machine ends no task and no conversation; tests of that say so
FETCH_WRITE_SECONDS = 0  # no thread writes beside a test; those of the counting turn it on
VERSIONS_SECONDS = 0  # what a test wrote shows at once
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": VAR / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] += "; PRAGMA synchronous=OFF"
else:  # a test database is thrown away: nothing in it need survive the power going
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"
