"""A story with a heading, and perhaps a picture and a link to read on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from newsletter.blocks.checks import Forgotten, about_picture, about_text, works
from newsletter.blocks.fields import TEXT, WIDE, LinkBlock, picture_of, rich_of, text_of
from newsletter.blocks.kind import Kind
from newsletter.rendering.counted import Addresses, instead
from newsletter.rendering.mail import INNER, mail_picture, rich_mail
from newsletter.rendering.pieces import Picture
from newsletter.rendering.plain import heading, joined, picture_words
from newsletter.rendering.richtext import clean_links_in, relinked, safe_link, to_text
from newsletter.rendering.slots import tidy_line
from newsletter.rendering.web import ARTICLE, rich_web, web_picture


class ArticleFields(blocks.StructBlock):
    heading = blocks.CharBlock(label="kop", max_length=120)
    image = ImageChooserBlock(label="beeld", required=False)
    image_alt = blocks.CharBlock(label="wat op het beeld te zien is", max_length=200, required=False)
    text = blocks.RichTextBlock(label="tekst", features=TEXT)
    link = LinkBlock(label="lees verder op", required=False)
    link_text = blocks.CharBlock(
        label="tekst van de link", max_length=80, required=False, help_text="Zeg waarheen: niet ‘klik hier’."
    )

    class Meta:
        icon = "doc-full"
        label = "Artikel"


@dataclass(frozen=True, slots=True)
class Article(Kind):
    name: ClassVar = "article"
    fields: ClassVar = ArticleFields

    heading: str
    text: str  # rich text as the author left it
    picture: Picture | None = None
    link: str = ""
    link_text: str = ""

    @classmethod
    def gather(cls, value: Any, language: str, at: datetime) -> "Article":
        return cls.gather_sized(value, WIDE)

    @classmethod
    def gather_sized(cls, value: Any, most: int) -> "Article":
        return cls(
            heading=text_of(value, "heading"),
            text=rich_of(value),
            picture=picture_of(value, most),
            link=text_of(value, "link"),
            link_text=text_of(value, "link_text"),
        )

    def link_words(self) -> str:
        """The author's words for the link, or words that make sense alone."""
        return tidy_line(self.link_text) or _("Lees verder over %(heading)s") % {"heading": tidy_line(self.heading)}

    def as_text(self, site_url: str) -> str:
        link = safe_link(self.link, site_url)
        return joined(
            heading(self.heading),
            picture_words(self.picture),
            to_text(self.text, site_url),
            f"{self.link_words()}:\n{link}" if link else "",
        )

    def mail_context(self, site_url: str) -> dict[str, object]:
        return {"article": self.mail_story(site_url, INNER)}

    def mail_story(self, site_url: str, width: int) -> dict[str, object]:
        """What ``story.mjml`` shows, in a column of ``width`` CSS pixels."""
        return {
            "heading": tidy_line(self.heading),
            "picture": mail_picture(self.picture, width),
            "text": rich_mail(self.text, site_url),
            "link": safe_link(self.link, site_url),
            "link_text": self.link_words(),
        }

    def web_context(self, site_url: str) -> dict[str, object]:
        return {"article": self.web_story(site_url, ARTICLE)}

    def web_story(self, site_url: str, width: int) -> dict[str, object]:
        """What ``story.html`` shows, in a column of ``width`` rem."""
        return {
            "heading": self.heading,
            "picture": web_picture(self.picture, width),
            "text": rich_web(self.text, site_url),
            "link": safe_link(self.link, site_url),
            "link_text": self.link_words(),
        }

    def links(self, site_url: str) -> list[tuple[str, str]]:
        return [*clean_links_in(self.text, site_url), (self.link_words(), safe_link(self.link, site_url))]

    def readdressed(self, site_url: str, addresses: Addresses) -> "Article":
        link = instead(safe_link(self.link, site_url), addresses)
        return replace(self, text=relinked(self.text, site_url, addresses), link=link)

    def forgotten(self, value: Any, where: str = "hier ") -> Iterator[Forgotten]:
        yield from about_text(self.text, where)
        yield from about_picture(self.picture, value, where)
        if self.link and not works(self.link):
            sentence = "is ‘lees verder op’ geen adres dat werkt. Begin het met https://, mailto: of tel:."
            yield Forgotten(f"{where}{sentence}", "bad_link")
        if self.link_text and not self.link:
            sentence = f"{where}staat tekst voor een link, maar geen adres."
            yield Forgotten(sentence, "link_without_address", is_error=False)
