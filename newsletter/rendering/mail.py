"""An issue as mail HTML: typed pieces → MJML by templates of ours → HTML by mrml. Authors never see MJML.

mrml neither escapes nor complains, so everything that reaches it is escaped by the template engine or cleaned by
``richtext``; what it cannot read raises ``ValueError`` with a byte offset that says nothing to people, hence
``compile_piece``, which names the piece.
"""

import re

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from mjml import mjml2html

from . import palette
from .pieces import IssueContent, Picture, Piece
from .plain import question, reason
from .richtext import to_mail
from .slots import tidied, tidy_line
from .words import dated_line

WIDE_REFERENCE = re.compile(r"&#(12[89]|1[3-9]\d|[2-9]\d\d|\d{4,7});")
OUTER, INNER = 600, 536  # CSS pixels of the column, and between its side margins


def mail_issue(content: IssueContent) -> str:
    """The HTML part, in the active language. Raises ValueError for what mrml cannot read."""
    return compile_mjml(content, [piece.as_mjml(content) for piece in content.pieces])


def compile_piece(piece: Piece, content: IssueContent) -> str:
    """One piece alone in its frame: raises ValueError exactly when that piece is the guilty one."""
    return compile_mjml(content, [tidied(piece).as_mjml(content)])


def compile_mjml(content: IssueContent, pieces: list[str]) -> str:
    context = {
        **colours(),
        "content": content,
        "subject": tidy_line(content.subject),
        "preheader": tidy_line(content.preheader),
        "dated": dated_line(content.dated),
        "lead": mail_picture(content.lead, OUTER),
        "pieces": [mark_safe(piece) for piece in pieces],
        "read_online": _("Lees op de site"),
        "footer": mail_footer(content),
    }
    return compile_source(render_to_string("newsletter/mail/frame.mjml", context))


def compile_source(source: str) -> str:
    """MJML → HTML. mrml writes attributes in Rust's debug form: ``\\`` doubled, a combining accent as ``\\u{301}``.

    So it only gets to see ASCII without backslashes, the rest as character references, which it leaves alone.
    """
    ascii_only = source.replace("\r\n", "\n").replace("\\", "&#92;").encode("ascii", "xmlcharrefreplace").decode()
    html = mjml2html(ascii_only, disable_comments=False, fonts={})
    return WIDE_REFERENCE.sub(lambda found: chr(int(found[1])), html)


def mail_footer(content: IssueContent) -> SafeString:
    """The question, who sends it, why, and the way out. In code, so that no template can lose it."""
    frame = content.frame
    links = [
        (frame.unsubscribe_url, _("Uitschrijven")),
        (frame.web_url, _("Lees dit nummer op de site")),
        (frame.archive_url, _("Eerdere nummers")),
        (frame.privacy_url, _("Wat wij met uw gegevens doen")),
    ]
    link = '<a class="k-link" href="{}" style="{};display:inline-block;padding:10px 18px 10px 0">{}</a>'
    items = format_html_join(" ", link, ((url, palette.LINK, words) for url, words in links))
    who = format_html("<strong>{}</strong><br/>{}", frame.sender_name, frame.postal_address)
    paragraph = f'<p class="k-quiet" style="{palette.QUIET}">{{}}</p>'
    asked = format_html(link, frame.useful_url, palette.LINK, question()) if frame.useful_url else ""
    parts = [part for part in (asked, reason(frame), items, who) if part]
    return format_html(paragraph * len(parts), *parts)


def mail_picture(picture: Picture | None, most: int) -> dict[str, object]:
    """What ``picture.mjml`` shows, at most ``most`` CSS pixels wide; {} for None.

    Ours and no ``mj-image``, which writes no height or one that stays the same on a small screen. Programs that block
    images keep their place by the numbers.
    """
    if not picture:
        return {}
    width = min(most, picture.width)
    height = round(picture.height * width / picture.width)
    return {"url": picture.url, "alt": tidy_line(picture.alt), "width": width, "height": height}


def rich_mail(html: str, site_url: str) -> SafeString:
    """Rich text of an author, cleaned, with a style on every tag."""
    return mark_safe(to_mail(html, site_url, palette.RICH_STYLES))


def colours() -> dict[str, object]:
    return {"c": palette.LIGHT, "d": palette.DARK, "s": palette.STYLES, "serif": palette.SERIF, "sans": palette.SANS}
