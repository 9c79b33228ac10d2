"""A link that asks to be pressed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from wagtail import blocks

from newsletter.blocks.checks import Forgotten, works
from newsletter.blocks.fields import LinkBlock, text_of
from newsletter.blocks.kind import Kind
from newsletter.rendering.counted import Addresses, instead
from newsletter.rendering.richtext import safe_link
from newsletter.rendering.slots import tidy_line


class ButtonFields(blocks.StructBlock):
    text = blocks.CharBlock(label="tekst", max_length=60)
    link = LinkBlock(label="adres")

    class Meta:
        icon = "link"
        label = "Knop"


@dataclass(frozen=True, slots=True)
class Button(Kind):
    name: ClassVar = "button"
    fields: ClassVar = ButtonFields

    text: str
    link: str

    @classmethod
    def gather(cls, value: Any, language: str, at: datetime) -> "Button":
        return cls(text_of(value, "text"), text_of(value, "link"))

    def as_text(self, site_url: str) -> str:
        link = safe_link(self.link, site_url)
        return f"{tidy_line(self.text)}:\n{link}" if link else ""

    def mail_context(self, site_url: str) -> dict[str, object]:
        return {"link": safe_link(self.link, site_url)}

    def web_context(self, site_url: str) -> dict[str, object]:
        return {"link": safe_link(self.link, site_url)}

    def links(self, site_url: str) -> list[tuple[str, str]]:
        return [(self.text, safe_link(self.link, site_url))]

    def readdressed(self, site_url: str, addresses: Addresses) -> "Button":
        return replace(self, link=instead(safe_link(self.link, site_url), addresses))

    def forgotten(self, value: Any) -> Iterator[Forgotten]:
        if not self.text:
            yield Forgotten("de knop heeft nog geen tekst.", "no_text")
        if not works(self.link):
            sentence = "het adres van de knop werkt niet. Begin het met https://, mailto: of tel:."
            yield Forgotten(sentence, "bad_link")
