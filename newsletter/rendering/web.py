"""An issue as semantic HTML for the archive page: sections under the page's own h1, styled by the site."""

import re

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from subscribers.pictures.markup import picture_element

from .pieces import IssueContent, Picture, Piece
from .richtext import clean

ARTICLE = 42  # rem, the width of ``.issue`` in site.css
PART = re.compile(r'<section class="part part-(\w+)" data-part="(\d+)">\n')


def web_issue(content: IssueContent) -> str:
    """The lead drawing, then one ``<section>`` per piece, numbered from 1 as the desk does."""
    opening = [opening_image(content.lead)] if content.lead else []
    return "\n".join([*opening, *(section(number, piece, content) for number, piece in enumerate(content.pieces, 1))])


def opening_image(lead: Picture) -> str:
    image = '<img class="opening-image" src="{}" width="{}" height="{}" alt="{}">'
    return format_html(image, lead.url, lead.width, lead.height, lead.alt)


def web_picture(picture: Picture | None, shown: int) -> SafeString | str:
    """In the widths there are; ``shown`` is how wide it is on a large screen, in rem. Nothing for None."""
    if picture is None:
        return ""
    size = {"width": picture.width, "height": picture.height}
    sizes = f"(min-width: {ARTICLE}rem) {shown}rem, 100vw"
    return picture_element(picture.url, picture.widths, sizes, **size, alt=picture.alt, loading="lazy")


def section(number: int, piece: Piece, content: IssueContent) -> str:
    return f'<section class="part part-{piece.name}" data-part="{number}">\n{piece.as_web(content)}\n</section>'


def rich_web(html: str, site_url: str) -> SafeString:
    """Rich text of an author, cleaned."""
    return mark_safe(clean(html, site_url))


def parts_of(web_html: str) -> dict[int, tuple[str, str]]:
    """What ``web_issue`` wrote, taken apart again: number → (name of the piece, its HTML)."""
    found = ((PART.search(part), part) for part in web_html.split("\n</section>"))
    return {int(head[2]): (head[1], part[head.end() :]) for head, part in found if head}
