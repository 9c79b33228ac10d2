"""Rich text of authors: cleaned by an allow-list, then written well-formed for mail and web, or as plain text."""

from html import escape
from html.parser import HTMLParser

import nh3

from subscribers.plaintext import html_to_text

from .slots import tidy, tidy_line

TAGS = {"p", "br", "b", "strong", "i", "em", "ul", "ol", "li", "a"}
SCHEMES = ("https://", "http://", "mailto:", "tel:")
Styles = dict[str, tuple[str, str]]


def safe_link(address: str, site_url: str) -> str:
    """``address`` when a mail may carry it, made absolute when it is a path of our own; otherwise empty."""
    address = tidy_line(address)
    if address.startswith("/") and not address.startswith(("//", "/\\")):
        return f"{site_url}{address}"
    return address if address.lower().startswith(SCHEMES) and " " not in address else ""


def links_in(html: str) -> list[tuple[str, str]]:
    """What an author linked to, in order: the address as typed, and the words it is on."""
    finder = _LinkFinder()
    finder.feed(tidy(html))
    finder.close()
    return [(address, tidy_line(words)) for address, words in finder.found]


def clean_links_in(html: str, site_url: str) -> list[tuple[str, str]]:
    """(words, absolute URL) of every link that a reader gets, in order."""
    return [(words, address) for address, words in links_in(clean(html, site_url))]


def relinked(html: str, site_url: str, addresses: dict[str, str]) -> str:
    """Clean XHTML in which a link to a key of ``addresses`` leads to its value instead."""
    return _Writer(site_url, {}, addresses).write(clean(html, site_url))


def clean(html: str, site_url: str) -> str:
    """Only what ``TAGS`` allows, every tag closed, every link absolute and of a scheme we carry."""
    allowed = nh3.clean(
        tidy(html),
        tags=TAGS,
        attributes={"a": {"href"}},
        clean_content_tags={"script", "style", "template", "title"},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    writer = _Writer(site_url, {})
    return writer.write(allowed)


def to_mail(html: str, site_url: str, styles: Styles) -> str:
    """Clean XHTML with a class and inline style per tag, for mail programs that know nothing else."""
    return _Writer(site_url, styles).write(clean(html, site_url))


def to_text(html: str, site_url: str) -> str:
    """As plain text, with the addresses of our own site written out."""
    return html_to_text(clean(html, site_url))


def is_blank(html: str) -> bool:
    return not to_text(html, "").strip()


class _LinkFinder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self.is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append((dict(attrs).get("href") or "", ""))
            self.is_inside = True

    def handle_endtag(self, tag: str) -> None:
        self.is_inside = self.is_inside and tag != "a"

    def handle_data(self, data: str) -> None:
        if self.is_inside:
            address, words = self.found[-1]
            self.found[-1] = address, words + data


class _Writer(HTMLParser):
    """Writes what it is fed as XHTML. Input is nh3's output, so tags are known and balanced."""

    def __init__(self, site_url: str, styles: Styles, addresses: dict[str, str] | None = None) -> None:
        super().__init__(convert_charrefs=True)
        self.site_url = site_url
        self.styles = styles
        self.addresses = addresses or {}  # where a link leads instead
        self.parts: list[str] = []
        self.links: list[bool] = []  # for each open <a>: was it written

    def write(self, html: str) -> str:
        self.feed(html)
        self.close()
        return "".join(self.parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        look = self.styles.get(tag)
        extra = f' class="{look[0]}" style="{escape(look[1])}"' if look else ""
        if tag == "br":
            self.parts.append("<br/>")
        elif tag == "a":
            href = safe_link(dict(attrs).get("href") or "", self.site_url)
            href = self.addresses.get(href, href)
            self.links.append(bool(href))
            if href:
                self.parts.append(f'<a href="{escape(href)}"{extra}>')
        else:
            self.parts.append(f"<{tag}{extra}>")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            if self.links.pop():
                self.parts.append("</a>")
        elif tag != "br":
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(escape(data, quote=False))
