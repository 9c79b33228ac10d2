"""What a builder is given: one issue in one language as plain data. No rows, no requests, no clock."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol


@dataclass(frozen=True, slots=True)
class Picture:
    """An image at an absolute address, in pixels; ``alt`` is empty for decoration.

    ``widths`` are those of its copies, of which ``url`` is one (``subscribers.pictures``); none for a drawing.
    """

    url: str
    width: int
    height: int
    alt: str = ""
    widths: tuple[int, ...] = ()


class Piece(Protocol):
    """One block of an issue, which knows how it looks; the kinds are in ``newsletter.blocks``."""

    @property
    def name(self) -> str: ...  # of its section in the archive

    def as_mjml(self, content: "IssueContent") -> str: ...

    def as_text(self, site_url: str) -> str: ...

    def as_web(self, content: "IssueContent") -> str: ...

    def links(self, site_url: str) -> list[tuple[str, str]]: ...

    def readdressed(self, site_url: str, addresses: dict[str, str]) -> "Piece": ...


@dataclass(frozen=True, slots=True)
class Frame:
    """Who sends, and where things are: all addresses absolute, ``unsubscribe_url`` with its slot in it.

    ``useful_url`` is where the reader says what they thought of it; empty: not asked.
    """

    newsletter_name: str
    sender_name: str
    postal_address: str
    site_url: str
    web_url: str
    archive_url: str
    privacy_url: str
    unsubscribe_url: str
    useful_url: str = ""


@dataclass(frozen=True, slots=True)
class IssueContent:
    """One issue in one language. ``dated`` is the day on the masthead; None while nobody has chosen one.

    ``clicks_url`` is what the addresses of counted links begin with, before their number; empty: none is counted.
    """

    language: str
    subject: str
    preheader: str
    frame: Frame
    dated: date | None = None
    lead: Picture | None = None
    pieces: tuple[Piece, ...] = field(default_factory=tuple)
    clicks_url: str = ""


class Link(NamedTuple):
    """A counted link: the block it stands in (from 1), the words it is on, and where it leads."""

    block: int
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class RenderedIssue:
    """The three outputs of one language; mail outputs still hold the slots of ``newsletter.rendering.slots``.

    ``links`` are those that ``mail_html`` counts, the first one number 1; text and web have their real addresses.
    """

    language: str
    subject: str
    mail_html: str
    mail_text: str
    web_html: str
    links: tuple[Link, ...] = ()
