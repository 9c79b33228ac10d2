"""Words that mail, text and web share."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .pieces import Article
from .slots import tidy_line


def dated_line(day: date | None) -> str:
    """ "dinsdag 24 november 2026" in the active language; empty when no day was chosen yet."""
    return date_format(day, "l j F Y") if day else ""


def link_words(article: Article) -> str:
    """The author's words for the link, or words that make sense alone."""
    return tidy_line(article.link_text) or _("Lees verder over %(heading)s") % {"heading": tidy_line(article.heading)}
