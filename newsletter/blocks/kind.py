"""What every kind of block has; the defaults suit one without fields, links, pictures or anything to forget."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar, Self

from django.template.loader import render_to_string
from wagtail.blocks import Block

from newsletter.rendering.counted import Addresses
from newsletter.rendering.mail import colours
from newsletter.rendering.pieces import IssueContent, Picture

from .checks import Forgotten


class Kind(ABC):
    """One block as plain data (a frozen dataclass), and its forms. The active language is that of the issue."""

    name: ClassVar[str]  # of its folder, and of its sections in archive pages that are kept
    fields: ClassVar[type[Block]]  # what staff fill in

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """TypeError for a kind with ``links`` alone: their clicks would not be counted, and nobody would see it."""
        super().__init_subclass__(**kwargs)
        if ("links" in vars(cls)) != ("readdressed" in vars(cls)):
            raise TypeError(f"{cls.__qualname__}: `links` and `readdressed` go together")

    @classmethod
    def gather(cls, value: Any, language: str, at: datetime) -> Self:
        """From what is stored; what it shows of the programme is as the public knows it at ``at``."""
        return cls()

    @abstractmethod
    def as_text(self, site_url: str) -> str:
        """Its plain text, paragraphs apart by an empty line; lines are wrapped afterwards."""

    def as_mjml(self, content: IssueContent) -> str:
        extra = self.mail_context(content.frame.site_url)
        return render_to_string(f"{self.name}/mail.mjml", {**colours(), "piece": self, "content": content, **extra})

    def as_web(self, content: IssueContent) -> str:
        extra = self.web_context(content.frame.site_url)
        context = {"piece": self, "language": content.language, **extra}
        return render_to_string(f"{self.name}/web.html", context).strip()

    def mail_context(self, site_url: str) -> dict[str, object]:
        """What ``mail.mjml`` needs beside ``piece``: rich text cleaned, links made safe."""
        return {}

    def web_context(self, site_url: str) -> dict[str, object]:
        """The same for ``web.html``."""
        return {}

    def links(self, site_url: str) -> list[tuple[str, str]]:
        """(words, absolute URL) of every link, in reading order."""
        return []

    def readdressed(self, site_url: str, addresses: Addresses) -> Self:
        """With every link that is a key of ``addresses`` leading to its value."""
        return self

    def forgotten(self, value: Any) -> Iterator[Forgotten]:
        """What its author should still do; ``value`` is what is stored."""
        yield from ()

    @classmethod
    def lead(cls, value: Any, at: datetime) -> Picture | None:
        """The drawing that may open an issue with this block in it."""
        return None

    @staticmethod
    def difference(number: int, before: str, after: str) -> str:
        """From two different archive forms of block ``number``: what changed, as a Dutch clause; empty: cannot say."""
        return ""
