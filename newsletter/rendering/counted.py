"""Links whose clicks are counted: in the mail they lead past a counter of ours, by number, never by person.

Only the mail's HTML has them; plain text and archive page show where a link really leads. Pure.
"""

from dataclasses import replace

from django.utils.translation import gettext as _

from .pieces import Agenda, AgendaDay, Article, Button, Intro, IssueContent, Link, Piece, TwoColumns
from .richtext import clean, links_in, relinked, safe_link
from .slots import tidy_line
from .words import link_words

WEB = ("https://", "http://")  # who mails or phones, or leaves, is nobody's business
LONGEST = 120  # characters of the words of a link that are kept
Addresses = dict[str, str]  # where a link leads → where it leads in the mail


def with_counted_links(content: IssueContent) -> tuple[IssueContent, tuple[Link, ...]]:
    """``content`` as its mail has it, and the links by number from 1; equal ones in one block are one link.

    The language of ``content`` must be the active one.
    """
    pieces: list[Piece] = []
    links: list[Link] = []
    for block, piece in enumerate(content.pieces, 1):
        found: dict[str, str] = {}
        for words, url in links_of(piece, content.frame.site_url):
            if url.lower().startswith(WEB):
                found.setdefault(url, tidy_line(words)[:LONGEST])
        start = len(links) + 1
        addresses = {url: f"{content.clicks_url}{number}/" for number, url in enumerate(found, start)}
        links += [Link(block, words, url) for url, words in found.items()]
        pieces.append(readdressed(piece, content.frame.site_url, addresses))
    return replace(content, pieces=tuple(pieces)), tuple(links)


def links_of(piece: Piece, site_url: str) -> list[tuple[str, str]]:
    """(words, absolute address) of every link of a piece, in reading order."""
    match piece:
        case Intro():
            return in_text(piece.text, site_url)
        case Article():
            return [*in_text(piece.text, site_url), (link_words(piece), safe_link(piece.link, site_url))]
        case TwoColumns():
            return [*links_of(piece.left, site_url), *links_of(piece.right, site_url)]
        case Button():
            return [(piece.text, safe_link(piece.link, site_url))]
        case Agenda():
            lines = [(line.title, line.url) for day in piece.days for line in day.lines]
            return [*lines, (_("De hele agenda"), piece.more_url)]
    return []


def in_text(html: str, site_url: str) -> list[tuple[str, str]]:
    return [(words, address) for address, words in links_in(clean(html, site_url))]


def readdressed(piece: Piece, site_url: str, addresses: Addresses) -> Piece:
    """``piece`` with every link that is a key of ``addresses`` leading to its value."""
    if not addresses:
        return piece
    match piece:
        case Intro():
            return replace(piece, text=relinked(piece.text, site_url, addresses))
        case Article():
            return readdressed_article(piece, site_url, addresses)
        case TwoColumns():
            left, right = (readdressed_article(one, site_url, addresses) for one in (piece.left, piece.right))
            return replace(piece, left=left, right=right)
        case Button():
            return replace(piece, link=instead(safe_link(piece.link, site_url), addresses))
        case Agenda():
            days = tuple(readdressed_day(day, addresses) for day in piece.days)
            return replace(piece, days=days, more_url=instead(piece.more_url, addresses))
    return piece


def readdressed_article(article: Article, site_url: str, addresses: Addresses) -> Article:
    link = instead(safe_link(article.link, site_url), addresses)
    return replace(article, text=relinked(article.text, site_url, addresses), link=link)


def readdressed_day(day: AgendaDay, addresses: Addresses) -> AgendaDay:
    return replace(day, lines=tuple(replace(line, url=instead(line.url, addresses)) for line in day.lines))


def instead(url: str, addresses: Addresses) -> str:
    return addresses.get(url, url)
