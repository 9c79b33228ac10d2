"""Why a mail was left out, refused or is uncertain, in words for staff."""

REASONS = {
    "erased": "adres gewist",
    "suppressed": "geblokkeerd adres",
    "bad-address": "adres dat niet kan bestaan",
    "unconfirmed": "aanmelding nooit bevestigd",
    "left": "afgemeld",
    "cancelled": "het verzenden werd gestopt",
    "refused": "geweigerd",
    "refused-for-now": "voorlopig geweigerd",
    "too-large": "groter dan onze mailserver aanneemt",
    "needs-smtputf8": "adres dat onze mailserver niet aankan",
    "no-connection": "de verbinding viel weg; het wacht op een nieuwe poging",
    "relay-refused": "onze mailserver wilde het niet aannemen; het wacht op een nieuwe poging",
    "lost-after-content": "de verbinding viel weg na verzending; misschien aangekomen",
    "answered-out-of-turn": "de mailserver antwoordde verward; misschien aangekomen",
    "uncertain-left": "misschien aangekomen; een medewerker liet het zo",
    "process-lost": "het verzenden werd afgebroken; misschien aangekomen",
}


def reason_in_words(reason: str) -> str:
    """Our own reasons in Dutch; another one as it is."""
    return REASONS.get(reason, reason or "–")
