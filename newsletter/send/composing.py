"""How a delivery becomes a mail: the approved bytes of its language, with what is of this recipient alone."""

from collections.abc import Callable

from django.conf import settings
from django.utils import timezone, translation

from newsletter.compose.content import absolute, unsubscribe_url
from newsletter.models import Delivery, Issue, Rendition
from newsletter.subscribing.unsubscribe_link import unsubscribe_token
from subscribers.addresses import ascii_address
from subscribers.outbox.marks import envelope_sender, mark_of
from subscribers.smtp import MailObject

from .mime import CompiledMessage, Letterhead, Recipient, compile_message

LEAVE_MAILBOX = "uitschrijven"  # at the bounce domain, where what comes in is read


def composer(issue: Issue) -> Callable[[Delivery], MailObject]:
    """How a row of ``issue`` becomes a mail: each language is compiled once, here."""
    compiled = {one.language: compile_rendition(issue, one) for one in issue.renditions.all()}
    domain = settings.SENDER_ADDRESS.rpartition("@")[2]

    def compose(row: Delivery) -> MailObject:
        mark = mark_of(row)
        recipient = Recipient(
            address=row.email,
            token=unsubscribe_token(row.subscriber_public_id),
            message_id=f"<{mark}@{domain}>",
            at=timezone.now(),
        )
        message = compiled.get(row.language) or compiled["nl"]
        content = message.join(recipient)
        return MailObject(envelope_sender(mark), ascii_address(row.email), content, message.is_wire_ready)

    return compose


def compile_rendition(issue: Issue, rendition: Rendition) -> CompiledMessage:
    """The approved bytes of one language, ready to be joined."""
    return compile_message(
        subject=rendition.subject,
        html=rendition.mail_html,
        text=rendition.mail_text,
        language=rendition.language,
        letterhead=letterhead(rendition.language),
        feedback_id=f"{issue.pk}:{rendition.language}:nieuwsbrief:{settings.SITE_HOST}",
        signer=settings.DKIM_SIGNER,
    )


def letterhead(language: str) -> Letterhead:
    """What the list says about itself, with addresses in the reader's language."""
    with translation.override(language):
        return Letterhead(
            sender_name=settings.SENDER_NAME,
            sender_address=settings.SENDER_ADDRESS,
            newsletter_name=settings.NEWSLETTER_NAME,
            archive_url=absolute("newsletter"),
            unsubscribe_url=unsubscribe_url(),
            leave_address=f"{LEAVE_MAILBOX}@{settings.BOUNCE_DOMAIN}" if settings.BOUNCE_DOMAIN else "",
        )
