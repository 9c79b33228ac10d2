"""The subscribers app."""

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models.signals import post_migrate

from subscribers.caching.watching import put_triggers


class SubscribersConfig(AppConfig):
    name = "subscribers"
    verbose_name = "Abonnees"

    def ready(self) -> None:
        refuse_bypass()
        post_migrate.connect(put_triggers, sender=self)


def refuse_bypass() -> None:
    """A code that opens every account is for tests of others; here nothing starts with it."""
    if getattr(settings, "MFA_TOTP_INSECURE_BYPASS_CODE", None):
        raise ImproperlyConfigured("setting MFA_TOTP_INSECURE_BYPASS_CODE opens every account: take it out")
