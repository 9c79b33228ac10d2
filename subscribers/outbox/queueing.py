"""The one door service mail leaves by: a row, written in the transaction that causes it.

``queue_letter`` and ``queue_message`` compose the mail at once; ``queue_happening`` writes down what happened, in one
statement, and the queue that sends composes of it: for who holds a lock that others wait for.
"""

import json
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from subscribers.mime import LONGEST_LINE, shortened
from subscribers.models import Message, State
from subscribers.plaintext import one_line

from .django_private import drop_on_commit, runs_on_commit
from .letters import Letter
from .noting import note
from .writing import letter_in, mail_bytes

SEND_TASK = "subscribers.tasks.send_messages"
QUEUE = "mail"


def queue_letter(
    kind: str,
    about: str,
    letter: Letter,
    *,
    revision: int = 0,
    to: str,
    to_name: str = "",
    language: str,
    subject: str = "",
    calendar: tuple[str, bytes] | None = None,
    inline: Sequence[tuple[str, str, bytes]] = (),
    invitations: Sequence[tuple[str, bytes]] = (),
    not_before: datetime | None = None,
) -> Message:
    """Compose ``letter`` in its ``language`` and queue it; the heading is the subject unless another is given."""
    text, html = letter_in(language, letter)
    return queue_message(
        kind,
        about,
        revision=revision,
        to=to,
        to_name=to_name,
        language=language,
        subject=subject or letter.heading,
        text=text,
        html=html,
        calendar=calendar,
        inline=inline,
        invitations=invitations,
        not_before=not_before,
    )


@transaction.atomic
def queue_message(
    kind: str,
    about: str,
    *,
    revision: int = 0,
    to: str,
    to_name: str = "",
    language: str,
    subject: str,
    text: str,
    html: str,
    calendar: tuple[str, bytes] | None = None,
    inline: Sequence[tuple[str, str, bytes]] = (),
    invitations: Sequence[tuple[str, bytes]] = (),
    not_before: datetime | None = None,
) -> Message:
    """Write the mail down and nudge its queue; both commit or vanish with the caller's transaction.

    Unique on (kind, about, revision): a second call for the same cause returns the first row and sends nothing.
    """
    found = Message.objects.filter(kind=kind, about=about, revision=revision).first()
    if found:
        return found
    public_id = uuid.uuid4()
    content = mail_bytes(
        public_id,
        timezone.now(),
        to=to,
        to_name=to_name,
        subject=subject,
        text=text,
        html=html,
        language=language,
        calendar=calendar,
        inline=tuple(inline),
        invitations=tuple(invitations),
    )
    return store_message(
        public_id,
        kind,
        about,
        content,
        revision=revision,
        to=to,
        language=language,
        subject=subject,
        not_before=not_before,
    )


@transaction.atomic
def store_message(
    public_id: uuid.UUID,
    kind: str,
    about: str,
    content: bytes,
    *,
    to: str,
    language: str,
    subject: str,
    revision: int = 0,
    not_before: datetime | None = None,
) -> Message:
    """The row of a mail that is whole already, with the Message-ID of ``public_id`` in it.

    With ``not_before`` it is born deferred until then, and its age, by which patience with it is measured, begins then.
    """
    later = {"state": State.DEFERRED, "next_try_at": not_before, "created_at": not_before} if not_before else {}
    message = Message.objects.create(
        public_id=public_id,
        kind=kind,
        about=about,
        revision=revision,
        email=to,
        language=language,
        subject=shortened(one_line(subject), LONGEST_LINE),
        content=content,
        **later,
    )
    async_task(SEND_TASK, cluster=QUEUE)
    note(kind, about)
    return message


def queue_happening(
    kind: str, about: str, happening: Any, *, writer: str, revision: int, to: str, language: str, subject: str
) -> None:
    """Write down what happened, as JSON; ``writer`` (a name in ``MAIL_WRITERS``) makes the mail of it when it is sent.

    Unique as above. One statement; the queue is nudged once the transaction is over, and the tick finds what that lost.
    """
    row = Message(
        kind=kind,
        about=about,
        revision=revision,
        email=to,
        language=language,
        subject=shortened(one_line(subject), LONGEST_LINE),
        writer=writer,
        content=json.dumps(happening, ensure_ascii=False).encode(),
    )
    Message.objects.bulk_create([row], ignore_conflicts=True)
    nudge_once()
    note(kind, about)


def nudge_once() -> None:
    """Once the transaction is over the queue looks for mail; once, however much was written."""
    if not runs_on_commit(nudge):
        transaction.on_commit(nudge, robust=True)


def call_instead_of_nudge(call: Callable[[], object]) -> None:
    """For who took back what was written in this transaction, and has something else to put into a queue."""
    drop_on_commit(nudge)
    transaction.on_commit(call, robust=True)


def nudge() -> None:
    async_task(SEND_TASK, cluster=QUEUE)
