"""The secret that signs links, sessions and forms."""

import contextlib
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def find_secret(key: str, var: Path, *, is_installation: bool) -> str:
    """``key``, or outside an installation the one kept in VAR/secret (made on first use, readable by us only)."""
    if key and len(key) >= 32 and len(set(key)) >= 8 and not key.startswith("django-insecure"):
        return key
    if key:
        raise ImproperlyConfigured("setting SECRET_KEY is weak: use at least 32 random characters")
    if is_installation:
        raise ImproperlyConfigured("setting SECRET_KEY is missing: with DEBUG=0 the service needs a secret of its own")
    kept = var / "secret"
    if not kept.exists():
        fresh = var / f".secret-{os.getpid()}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):  # another process was first: its secret holds
            os.link(fresh, kept)
        fresh.unlink()
    return kept.read_text().strip()
