"""Why a mail was left out, refused or is uncertain, in words for staff."""

REASONS = {
    "erased": "adres gewist",
    "suppressed": "geblokkeerd adres",
    "bad-address": "adres dat niet kan bestaan",
    "unconfirmed": "aanmelding nooit bevestigd",
    "left": "afgemeld",
    "process-lost": "het verzenden werd afgebroken; misschien aangekomen",
}


def reason_in_words(reason: str) -> str:
    """Our own reasons in Dutch; another one as it is."""
    return REASONS.get(reason, reason or "–")
