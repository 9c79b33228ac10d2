"""Settings of what comes back on our mail; ``config.settings`` takes them over."""

from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured
from environs import validate

from config.settings.environment import address, checked, number, read, text

# With a bounce domain every mail has an envelope sender of its own there (VERP).
_domain = validate.Regexp(r"([a-z0-9-]+(\.[a-z0-9-]+)+)?\Z", error="must be a plain domain name, not {input!r}")
BOUNCE_DOMAIN = checked("BOUNCE_DOMAIN", text("BOUNCE_DOMAIN", "").lower(), _domain)

BOUNCE_IMAP_URL = text("BOUNCE_IMAP_URL", "")
_imap = address("BOUNCE_IMAP_URL", BOUNCE_IMAP_URL)
if BOUNCE_IMAP_URL and (_imap.scheme not in {"imaps", "imap+tls"} or not _imap.hostname or not _imap.username):
    raise ImproperlyConfigured("setting BOUNCE_IMAP_URL must read imaps:// or imap+tls://user:password@host/folder")

# Mail to SENDER_ADDRESS comes in here as reports do, so invitations ask calendars for an answer.
CALENDAR_ANSWERS = bool(read("bool", "CALENDAR_ANSWERS", False))  # type: ignore[call-overload]

WEBHOOK_PROVIDER = text("WEBHOOK_PROVIDER", "")  # by its name in django-anymail
WEBHOOK_SECRET = text("WEBHOOK_SECRET", "")  # user:password, which the provider sends along
if WEBHOOK_PROVIDER and not (WEBHOOK_PROVIDER.isidentifier() and find_spec(f"anymail.webhooks.{WEBHOOK_PROVIDER}")):
    raise ImproperlyConfigured(
        f"setting WEBHOOK_PROVIDER is no provider that django-anymail knows: {WEBHOOK_PROVIDER!r}"
    )
if WEBHOOK_PROVIDER and (":" not in WEBHOOK_SECRET or len(WEBHOOK_SECRET) < 20):
    raise ImproperlyConfigured("setting WEBHOOK_SECRET must read user:password, 20 characters or more")
ANYMAIL = {"WEBHOOK_SECRET": WEBHOOK_SECRET, **dict(read("dict", "WEBHOOK_KEYS", {}))}  # type: ignore[call-overload]

SOFT_BOUNCES = number("SOFT_BOUNCES", 3, 1)  # on so many different days …
SOFT_BOUNCE_DAYS = number("SOFT_BOUNCE_DAYS", 60, 1)  # … of the last so many, and an address gets a rest …
SOFT_BOUNCE_REST_DAYS = number("SOFT_BOUNCE_REST_DAYS", 30, 1)  # … of so many
KEEP_BOUNCES_DAYS = number("KEEP_BOUNCES_DAYS", 365)  # kept; 0 is for ever
KEEP_QUARANTINE_DAYS = number("KEEP_QUARANTINE_DAYS", 90)
