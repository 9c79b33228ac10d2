"""What every template may ask: who we are, and this page in the other language."""

import re

from django.conf import settings
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import get_language


def site(request: HttpRequest) -> dict[str, object]:
    """Names of the installation; ``other_language`` with ``other_address`` for the switch at the top.

    The newsletter has a Dutch name; ``newsletter_said`` tells readers of screens so within an English page.
    """
    language = get_language() or "nl"
    path, name = request.path, settings.NEWSLETTER_NAME
    other = path[3:] or "/" if language == "en" and path.startswith("/en/") else f"/en{path}"
    return {
        "site_name": settings.SITE_NAME,
        "city_name": settings.CITY_NAME,
        "site_url": settings.SITE_URL,
        "newsletter_name": name,
        "newsletter_said": format_html('<span lang="nl">{}</span>', name) if language == "en" else name,
        "postal_address": settings.POSTAL_ADDRESS,
        "contact_address": settings.CONTACT_ADDRESS,
        "local_mail_server": settings.LOCAL_MAIL_SERVER,
        "language": language,
        "other_language": "nl" if language == "en" else "en",
        "other_address": other,
        "prefix": "/en" if language == "en" else "",
        "passkeys_work": not is_ip_address(request),
    }


def is_ip_address(request: HttpRequest) -> bool:
    """A passkey belongs to a name (W3C WebAuthn Level 3 §5.1.3): browsers make none at an address of figures."""
    return bool(re.match(r"[\d.]+(:|$)|\[", request.META.get("HTTP_HOST", "")))
