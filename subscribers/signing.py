"""Links that need no row: an HMAC over purpose, list and public id, valid for years (RFC 8058 links).

Pure but for the key. The key version is in the token; keys rotate through ``SECRET_KEY_FALLBACKS``.
"""

import base64
import binascii
import hashlib
import hmac
import uuid

from django.conf import settings

VERSION = b"\x01"
MAC_BYTES = 15  # 120 bits; with version and id 32 bytes, 43 characters


def sign_link(purpose: str, list_name: str, public_id: uuid.UUID) -> str:
    """A token of 43 URL-safe characters for one purpose, list and person."""
    body = VERSION + public_id.bytes
    return base64.urlsafe_b64encode(body + mac(settings.SECRET_KEY, purpose, list_name, body)).rstrip(b"=").decode()


def read_link(token: str, purpose: str, list_name: str) -> uuid.UUID | None:
    """Whose token this is; None if it was not made by us for this purpose and list."""
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return None
    body, given = raw[:17], raw[17:]
    if len(body) != 17 or body[:1] != VERSION:
        return None
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    # Every key is tried, so that the time taken says nothing about which one fits.
    fits = [hmac.compare_digest(given, mac(key, purpose, list_name, body)) for key in keys]
    return uuid.UUID(bytes=body[1:]) if any(fits) else None


def mac(key: str, purpose: str, list_name: str, body: bytes) -> bytes:
    text = b"\0".join([b"kennisstad.link", purpose.encode(), list_name.encode(), body])
    return hmac.new(key.encode(), text, hashlib.sha256).digest()[:MAC_BYTES]


def keyed_hash(purpose: str, value: str) -> str:
    """A hash that means nothing without our key: for counting and recognising without keeping."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()
