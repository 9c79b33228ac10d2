"""Two languages as two columns: how a text is read in one of them, and codes that address a thing for ever."""

import secrets

CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # no i, l, o, 0, 1: read aloud, copied from paper


def new_code() -> str:
    """Eight letters and digits (about 40 bits): unguessable enough to be unlisted, short enough for a QR code."""
    return random_code(8)


def new_ticket_code() -> str:
    """Twelve (59.5 bits): phones at the door hold hashes of them, under a key that is there as well."""
    return random_code(12)


def random_code(length: int) -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(length))


def in_language(row: object, field: str, language: str) -> str:
    """``row.field`` in ``language``; Dutch where English is missing."""
    return (getattr(row, f"{field}_en", "") if language == "en" else "") or getattr(row, field)
