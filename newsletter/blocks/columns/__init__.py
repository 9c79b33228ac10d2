"""Two articles side by side; one under the other on a phone."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from newsletter.blocks.article import Article
from newsletter.blocks.checks import Forgotten
from newsletter.blocks.fields import NARROW, TEXT, LinkBlock
from newsletter.blocks.kind import Kind
from newsletter.rendering.counted import Addresses
from newsletter.rendering.mail import INNER
from newsletter.rendering.plain import joined

COLUMN = 20  # rem, on a large screen
HALF = INNER // 2 - 12  # CSS pixels, with half of the space between them off


class ColumnFields(blocks.StructBlock):
    heading = blocks.CharBlock(label="kop", max_length=120)
    image = ImageChooserBlock(label="beeld", required=False)
    image_alt = blocks.CharBlock(label="wat op het beeld te zien is", max_length=200, required=False)
    text = blocks.RichTextBlock(label="tekst", features=TEXT)
    link = LinkBlock(label="lees verder op", required=False)
    link_text = blocks.CharBlock(label="tekst van de link", max_length=80, required=False)


class TwoColumnsFields(blocks.StructBlock):
    left = ColumnFields(label="links")
    right = ColumnFields(label="rechts")

    class Meta:
        icon = "duplicate"
        label = "Twee kolommen"


@dataclass(frozen=True, slots=True)
class TwoColumns(Kind):
    name: ClassVar = "columns"
    fields: ClassVar = TwoColumnsFields

    left: Article
    right: Article

    @classmethod
    def gather(cls, value: Any, language: str, at: datetime) -> "TwoColumns":
        return cls(Article.gather_sized(value["left"], NARROW), Article.gather_sized(value["right"], NARROW))

    def as_text(self, site_url: str) -> str:
        return joined(self.left.as_text(site_url), self.right.as_text(site_url))

    def mail_context(self, site_url: str) -> dict[str, object]:
        return {"left": self.left.mail_story(site_url, HALF), "right": self.right.mail_story(site_url, HALF)}

    def web_context(self, site_url: str) -> dict[str, object]:
        return {"articles": [self.left.web_story(site_url, COLUMN), self.right.web_story(site_url, COLUMN)]}

    def links(self, site_url: str) -> list[tuple[str, str]]:
        return [*self.left.links(site_url), *self.right.links(site_url)]

    def readdressed(self, site_url: str, addresses: Addresses) -> "TwoColumns":
        left, right = (one.readdressed(site_url, addresses) for one in (self.left, self.right))
        return replace(self, left=left, right=right)

    def forgotten(self, value: Any) -> Iterator[Forgotten]:
        yield from self.left.forgotten(value["left"], "links ")
        yield from self.right.forgotten(value["right"], "rechts ")
