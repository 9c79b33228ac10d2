"""An issue as plain text: the same words and links as the mail's HTML, in the same order."""

import textwrap

from django.utils.translation import gettext as _

from .pieces import Agenda, Article, Button, Divider, Frame, Illustration, Intro, IssueContent, Piece, Quote, TwoColumns
from .richtext import safe_link, to_text
from .slots import tidy, tidy_line
from .words import dated_line, link_words

WIDTH = 72


def plain_issue(content: IssueContent) -> str:
    """The text part, lines ending in LF; the language of ``content`` must be the active one."""
    frame = content.frame
    top = "\n".join(filter(None, [frame.newsletter_name, dated_line(content.dated)]))
    subject = tidy_line(content.subject)
    parts = [top, f"{subject}\n{'=' * min(len(subject), WIDTH)}"]
    parts += [wrap(plain_piece(piece, frame)) for piece in content.pieces]
    return "\n\n".join(filter(None, parts)) + "\n\n" + plain_footer(frame)


def plain_piece(piece: Piece, frame: Frame) -> str:
    match piece:
        case Intro():
            return joined(heading(piece.heading), to_text(piece.text, frame.site_url), tidy_line(piece.signed))
        case Article():
            return plain_article(piece, frame)
        case Agenda():
            return plain_agenda(piece)
        case Quote():
            return joined(f"“{tidy(piece.text).strip()}”", f"— {tidy_line(piece.who)}" if piece.who else "")
        case Button():
            link = safe_link(piece.link, frame.site_url)
            return f"{tidy_line(piece.text)}:\n{link}" if link else ""
        case TwoColumns():
            return joined(plain_article(piece.left, frame), plain_article(piece.right, frame))
        case Illustration():
            return joined(picture(piece.picture.alt if piece.picture else ""), tidy_line(piece.caption))
        case Divider():
            return "* * *"


def plain_article(article: Article, frame: Frame) -> str:
    link = safe_link(article.link, frame.site_url)
    return joined(
        heading(article.heading),
        picture(article.picture.alt if article.picture else ""),
        to_text(article.text, frame.site_url),
        f"{link_words(article)}:\n{link}" if link else "",
    )


def plain_agenda(agenda: Agenda) -> str:
    days = [
        "\n\n".join(
            [day.label, *(f"{line.time}  {line.title}\n{line.place} · {line.notes}\n{line.url}" for line in day.lines)]
        )
        for day in agenda.days
    ]
    empty = "" if days else _("Er staat nu niets op de agenda.")
    return joined(heading(agenda.heading), *days, empty, f"{_('De hele agenda')}:\n{agenda.more_url}")


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


def picture(alt: str) -> str:
    return f"[{_('Beeld')}: {tidy_line(alt)}]" if alt else ""


def joined(*parts: str) -> str:
    return "\n\n".join(filter(None, parts))


def wrap(text: str) -> str:
    """Lines of at most ``WIDTH`` where words allow it; addresses are never broken."""
    lines = [
        textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False) or [""] for line in text.split("\n")
    ]
    return "\n".join(part for group in lines for part in group)
