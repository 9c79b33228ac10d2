"""The opening of an issue: a few words to the reader, signed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from wagtail import blocks

from newsletter.blocks.checks import Forgotten, about_text
from newsletter.blocks.fields import TEXT, rich_of, text_of
from newsletter.blocks.kind import Kind
from newsletter.rendering.counted import Addresses
from newsletter.rendering.mail import rich_mail
from newsletter.rendering.plain import heading, joined
from newsletter.rendering.richtext import clean_links_in, relinked, to_text
from newsletter.rendering.slots import tidy_line
from newsletter.rendering.web import rich_web


class IntroFields(blocks.StructBlock):
    heading = blocks.CharBlock(label="kop", max_length=120, required=False)
    text = blocks.RichTextBlock(label="tekst", features=TEXT)
    signed = blocks.CharBlock(label="ondertekend door", max_length=120, required=False)

    class Meta:
        icon = "pilcrow"
        label = "Opening"


@dataclass(frozen=True, slots=True)
class Intro(Kind):
    name: ClassVar = "intro"
    fields: ClassVar = IntroFields

    heading: str
    text: str  # rich text as the author left it
    signed: str = ""

    @classmethod
    def gather(cls, value: Any, language: str, at: datetime) -> "Intro":
        return cls(text_of(value, "heading"), rich_of(value), text_of(value, "signed"))

    def as_text(self, site_url: str) -> str:
        return joined(heading(self.heading), to_text(self.text, site_url), tidy_line(self.signed))

    def mail_context(self, site_url: str) -> dict[str, object]:
        return {"text": rich_mail(self.text, site_url)}

    def web_context(self, site_url: str) -> dict[str, object]:
        return {"text": rich_web(self.text, site_url)}

    def links(self, site_url: str) -> list[tuple[str, str]]:
        return clean_links_in(self.text, site_url)

    def readdressed(self, site_url: str, addresses: Addresses) -> "Intro":
        return replace(self, text=relinked(self.text, site_url, addresses))

    def forgotten(self, value: Any) -> Iterator[Forgotten]:
        yield from about_text(self.text)
