"""What people agree to, and the proof of it."""

from django.utils import translation
from django.utils.translation import gettext as _

from subscribers.models import Consent, Subscriber

TEXT_VERSION = "2026-11"


def consent_text() -> str:
    """What one agrees to, as the form shows it; its version is kept with every consent."""
    return _(
        "Ik wil de nieuwsbrief over de gekozen onderwerpen per e-mail ontvangen. "
        "Ik kan mij altijd met één klik afmelden."
    )


def note_consent(subscriber: Subscriber, action: Consent.Action, slugs: list[str], language: str, source: str) -> None:
    with translation.override(language):
        text = "" if action == Consent.Action.WITHDRAWN else consent_text()
    Consent.objects.create(
        subscriber=subscriber,
        action=action,
        topics=slugs,
        text=text,
        text_version=TEXT_VERSION,
        language=language,
        source=source,
    )
