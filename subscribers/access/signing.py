"""What needs no row to be believed: links with an HMAC over purpose, list and public id, valid for years (RFC 8058),
and marks in our mails, by which a report on one of them is known.

Pure but for the key. The key version is in the token; keys rotate through ``SECRET_KEY_FALLBACKS``.
"""

import base64
import binascii
import hashlib
import hmac
import re
import uuid
from functools import lru_cache
from itertools import islice

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
    return hmac.digest(key.encode(), text, "sha256")[:MAC_BYTES]


def keyed_hash(purpose: str, value: str) -> str:
    """A hash that means nothing without our key: for counting and recognising without keeping."""
    return keyed_hashes(purpose, value)[0]


def keyed_hashes(purpose: str, value: str) -> list[str]:
    """The same with every key that still holds, the present one first: to find what was kept under an older one."""
    said = f"{purpose}\0{value}".encode()
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [hmac.new(key.encode(), said, hashlib.sha256).hexdigest() for key in keys]


# --- marks: which of our mails a report is about -----------------------------------------------------
MARK = re.compile(r"\bb-([a-z2-7]{2,30})\.([a-z2-7]{8})@", re.IGNORECASE)
MARK_MAC_BYTES, MARK_MAC_CHARS = 5, 8  # guessing one takes 2⁴⁰ mails to us, and wins the rest of one address
MARKS_TRIED = 10


def sign_mark(body: bytes) -> str:
    """``b-<id>.<mac>``: the local part of an envelope sender or a Message-ID; base32 in lower case, a letter first."""
    both = mark_mac(settings.SECRET_KEY, body) + body  # encoded at once: this runs for every mail
    text = base64.b32encode(both).decode("ascii").rstrip("=").lower()
    return f"b-{text[MARK_MAC_CHARS:]}.{text[:MARK_MAC_CHARS]}"


def read_mark(text: str) -> bytes | None:
    """The body of the first mark in ``text`` that we made; None when there is none."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    for found in islice(MARK.finditer(text), MARKS_TRIED):
        body, given = unbase32(found[1]), unbase32(found[2])
        if body and given and any(hmac.compare_digest(given, mark_mac(key, body)) for key in keys):
            return body
    return None


@lru_cache(maxsize=16)
def mark_signer(secret: str) -> hmac.HMAC:
    """An HMAC under a key for nothing but marks, ready to be copied."""
    return hmac.new(hmac.digest(secret.encode(), b"kennisstad.mark", "sha256"), digestmod="sha256")


def mark_mac(secret: str, body: bytes) -> bytes:
    signer = mark_signer(secret).copy()
    signer.update(body)
    return signer.digest()[:MARK_MAC_BYTES]


def unbase32(text: str) -> bytes | None:
    try:
        return base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError):
        return None
