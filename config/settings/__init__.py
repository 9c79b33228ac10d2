"""Settings, all from the environment; every wrong value stops the start with a sentence that names it.

Nothing set at all is the local run: a secret made once and kept in ``VAR``, SQLite, the local mail
server, the demo's names. ``DEBUG=0`` said aloud is a real installation and must bring a secret and a relay.
"""

import os
from email.utils import formataddr
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import (
    address,
    dkim_signer,
    env,
    folder,
    networks,
    number,
    one_line,
    plain_address,
    read,
    relays,
    text,
)
from config.settings.feedback import *  # noqa: F403  what comes back on our mail
from config.settings.limits import *  # noqa: F403  how much anybody may ask for
from config.settings.login import *  # noqa: F403  how staff log in
from config.settings.logs import logging_settings
from config.settings.secret import find_secret
from config.settings.tiles import map_tiles
from subscribers.shell.this_machine import is_this_machine

BASE_DIR = Path(__file__).resolve().parents[2]

# --- where we are -------------------------------------------------------------------------------
DEBUG = bool(read("bool", "DEBUG", False))
INSTALLATION = not DEBUG and bool(os.environ.get("DEBUG"))  # DEBUG=0 said aloud
VAR = folder("VAR", Path(text("VAR", str(BASE_DIR / "var"))).resolve())
PORT = number("PORT", 8000, 1, 65_535)
SITE_URL = text("SITE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
if (
    address("SITE_URL", SITE_URL).scheme not in {"http", "https"}
    or not urlsplit(SITE_URL).hostname
    or not SITE_URL.isascii()
):
    raise ImproperlyConfigured(f"setting SITE_URL must be an http(s) address, not {SITE_URL!r}")
SITE_HOST = str(urlsplit(SITE_URL).hostname)
# `manage.py run` says so to all it starts, and no request ever does; the demo's mail and password are for one machine.
LOCAL_RUN = (DEBUG or bool(read("bool", "LOCAL_RUN", False))) and not INSTALLATION and is_this_machine(SITE_HOST)
STAFF_MFA = bool(read("bool", "STAFF_MFA", not LOCAL_RUN))  # no desk without a second factor
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL_RUN  # http://localhost
SECRET_KEY = find_secret(text("SECRET_KEY", ""), VAR, is_installation=INSTALLATION)
SECRET_KEY_FALLBACKS = list(read("list", "SECRET_KEY_FALLBACKS", []))  # type: ignore[call-overload]
ALLOWED_HOSTS = list(read("list", "ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]", SITE_HOST]))  # type: ignore[call-overload]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
HTTPS = SITE_URL.startswith("https://")
TRUSTED_PROXIES = number("TRUSTED_PROXIES", 0)  # hops in front of us that write X-Forwarded-For
PRIVATE_NETWORKS = (
    "127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,169.254.0.0/16,100.64.0.0/10,::1/128,fc00::/7,fe80::/10"
)
PROXY_NETWORKS = networks(
    "PROXY_NETWORKS", text("PROXY_NETWORKS", PRIVATE_NETWORKS)
)  # where the last of them connects from

# --- who we are: data of the installation, never code ---------------------------------------------
# The defaults are the demo's; an installation sets its own.
SITE_NAME = text("SITE_NAME", "Leiden Kennisstad")
CITY_NAME = text("CITY_NAME", "Leiden")
NEWSLETTER_NAME = text("NEWSLETTER_NAME", f"Nieuwsbrief {SITE_NAME}")
SENDER_NAME = one_line("SENDER_NAME", text("SENDER_NAME", SITE_NAME))
SENDER_ADDRESS = plain_address("SENDER_ADDRESS", text("SENDER_ADDRESS", "kennisstad@leiden.example"))
POSTAL_ADDRESS = text("POSTAL_ADDRESS", "Gemeente Leiden, programma Kennisstad, Stadhuisplein 1, 2311 EJ Leiden")
CONTACT_ADDRESS = plain_address("CONTACT_ADDRESS", text("CONTACT_ADDRESS", SENDER_ADDRESS))
ALARM_ADDRESS = plain_address("ALARM_ADDRESS", text("ALARM_ADDRESS", CONTACT_ADDRESS))  # when something needs people
SECURITY_CONTACT = text("SECURITY_CONTACT", SENDER_ADDRESS)
UID_DOMAIN = text("UID_DOMAIN", "agenda.leiden.example")  # never changes, whatever the site is called
MAP_TILES, MAP_CREDIT = map_tiles(text("MAP_TILES", ""), text("MAP_CREDIT", ""))  # nothing: a drawing of our own

# --- apps ------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "config",
    "newsletter",
    "events",
    "subscribers",
    "config.apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "ninja",
    "django_q",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "config.middleware.proxies.BehindProxies",
    "config.middleware.cached_responses.CachedResponses",  # before all that what is cached does not need
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.headers.SiteHeaders",
    "config.middleware.sizes.BoundedRequests",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.headers.ReadableCookies",
    "config.api.middleware.ProblemResponses",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.headers.LanguageByAddress",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.middleware.same_site.OwnPagesOnly",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "subscribers.accounts.middleware.SecondFactor",
    "config.desk.guard.DeskGuard",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates", BASE_DIR / "newsletter" / "blocks"],  # a kind of block has its own beside it
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.site.context.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- database ----------------------------------------------------------------------------------------
DATABASE_URL = text("DATABASE_URL", f"sqlite:///{VAR}/db.sqlite3")
_db = address("DATABASE_URL", DATABASE_URL)
if _db.scheme == "sqlite":
    folder("DATABASE_URL", Path(unquote(_db.path[1:] if _db.path.startswith("//") else _db.path)).parent)
elif _db.scheme not in {"postgres", "postgresql"}:
    raise ImproperlyConfigured(f"setting DATABASE_URL must start with sqlite: or postgresql:, not {_db.scheme!r}")
DATABASES = {"default": env.dj_db_url("DATABASE_URL", DATABASE_URL)}
if _db.scheme == "sqlite":
    # Deferred transactions that upgrade fail at once under load; IMMEDIATE ones wait their turn.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Kept open: on SQLite the last one to close folds the whole write-ahead log into the file, at every request.
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASE_NAME_FOR_PEOPLE = f"{_db.scheme}://{_db.hostname or ''}{_db.path}"
try:
    CACHES = {"default": env.dj_cache_url("CACHE_URL", "locmem://")}
except Exception as error:
    raise ImproperlyConfigured(f"setting CACHE_URL has a value that cannot be used: {error}") from error

# --- language and time -----------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = text("TIME_ZONE", "Europe/Amsterdam")
try:
    ZoneInfo(TIME_ZONE)
except (KeyError, OSError, ValueError) as error:
    raise ImproperlyConfigured(f"setting TIME_ZONE names no time zone that is known here: {TIME_ZONE!r}") from error
if "/" not in TIME_ZONE or TIME_ZONE.startswith("Etc/"):
    raise ImproperlyConfigured(
        f"setting TIME_ZONE must be a place, such as Europe/Amsterdam: calendar programs know no zone {TIME_ZONE!r}"
    )

# --- files -----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_URL = text("MEDIA_URL", "/media/")
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "subscribers.pictures.storage.PictureStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "subscribers.shell.responses.static_files.StaticFiles"
    },
}
WHITENOISE_MAX_AGE = 3600
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # an event with a hundred occurrences is one form

# --- security --------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
_host = "__Host-" if HTTPS else ""  # browsers take one of that name from this host alone, by HTTPS (RFC 6265bis)
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, PROGRAMME_COOKIE = f"{_host}sessionid", f"{_host}csrftoken", f"{_host}programma"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0  # on what came by HTTPS, as ``config.middleware.proxies`` finds
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# --- mail ------------------------------------------------------------------------------------------
SMTP_PORT = number("SMTP_PORT", min(PORT + 25, 65_535), 1, 65_535)
if INSTALLATION and not text("EMAIL_URL", ""):
    raise ImproperlyConfigured("setting EMAIL_URL is missing: with DEBUG=0 mail needs a relay, such as smtp://host:25")
EMAIL_URL = text("EMAIL_URL", "") or f"smtp://127.0.0.1:{SMTP_PORT}"
RELAYS = relays("EMAIL_URL", EMAIL_URL)  # smtp://one?weight=3,smtps://user:password@two
EMAIL_BACKEND = "subscribers.outbox.backend.ServiceMailQueue"  # what Django itself writes goes by the same relays
LOCAL_MAIL_SERVER = LOCAL_RUN and not os.environ.get("EMAIL_URL")
MAILDIR = VAR / "mail"
EMAIL_TIMEOUT = number("EMAIL_TIMEOUT", 30, 1)
DKIM_SIGNER = dkim_signer(  # None: the relay signs
    pem=text("DKIM_KEY", ""),
    path=text("DKIM_KEY_FILE", ""),
    selector=text("DKIM_SELECTOR", ""),
    domain=text("DKIM_DOMAIN", ""),
    sender_domain=SENDER_ADDRESS.rpartition("@")[2],
)
MAIL_WRITERS = {  # see ``subscribers.outbox.writing``
    "registration": "events.registration.mail.writing.write_mail",
    "announcement": "events.registration.announcing.letter.write_mail",
}
ANSWER_TAKER = "events.registration.answers.taking.take_answer"  # see ``subscribers.feedback.receiving``
SMTP_CONNECTIONS = number("SMTP_CONNECTIONS", 10, 1, 200)  # of one sending task of a newsletter
DEFAULT_FROM_EMAIL = formataddr((SENDER_NAME, SENDER_ADDRESS))

# --- rules that an installation may set ----------------------------------------------------------------
CONFIRM_DAYS = number("CONFIRM_DAYS", 7, 1, 90)  # a sign-up is kept as long as its link works
SEND_LATE_MINUTES = number("SEND_LATE_MINUTES", 60)  # a start later than this is held, and staff are asked
FETCH_WRITE_SECONDS = number("FETCH_WRITE_SECONDS", 10)  # counts of fetches and clicks wait so long; 0 counts none
MEASURE_CLICKS = bool(read("bool", "MEASURE_CLICKS", True))  # of issues approved from now on, and never by person
CLICK_THRESHOLD = number("CLICK_THRESHOLD", 5, 2)  # a report says of fewer only that they are fewer
SEND_DEADLINE_HOURS = number("SEND_DEADLINE_HOURS", 48, 1)  # after this a deferred newsletter is no longer tried
SEND_LEASE_SECONDS = number("SEND_LEASE_SECONDS", 60, 2, 300)  # a worker without a sign of life is taken for dead
KEEP_DELIVERIES_DAYS = number("KEEP_DELIVERIES_DAYS", 90, 1)  # then who got an issue becomes how many got it
CANARY_FROM = number("CANARY_FROM", 5_000)  # recipients from which an issue goes to a first share alone; 0 never
CANARY_MINUTES = number("CANARY_MINUTES", 15)  # between the first share and the rest
CANARY_FAILED_PERCENT = number("CANARY_FAILED_PERCENT", 5)  # of the first share refused: more than this holds the rest
VERSIONS_SECONDS = number("VERSIONS_SECONDS", 1, 0, 60)  # a process asks for versions no more often; 0: each request
FEED_GZIP = bool(read("bool", "FEED_GZIP", True))  # off where a calendar client fails on compressed feeds

# --- two queues, so that a confirmation never waits behind a newsletter ------------------------------
Q_CLUSTER = {
    "name": "default",
    "orm": "default",
    "workers": number("WORKERS", 2, 1),
    "queue_limit": number("WORKERS", 2, 1),
    "bulk": 1,
    "timeout": 120,
    "retry": 600,  # above (ceil((queue_limit + bulk) / workers) + 1) × timeout
    "max_attempts": 3,
    "ack_failures": True,
    "catch_up": False,
    "save_limit": -1,
    "poll": 0.5,
    "time_zone": TIME_ZONE,
    "guard_cycle": 0.5,
    "ALT_CLUSTERS": {"mail": {"workers": 1, "queue_limit": 1, "timeout": 120, "retry": 600}},
}
SEND_TASKS = number("SEND_TASKS", max(1, int(str(Q_CLUSTER["workers"])) - 1), 1)  # at one issue, over all machines
TASK_SOFT_SECONDS = 15  # a task hands over long before the timeout would kill it, and soon after Ctrl-C

# --- staff desk ------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = [("nl", "Nederlands")]
WAGTAIL_DATE_FORMAT = "%d-%m-%Y"
WAGTAIL_DATETIME_FORMAT = "%d-%m-%Y %H:%M"
WAGTAILIMAGES_EXTENSIONS = ["gif", "heic", "jpg", "jpeg", "png", "webp"]  # no SVG: it can hold scripts
WAGTAILIMAGES_IMAGE_FORM_BASE = "subscribers.pictures.forms.PictureForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 12 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAIL_WORKFLOW_ENABLED = True

# --- API -------------------------------------------------------------------------------------------
NINJA_PAGINATION_CLASS = "config.api.paging.Pages"
NINJA_NUM_PROXIES = TRUSTED_PROXIES

# --- logs: what happened, never to whom --------------------------------------------------------------
LOGGING = logging_settings(text("LOG_LEVEL", "INFO").upper())
