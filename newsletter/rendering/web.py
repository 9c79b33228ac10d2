"""An issue as semantic HTML for the archive page: sections under the page's own h1, styled by the site."""

import re

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from .pieces import NAMES, Article, Button, Intro, IssueContent, Picture, Piece, TwoColumns
from .richtext import clean, safe_link
from .words import link_words

PART = re.compile(r'<section class="part part-(\w+)" data-part="(\d+)">\n(.*?)\n</section>', re.S)


def web_issue(content: IssueContent) -> str:
    """The lead drawing, then one ``<section>`` per piece, numbered from 1 as the desk does."""
    opening = [opening_image(content.lead)] if content.lead else []
    return "\n".join([*opening, *(section(number, piece, content) for number, piece in enumerate(content.pieces, 1))])


def opening_image(lead: Picture) -> str:
    image = '<img class="opening-image" src="{}" width="{}" height="{}" alt="{}">'
    return format_html(image, lead.url, lead.width, lead.height, lead.alt)


def section(number: int, piece: Piece, content: IssueContent) -> str:
    name, html = NAMES[type(piece)], web_piece(piece, content)
    return f'<section class="part part-{name}" data-part="{number}">\n{html}\n</section>'


def web_piece(piece: Piece, content: IssueContent) -> str:
    site_url = content.frame.site_url
    context: dict[str, object] = {"piece": piece, "language": content.language}
    match piece:
        case Intro():
            context |= {"text": mark_safe(clean(piece.text, site_url))}
        case Article():
            context |= {"article": web_article(piece, site_url)}
        case TwoColumns():
            context |= {"articles": [web_article(piece.left, site_url), web_article(piece.right, site_url)]}
        case Button():
            context |= {"link": safe_link(piece.link, site_url)}
    return render_to_string(f"newsletter/web/{NAMES[type(piece)]}.html", context).strip()


def web_article(article: Article, site_url: str) -> dict[str, object]:
    return {
        "heading": article.heading,
        "picture": article.picture,
        "text": mark_safe(clean(article.text, site_url)),
        "link": safe_link(article.link, site_url),
        "link_text": link_words(article),
    }


def parts_of(web_html: str) -> dict[int, tuple[str, str]]:
    """What ``web_issue`` wrote, taken apart again: number → (name of the piece, its HTML)."""
    return {int(number): (name, html) for name, number, html in PART.findall(web_html)}
