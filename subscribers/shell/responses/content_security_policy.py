"""Content-Security-Policy (W3C CSP Level 3): every policy our responses carry, and the function that sets one.

``config.middleware.headers.SiteHeaders`` puts ``SITE`` or ``DESK`` on every response that has none. Why this is kept by
hand is in docs/decisions.md.
"""

from typing import Final
from urllib.parse import urlsplit

from django.http import HttpResponse

HEADER: Final = "Content-Security-Policy"

# Pages for the public; {pictures} are the origins that the operator chose to show pictures from.
SITE: Final = (
    "default-src 'self'; img-src 'self' data:{pictures}; frame-src 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'self'; object-src 'none'"
)
# Wagtail's desk sets style attributes and inline scripts of its own; it stays on our origin all the same.
DESK: Final = (
    "default-src 'self'; img-src 'self' data: blob:; script-src 'self' 'unsafe-inline'; "
    "style-src 'self' 'unsafe-inline'; "
    "frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'self'; object-src 'none'"
)
# A form of ours in a page of anybody's: they see the frame and nothing in it, and what is sent is confirmed by mail.
EMBEDDED: Final = SITE.format(pictures="").replace("frame-ancestors 'none'", "frame-ancestors *")
API: Final = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
# A page of the site in the desk's preview panel: no scripts, no forms.
EVENT_PREVIEW: Final = (
    "default-src 'self'; img-src 'self' data:; script-src 'none'; frame-ancestors 'self'; base-uri 'none'; "
    "form-action 'none'; object-src 'none'"
)
# An issue in the desk's preview panel: the mail stands in a frame in this frame and sets style attributes.
ISSUE_PREVIEW: Final = (
    "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; font-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin"
)
# A mail that the local mail server kept: images may come from this site and links open beside it.
LOCAL_MAIL: Final = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)
# A picture that was uploaded, opened as a page.
PICTURE: Final = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox"
# An SVG's colours are in it; it can do nothing else.
DRAWING: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"


def set_policy(response: HttpResponse, policy: str) -> None:
    """And X-Frame-Options to the same effect, where the policy lets our own pages frame the response, or all pages."""
    response.headers[HEADER] = policy
    if "frame-ancestors 'self'" in policy:
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.xframe_options_exempt = "frame-ancestors *" in policy  # type: ignore[attr-defined]  # as Django says it


def site_policy(*picture_urls: str) -> str:
    """``SITE`` with the origins of these URLs; one without scheme or host is ours and adds nothing."""
    parts = [urlsplit(url) for url in picture_urls]
    origins = sorted({f" {part.scheme}://{part.netloc}" for part in parts if part.netloc and part.scheme})
    return SITE.format(pictures="".join(origins))
