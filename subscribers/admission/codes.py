"""A signed code by mail, for who cannot or will not let a script work: it shows that somebody reads the mailbox.

The code is an HMAC over form, address and half hour; nothing is stored but how often it was used.
"""

import base64
import hmac
import uuid
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from subscribers.access.signing import keyed_hash
from subscribers.access.throttle import Budget, count
from subscribers.models import normalise_address
from subscribers.outbox.budget import claim_mail
from subscribers.outbox.queueing import QUEUE, queue_letter

from .letters import code_letter

MAIL_TASK: Final = "subscribers.tasks.mail_code"
KIND: Final = "proof.code"
VALID_FOR: Final = timedelta(minutes=30)  # and until the end of the next, so that one mailed late works
LENGTH: Final = 8  # of 32 signs: 40 bits, and each guess is a use of the network
USES: Final = 6  # of one code: somebody may register for several things


def ask_for_code(form_name: str, email: str, language: str) -> None:
    """Leave it for the queue of service mail, so that the time of an answer tells nothing of who has the address."""
    async_task(MAIL_TASK, form_name, email, language, cluster=QUEUE)


@transaction.atomic
def mail_code(form_name: str, email: str, language: str) -> None:
    """Mail the code of now, unless the address just got one or too many."""
    if not claim_mail(email, again=KIND):
        return
    letter = code_letter(make_code(form_name, email, slot_now()))
    queue_letter(KIND, f"code:{uuid.uuid4()}", letter, to=email, language=language)


def is_right_code(code: str, form_name: str, email: str) -> bool:
    """Whether ``code`` was mailed to this address for this form within the hour, and not used too often."""
    given = "".join(code.upper().split()).replace("-", "")
    slots = (slot_now(), slot_now() - 1)
    codes = [make_code(form_name, email, slot).replace("-", "") for slot in slots]
    is_right = any(hmac.compare_digest(given.encode(), made.encode()) for made in codes)
    return is_right and not count(Budget(f"code:{form_name}:{given}", USES, 3600))[0].is_over


def make_code(form_name: str, email: str, slot: int) -> str:
    """``ABCD-2345``: without 0, 1 and 8, which look like letters."""
    digest = keyed_hash("code", f"{form_name}\0{normalise_address(email)}\0{slot}")
    text = base64.b32encode(bytes.fromhex(digest)).decode()[:LENGTH]
    return f"{text[:4]}-{text[4:]}"


def slot_now() -> int:
    return int(timezone.now().timestamp()) // int(VALID_FOR.total_seconds())
