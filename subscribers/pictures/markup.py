"""A picture on a page: WebP with JPEG beside it, in the widths there are; a browser takes what it needs. Pure."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def srcset(url: str, widths: Sequence[int], kind: str) -> str:
    """``url`` is that of one JPEG among copies of these widths; ``kind`` is the extension wanted."""
    stem = url.rpartition("-")[0]
    return ", ".join(f"{stem}-{width}.{kind} {width}w" for width in widths)


def jpeg_at(url: str, widths: Sequence[int], most: int) -> str:
    """The widest of at most ``most`` pixels, among the copies of one picture."""
    fitting = [width for width in widths if width <= most] or list(widths)[:1]
    return f"{url.rpartition('-')[0]}-{max(fitting)}.jpg" if fitting else url


def picture_element(url: str, widths: Sequence[int], sizes: str, **attributes: object) -> SafeString:
    """``sizes`` as in HTML: how wide it is shown. Without ``widths`` a plain image. Attributes of None are left out."""
    said = format_html_join("", ' {}="{}"', ((name, value) for name, value in attributes.items() if value is not None))
    if not widths:
        return format_html('<img src="{}"{}>', url, said)
    return format_html(
        '<picture><source type="image/webp" srcset="{}" sizes="{}"><img src="{}" srcset="{}" sizes="{}"{}></picture>',
        *(srcset(url, widths, "webp"), sizes, url, srcset(url, widths, "jpg"), sizes, said),
    )
