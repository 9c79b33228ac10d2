"""The server that tiles of maps come from, where the operator chose one."""

import re

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import address


def map_tiles(pattern: str, credit: str) -> tuple[str, str]:
    """The pattern of addresses, ``""`` for none, and who is named for them; what cannot be used is refused by name.

    The host goes into a header, so it may be nothing but a host.
    """
    parts = address("MAP_TILES", pattern)
    ours = not parts.scheme and not parts.netloc and pattern.startswith("/")
    if pattern and not (ours or (parts.scheme == "https" and re.fullmatch(r"[\w.-]+(:\d+)?", parts.netloc))):
        raise ImproperlyConfigured(f"setting MAP_TILES must begin with https:// and a host, or with /, not {pattern!r}")
    if pattern and not all(part in parts.path + parts.query for part in ("{z}", "{x}", "{y}")):
        raise ImproperlyConfigured(f"setting MAP_TILES must have {{z}}, {{x}} and {{y}} in it, not {pattern!r}")
    if pattern and not credit:
        raise ImproperlyConfigured("setting MAP_CREDIT is missing: whoever makes the tiles of MAP_TILES must be named")
    return pattern, credit
