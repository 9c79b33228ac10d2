"""Names as a volunteer types them. The door page folds them in the same way (``fold`` in ``door.js``). Pure."""

import unicodedata


def fold(text: str) -> str:
    """Small letters without accents and signs: ``Van 't Hóf`` is ``van t hof``."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    kept = (sign if unicodedata.category(sign)[0] in "LN" else " " for sign in plain.lower())
    return " ".join("".join(kept).split())


def surnames(name: str) -> list[str]:
    """What one may type to find it: all behind the first name, and the last word alone."""
    words = fold(name).split()
    return list(dict.fromkeys([" ".join(words[1:]) or words[0], words[-1]])) if words else []


def initials(name: str) -> str:
    return "".join(f"{word[0].upper()}." for word in name.split())
