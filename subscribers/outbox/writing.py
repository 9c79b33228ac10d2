"""A service mail as bytes: at once when it is queued, or when it is sent, of what its row says happened.

``MAIL_WRITERS`` names, by a dotted path, who makes a ``Written`` of what happened: a function of the JSON that
``queue_happening`` was given and of the moment it was written down. It is called at each try to send, outside any
transaction and any lock, and must need nothing but what it is given: the mail says what was true then.
"""

import json
import logging
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from subscribers.access.signing import sign_mark
from subscribers.addresses import idna_address
from subscribers.mime import Mail, build_mail
from subscribers.models import Message
from subscribers.plaintext import one_line

from .letters import Letter, compose_letter

log = logging.getLogger(__name__)


class UnwrittenError(Exception):
    """Its writer failed; the mail is tried again later, as one whose server is away."""


@dataclass(frozen=True)
class Written:
    """What a writer makes: a letter, and what goes with it (see ``subscribers.mime.Mail``)."""

    letter: Letter
    to_name: str = ""
    calendar: tuple[str, bytes] | None = None
    inline: tuple[tuple[str, str, bytes], ...] = ()
    invitations: tuple[tuple[str, bytes], ...] = ()


def content_of(message: Message) -> bytes:
    """The whole mail, ready for the wire; empty when it has been emptied. Raises ``UnwrittenError``, and logs why."""
    content = bytes(message.content)
    if not message.writer or not content:
        return content
    try:
        with translation.override(message.language):
            written = import_string(settings.MAIL_WRITERS[message.writer])(json.loads(content), message.created_at)
            return compose(message, written)
    except (LookupError, TypeError, AttributeError, ImportError) as error:
        log.exception("a mail of kind %s cannot be written", message.kind)
        raise UnwrittenError(message.kind) from error


def compose(message: Message, written: Written) -> bytes:
    text, html = letter_in(message.language, written.letter)
    return mail_bytes(
        message.public_id,
        message.created_at,
        to=message.email,
        to_name=written.to_name,
        subject=written.letter.heading,
        text=text,
        html=html,
        language=message.language,
        calendar=written.calendar,
        inline=written.inline,
        invitations=written.invitations,
    )


def letter_in(language: str, letter: Letter) -> tuple[str, str]:
    """(plain text, HTML), signed by us."""
    with translation.override(language):
        return compose_letter(
            letter, language=language, sender_name=settings.SENDER_NAME, postal_address=settings.POSTAL_ADDRESS
        )


def mail_bytes(public_id: uuid.UUID, sent_at: datetime, *, to: str, to_name: str, subject: str, **parts: Any) -> bytes:
    """From us; ``parts`` are those of ``Mail``, and ``public_id`` is in its Message-ID."""
    mail = Mail(
        to=idna_address(to),
        to_name=one_line(to_name),
        subject=one_line(subject),
        message_id=message_id(public_id),
        **parts,
    )
    sent_at = timezone.localtime(sent_at)
    return build_mail(mail, sender_name=settings.SENDER_NAME, sender_address=settings.SENDER_ADDRESS, sent_at=sent_at)


def message_id(public_id: uuid.UUID) -> str:
    return f"<{sign_mark(Message.mark + public_id.bytes)}@{settings.UID_DOMAIN}>"
