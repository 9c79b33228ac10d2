"""The parts of a mail as one line: ``mixed(related(alternative(plain, html, calendar), png), ics)``."""

from email.message import Message
from typing import cast


def tree(mail: Message) -> str:
    """By subtype, from the outside in."""
    name = mail.get_content_subtype()
    parts = cast("list[Message]", mail.get_payload()) if mail.is_multipart() else []
    return f"{name}({', '.join(tree(part) for part in parts)})" if parts else name
