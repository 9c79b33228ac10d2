"""A picture as wide as the mail, with a caption."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from newsletter.blocks.checks import Forgotten, about_picture
from newsletter.blocks.fields import WIDE, picture_of, text_of
from newsletter.blocks.kind import Kind
from newsletter.rendering.mail import INNER, mail_picture
from newsletter.rendering.pieces import Picture
from newsletter.rendering.plain import joined, picture_words
from newsletter.rendering.slots import tidy_line
from newsletter.rendering.web import ARTICLE, web_picture


class ImageFields(blocks.StructBlock):
    image = ImageChooserBlock(label="beeld")
    image_alt = blocks.CharBlock(
        label="wat op het beeld te zien is", max_length=200, required=False, help_text="Leeg: het beeld is versiering."
    )
    caption = blocks.CharBlock(label="bijschrift", max_length=200, required=False)

    class Meta:
        icon = "image"
        label = "Beeld"


@dataclass(frozen=True, slots=True)
class Illustration(Kind):
    name: ClassVar = "image"
    fields: ClassVar = ImageFields

    picture: Picture | None
    caption: str = ""

    @classmethod
    def gather(cls, value: Any, language: str, at: datetime) -> "Illustration":
        return cls(picture_of(value, WIDE), text_of(value, "caption"))

    def as_text(self, site_url: str) -> str:
        return joined(picture_words(self.picture), tidy_line(self.caption))

    def mail_context(self, site_url: str) -> dict[str, object]:
        return {"picture": mail_picture(self.picture, INNER)}

    def web_context(self, site_url: str) -> dict[str, object]:
        return {"picture": web_picture(self.picture, ARTICLE)}

    def forgotten(self, value: Any) -> Iterator[Forgotten]:
        if not value.get("image"):
            yield Forgotten("kies nog een beeld.", "no_image")
        yield from about_picture(self.picture, value)
