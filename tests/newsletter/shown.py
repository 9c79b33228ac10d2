"""What a reader of a mail's HTML gets."""

import re
from html.parser import HTMLParser


class Shown(HTMLParser):
    """What a reader of the HTML gets: words, links, alternatives and sizes of images, headings."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.links, self.alts, self.sizes, self.headings, self.skipping = "", [], [], [], [], 0

    @classmethod
    def of(cls, html: str) -> "Shown":
        shown = cls()
        shown.feed(html)
        return shown

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.skipping += tag == "style"
        if tag == "a":
            self.links.append(values["href"])
        if tag == "img":
            self.alts.append(values.get("alt"))
            self.sizes.append((values.get("width"), values.get("height")))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        self.skipping -= tag == "style"

    def handle_data(self, data: str) -> None:
        self.words += "" if self.skipping else data
