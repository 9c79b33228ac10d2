"""One service mail as bytes for the wire (RFC 5322, CRLF), with an invitation where there is one (RFC 6047).

Pure: everything that varies is an argument.
"""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from subscribers.addresses import ascii_address

HEADER_BREAKS = str.maketrans({"\r": " ", "\n": " ", "\0": " "})


@dataclass(frozen=True)
class Mail:
    """What goes in; ``calendar`` is (method, ics), ``inline`` is (content id, file name, PNG bytes)."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    language: str
    to_name: str = ""
    calendar: tuple[str, bytes] | None = None
    inline: tuple[tuple[str, str, bytes], ...] = ()


def build_mail(mail: Mail, *, sender_name: str, sender_address: str, sent_at: datetime) -> bytes:
    """multipart/mixed(alternative(plain, html[, calendar]), images, invite.ics), or the alternative alone."""
    message = EmailMessage(policy=SMTP)
    message["From"] = mailbox(sender_name, sender_address)
    message["To"] = mailbox(mail.to_name, mail.to)
    message["Subject"] = one_line(mail.subject)
    message["Date"] = sent_at
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = mail.language
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    if mail.calendar:
        method, ics = mail.calendar
        message.add_alternative(ics.decode(), subtype="calendar", cte="base64", params={"method": method})
    for cid, name, data in mail.inline:
        message.add_attachment(data, "image", "png", filename=name, disposition="inline", cid=f"<{cid}>")
    if mail.calendar:
        message.add_attachment(mail.calendar[1], "application", "ics", filename="invite.ics")
    return message.as_bytes()


def mailbox(name: str, address: str) -> Address:
    """A header address; line breaks in a name become spaces, so no header can be smuggled in."""
    return Address(display_name=one_line(name), addr_spec=ascii_address(address))


def one_line(value: str) -> str:
    return " ".join(value.translate(HEADER_BREAKS).split())
