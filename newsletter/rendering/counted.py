"""Links whose clicks are counted: in the mail they lead past a counter of ours, by number, never by person.

Only the mail's HTML has them; plain text and archive page show where a link really leads. Pure.
"""

from dataclasses import replace

from .pieces import IssueContent, Link, Piece
from .slots import tidy_line

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
        for words, url in piece.links(content.frame.site_url):
            if url.lower().startswith(WEB):
                found.setdefault(url, tidy_line(words)[:LONGEST])
        start = len(links) + 1
        addresses = {url: f"{content.clicks_url}{number}/" for number, url in enumerate(found, start)}
        links += [Link(block, words, url) for url, words in found.items()]
        pieces.append(piece.readdressed(content.frame.site_url, addresses) if addresses else piece)
    return replace(content, pieces=tuple(pieces)), tuple(links)


def instead(url: str, addresses: Addresses) -> str:
    return addresses.get(url, url)
