"""Mail that Django and Wagtail write themselves (a forgotten password), by the queue of service mail.

So it waits for a relay that is away instead of failing in somebody's face, and goes by any relay that answers.
"""

import uuid
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import get_language

from .queueing import store_message
from .writing import message_id

KIND = "django"


class ServiceMailQueue(BaseEmailBackend):
    """``EMAIL_BACKEND``: one row for each recipient."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            for address in mail.recipients():
                self.queue(mail, address)
        return len(email_messages)

    def queue(self, mail: EmailMessage, address: str) -> None:
        public_id = uuid.uuid4()
        mail.extra_headers |= {"Message-ID": message_id(public_id), "Auto-Submitted": "auto-generated"}
        content = mail.message().as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        language = (get_language() or "nl")[:2]
        store_message(
            public_id, KIND, f"mail:{public_id}", content, to=address, language=language, subject=str(mail.subject)
        )
