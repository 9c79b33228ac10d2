"""Fields that several kinds have, and reading what was stored in them."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail import blocks

from newsletter.rendering.pieces import Picture
from newsletter.rendering.richtext import safe_link
from newsletter.rendering.slots import tidy_line
from subscribers.pictures.copies import copies_of, keep_copies

TEXT = ["bold", "italic", "link", "ul", "ol"]
WIDE, NARROW = 1072, 512  # pixels: twice the width it is shown at, for sharp screens


def check_link(value: str) -> str:
    """Only URLs a mail may carry."""
    if value and not value.startswith(("https://", "http://", "mailto:", "tel:")):
        raise ValidationError("Begin een link met https://, mailto: of tel:.", code="bad_link")
    return value


class LinkBlock(blocks.CharBlock):
    """An absolute URL; relative ones mean nothing in an inbox."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(max_length=500, validators=[check_link], **kwargs)


def text_of(value: Any, name: str) -> str:
    """A field as the author left it, nothing as an empty text; one line unless it is a quotation."""
    text = value.get(name) or ""
    return text if name == "text" else tidy_line(text)


def rich_of(value: Any) -> str:
    rich = value.get("text")
    return rich.source if rich else ""


def picture_of(value: Any, most: int) -> Picture | None:
    """The chosen image, at most so many pixels wide, by an address that goes on showing what it shows now.

    None when none was chosen or its file cannot be read (``check_issue`` tells).
    """
    image = value.get("image")
    copies = copies_of(image) if image and keep_copies([image]) else None
    if copies is None:
        return None
    width = copies.fitting(most)
    url = safe_link(copies.url(width), settings.SITE_URL)
    return Picture(url, width, copies.height_at(width), text_of(value, "image_alt"), copies.widths)


def absolute(name: str, *args: str) -> str:
    """The URL of a page of ours, in the active language."""
    return f"{settings.SITE_URL}{reverse(name, args=args)}"
