"""Reading a page the way a browser and a reader of screens would; what is wrong with it comes out as sentences."""

import html
import re
from html.parser import HTMLParser
from typing import Any

from bs4 import BeautifulSoup

UNSEEN = re.compile(r"<!--.*?-->|<!doctype[^>]*>|<(script|style|template)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
TAG = re.compile(r"""</?[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*>""")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Nesting(HTMLParser):
    """Notes every tag that is closed in another order than it was opened, and every id that is used twice."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID and tag != "path":
            self.open.append(tag)
        found = dict(attrs)
        if (own := found.get("id")) is not None:
            if own in self.ids:
                self.problems.append(f"id {own} is used twice")
            self.ids.add(own)
        if "style" in found:
            self.problems.append(f"<{tag}> has an inline style")

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or tag == "path":
            return
        if not self.open or self.open[-1] != tag:
            self.problems.append(f"</{tag}> closes {self.open[-1:] or 'nothing'}")
        else:
            self.open.pop()


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def text_of(response: Any) -> str:
    """All text of the page, spaces folded: what ``soup`` would say, without its price."""
    seen = TAG.sub(" ", UNSEEN.sub(" ", response.content.decode()))
    return " ".join(html.unescape(seen).split())


def problems(response: Any, language: str) -> list[str]:
    """What is wrong with the page; [] for a good one."""
    reader = Nesting()
    reader.feed(response.content.decode())
    found = reader.problems + [f"<{tag}> is never closed" for tag in reader.open]
    page = soup(response)
    if page.html["lang"] != language:
        found.append(f"lang is {page.html['lang']}, not {language}")
    levels = [int(heading.name[1]) for heading in page.find_all(["h1", "h2", "h3", "h4", "h5", "h6"])]
    if levels.count(1) != 1:
        found.append(f"{levels.count(1)} h1")
    found += [f"h{a} is followed by h{b}" for a, b in zip(levels, levels[1:], strict=False) if b > a + 1]
    if not page.find("a", href="#main") or not page.find("main", id="main"):
        found.append("no skip link")
    found += [
        f"label for {label['for']} has no control" for label in page.find_all("label") if not page.find(id=label["for"])
    ]
    found += [
        f"script of type {script.get('type')}"
        for script in page.find_all("script")
        if script.get("type") != "application/ld+json" and not script.get("src", "").startswith("/static/kennisstad/")
    ]
    if response.cookies:
        found.append("sets a cookie")
    return found
