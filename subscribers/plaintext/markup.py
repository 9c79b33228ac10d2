"""HTML where text is meant, and the text of HTML."""

import re
from html.parser import HTMLParser

TAG = re.compile(r"</?[a-z][^<>]*>|<!--", re.IGNORECASE)
SPACES = re.compile("[ \t\n]+")


def markup_in(text: str) -> str:
    """The first that looks like a tag of HTML, ``""`` for none; ``2 < 3`` and ``<3`` are no tags."""
    found = TAG.search(text)
    return found.group() if found else ""


def html_to_text(html: str) -> str:
    """Paragraphs and headings apart, list items marked, addresses in brackets after what they were linked from.

    ``html`` is clean: known tags, each of them closed.
    """
    return _TextWriter().write(html)


class _TextWriter(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.lists: list[int | None] = []  # per open list: the last number, or None for bullets
        self.link = ""
        self.linked: list[str] = []

    def write(self, html: str) -> str:
        self.feed(html)
        self.close()
        text = "\n".join(line.strip(" \t") for line in "".join(self.parts).split("\n"))
        return re.sub(r"\n{3,}", "\n\n", text).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"ul", "ol"}:
            self.lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self.parts.append(f"\n{self._mark()} ")
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "a":
            self.link, self.linked = dict(attrs).get("href") or "", []

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol"}:
            self.lists.pop()
        if tag in {"ul", "ol", "p", "h3", "h4"}:
            self.parts.append("\n\n")
        elif tag == "a":
            shown = "".join(self.linked).strip()
            if self.link.removeprefix("mailto:").removeprefix("tel:") != shown:
                self.parts.append(f" ({self.link})")
            self.link = ""

    def handle_data(self, data: str) -> None:
        words = SPACES.sub(" ", data)
        self.parts.append(words)
        if self.link:
            self.linked.append(words)

    def _mark(self) -> str:
        if not self.lists or self.lists[-1] is None:
            return "-"
        self.lists[-1] += 1
        return f"{self.lists[-1]}."
