"""What only the local run does without; ``manage.py run`` makes it one, by the setting LOCAL_RUN."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def refuse_mail_without_relay() -> None:
    """Raises ImproperlyConfigured where mail would wait for a mail server that nobody starts.

    For what serves or sends; commands that only look after the data need no relay.
    """
    if not settings.LOCAL_MAIL_SERVER and not os.environ.get("EMAIL_URL"):
        raise ImproperlyConfigured(
            "setting EMAIL_URL is missing: only `manage.py run`, with a SITE_URL of this machine, has a mail server of "
            "its own"
        )
