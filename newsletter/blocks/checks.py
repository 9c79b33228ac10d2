"""What an author may forget of the fields that several kinds have: text, picture, link."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.conf import settings

from newsletter.rendering.pieces import Picture
from newsletter.rendering.richtext import is_blank, links_in, safe_link


class Forgotten(NamedTuple):
    """A Dutch sentence for the author; ``is_error`` keeps the issue from being scheduled."""

    sentence: str
    code: str
    is_error: bool = True


def about_text(text: str, where: str = "hier ") -> Iterator[Forgotten]:
    if is_blank(text):
        yield Forgotten(f"{where}staat nog geen tekst.", "no_text")
    for address, _words in links_in(text):
        if not works(address):
            shown = address[:80] or "zonder adres"
            sentence = f"een link die in een mail niet werkt: {shown}. Begin hem met https://, mailto: of tel:."
            yield Forgotten(f"{where}staat {sentence}", "bad_link")


def about_picture(picture: Picture | None, value: Any, where: str = "hier ") -> Iterator[Forgotten]:
    if value.get("image") and picture is None:
        yield Forgotten(f"{where}is het beeld niet te lezen. Kies het opnieuw.", "image_unreadable")
    elif picture is not None and not picture.alt:
        sentence = "staat een beeld zonder beschrijving. Zeg wat erop staat; alleen versiering mag zonder."
        yield Forgotten(f"{where}{sentence}", "no_alt", is_error=False)


def works(link: str) -> bool:
    """A mail may carry it."""
    return bool(safe_link(link, settings.SITE_URL))
