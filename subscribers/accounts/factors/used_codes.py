"""A code of an authenticator app works once (RFC 6238 §5.2), whichever process hears it."""

from datetime import UTC, datetime, timedelta

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator

from subscribers.access.throttle import is_first_use


def use_code(authenticator: Authenticator, code: str, now: datetime) -> bool:
    """Whether ``code`` was not used before; from now on it was.

    Marked for the span of time in which it may be valid and for the next one, as it may be valid across their border.
    """
    seconds = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    end = datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds + seconds, UTC)
    what = f"login code:{authenticator.pk}:{''.join(filter(str.isdigit, code))}"
    return all([is_first_use(what, end), is_first_use(what, end + timedelta(seconds=seconds))])
