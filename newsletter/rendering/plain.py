"""An issue as plain text: the same words and links as the mail's HTML, in the same order."""

import textwrap

from django.utils.translation import gettext as _

from .pieces import Frame, IssueContent, Picture
from .slots import tidy_line
from .words import dated_line

WIDTH = 72


def plain_issue(content: IssueContent) -> str:
    """The text part, lines ending in LF; the language of ``content`` must be the active one."""
    frame = content.frame
    top = "\n".join(filter(None, [frame.newsletter_name, dated_line(content.dated)]))
    subject = tidy_line(content.subject)
    parts = [top, f"{subject}\n{'=' * min(len(subject), WIDTH)}"]
    parts += [wrap(piece.as_text(frame.site_url)) for piece in content.pieces]
    return "\n\n".join(filter(None, parts)) + "\n\n" + plain_footer(frame)


def plain_footer(frame: Frame) -> str:
    """Sender, reason and the way out; ``rendering.render_issue`` refuses a text without them."""
    return "\n".join(
        [
            "-- ",
            *([f"{question()}: {frame.useful_url}"] if frame.useful_url else []),
            *textwrap.wrap(reason(frame), WIDTH, break_long_words=False, break_on_hyphens=False),
            f"{_('Uitschrijven')}: {frame.unsubscribe_url}",
            f"{_('Lees dit nummer op de site')}: {frame.web_url}",
            f"{_('Eerdere nummers')}: {frame.archive_url}",
            f"{_('Wat wij met uw gegevens doen')}: {frame.privacy_url}",
            "",
            frame.sender_name,
            frame.postal_address,
            "",
        ]
    )


def question() -> str:
    return _("Vond u dit nummer nuttig? Laat het ons weten")


def reason(frame: Frame) -> str:
    """Why the reader gets this."""
    return _("U krijgt deze mail omdat u zich heeft aangemeld voor %(newsletter)s.") % {
        "newsletter": frame.newsletter_name
    }


def heading(text: str) -> str:
    line = tidy_line(text)
    return f"{line}\n{'-' * min(len(line), WIDTH)}" if line else ""


def picture_words(picture: Picture | None) -> str:
    return f"[{_('Beeld')}: {tidy_line(picture.alt)}]" if picture and picture.alt else ""


def joined(*parts: str) -> str:
    return "\n\n".join(filter(None, parts))


def wrap(text: str) -> str:
    """Lines of at most ``WIDTH`` where words allow it; addresses are never broken."""
    lines = [
        textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False) or [""] for line in text.split("\n")
    ]
    return "\n".join(part for group in lines for part in group)
