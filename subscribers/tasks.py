"""What the queue calls. A lost or doubled call changes nothing: the rows are the truth."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django_q.tasks import async_task

from subscribers.access import keys
from subscribers.accounts import mail
from subscribers.accounts.attempts import forget_turns
from subscribers.admission import codes
from subscribers.caching.steps import add_up_steps
from subscribers.models import FormAnswer, LinkToken, MailBudget, Message, RateCount, State
from subscribers.outbox.states import forget_content
from subscribers.sending import rows
from subscribers.subscriptions import erasing, signing_up

from . import feedback

FORGET_TASK = "subscribers.tasks.forget"


def send_messages() -> dict[str, int]:
    """Send the service mails that are due."""
    return rows.send_messages()


def mail_reset_links(address: str, language: str) -> None:
    """Somebody forgot the password of an account with this address, or says so."""
    mail.send_reset_links(address, language)


def note_wish(address: str, wish: dict[str, Any]) -> None:
    """Somebody asked for the newsletter on this address."""
    signing_up.note_wish(address, wish)


def mail_code(form_name: str, address: str, language: str) -> None:
    """Somebody asked for a code instead of a proof of work."""
    codes.mail_code(form_name, address, language)


def poll_bounces() -> int:
    """Every minute: take in what lies in the bounce mailbox, where there is one."""
    return feedback.poll_bounces()


def tick() -> dict[str, int]:
    """Every minute: give back what a dead worker held, send what was left behind, forget what has expired."""
    rows.reap_messages()
    forget_content(timezone.now())
    forgotten = erasing.forget_unconfirmed(timezone.now())
    day_ago = timezone.now() - timedelta(days=1)
    RateCount.objects.over().delete()
    FormAnswer.objects.filter(at__lt=day_ago).delete()  # a form is not taken after a day
    MailBudget.objects.filter(until__lt=timezone.now()).delete()
    LinkToken.objects.filter(expires_at__lt=day_ago - timedelta(days=7)).delete()
    forget_turns(timezone.now())
    feedback.forget_feedback(timezone.now())
    sent = rows.send_messages() if Message.objects.due(timezone.now()).exists() else {}
    return {"forgotten": forgotten, "sent": sent.get(State.SENT, 0)}


def forget() -> dict[str, int]:
    """Every night: who left long ago, old service mails, keys and steps of versions; hands over to a next
    task while there are more."""
    keys.forget_api_keys(timezone.now())
    add_up_steps()
    done, is_done = erasing.forget_due(timezone.now(), settings.TASK_SOFT_SECONDS)
    if not is_done:
        async_task(FORGET_TASK)
    return done
