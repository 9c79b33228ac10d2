"""A copy of an issue to whoever is making it, through the door that service mail leaves by."""

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from newsletter.models import Issue
from newsletter.rendering.slots import UNSUBSCRIBE
from subscribers.outbox.queueing import queue_message

from .content import render_languages

NO_WAY_OUT = "testmail"  # where a subscriber has a token; it opens the page and signs nobody off


def send_test(issue: Issue, user: AbstractUser) -> int:
    """One mail per language of ``issue`` as it is stored, to the address of ``user``; returns how many.

    Raises ``ValidationError``: ``no_address`` when the account has none, ``not_rendered`` for an unreadable block.
    """
    if not user.email:
        raise ValidationError(
            "Uw account heeft geen e-mailadres. Vul het in bij uw accountinstellingen.", code="no_address"
        )
    try:
        rendered = render_languages(issue, issue.send_at, counts_clicks=False)
    except ValueError as error:
        raise ValidationError(
            "Een van de blokken kan niet worden opgemaakt. Kijk bij ‘Inplannen’ welk.", code="not_rendered"
        ) from error
    stamp = int(timezone.now().timestamp())
    with transaction.atomic():
        for one in rendered:
            queue_message(
                "issue.test",
                f"issue:{issue.public_id}:{one.language}:{user.pk}",
                revision=stamp,
                to=user.email,
                language=one.language,
                subject=f"[Test] {one.subject}",
                text=one.mail_text.replace(UNSUBSCRIBE, NO_WAY_OUT),
                html=one.mail_html.replace(UNSUBSCRIBE, NO_WAY_OUT),
            )
    return len(rendered)
