"""The copies of a picture that are shown: a few widths, each as WebP and JPEG, under a name made of what is in it.

A name never means another picture, so a mail that was sent and a page in somebody's cache go on showing what they did,
whatever happens to the picture in the desk. They are made when it is uploaded; ``keep_copies`` makes what is missing.
Other widths or another quality need another ``FOLDER``: what a name stands for does not change.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image
from wagtail.images.models import AbstractImage

from subscribers.models import PictureCopies

from .names import key_of
from .treating import ONE_AT_A_TIME, as_jpeg, decode

FOLDER = "pictures"
WIDTHS = (512, 1072, 1600)  # pixels: twice a column of the mail, twice the mail, a page on a sharp screen
WHITE = "#ffffff"  # behind what is see-through, as JPEG knows no such thing

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Copies:
    """Where the copies of one picture are; ``width`` and ``height`` are its own, in pixels."""

    key: str
    width: int
    height: int

    @property
    def widths(self) -> tuple[int, ...]:
        """From narrow to wide; never wider than the picture is."""
        return tuple(sorted({min(width, self.width) for width in WIDTHS}))

    def names(self) -> Iterator[str]:
        for width in self.widths:
            yield from (name_of(self.key, width, kind) for kind in ("webp", "jpg"))

    def fitting(self, most: int) -> int:
        """The widest of at most ``most`` pixels."""
        return max((width for width in self.widths if width <= most), default=self.widths[0])

    def url(self, width: int) -> str:
        """Of the JPEG; its neighbours are found by it (``markup``)."""
        return default_storage.url(name_of(self.key, width, "jpg"))

    def height_at(self, width: int) -> int:
        return scaled_height((self.width, self.height), width)


def name_of(key: str, width: int, kind: str) -> str:
    return f"{FOLDER}/{key}-{width}.{kind}"


def scaled_height(size: tuple[int, int], width: int) -> int:
    return max(1, round(size[1] * width / size[0]))


def copies_of(image: AbstractImage) -> Copies | None:
    """None for a file that was never treated: it is shown nowhere. No query, no file opened."""
    key = key_of(image.file.name or "")
    return Copies(key, image.width, image.height) if key and image.width > 0 else None


def keep_copies(images: Iterable[AbstractImage]) -> set[str]:
    """Make the copies that are missing, and note that all are in use; the keys of those that are there.

    Left out are pictures that were never treated and those whose file cannot be read.
    """
    by_key = {key: image for image in images if (key := key_of(image.file.name or ""))}
    there = in_use_today(by_key)
    return {key for key, image in by_key.items() if key in there or make_from(image)}


def in_use_today(keys: Iterable[str]) -> set[str]:
    """Those of which there are copies, noted as used: at most once a day, and in the way of ``forget_copies``."""
    today, wanted = timezone.localdate(), PictureCopies.objects.filter(key__in=list(keys))
    found = dict(wanted.values_list("key", "used_on"))
    stale = [key for key, used_on in found.items() if used_on < today]
    if stale and PictureCopies.objects.filter(key__in=stale).update(used_on=today) < len(stale):
        return set(wanted.values_list("key", flat=True))  # some were forgotten between the two
    return set(found)


def make_from(image: AbstractImage) -> bool:
    try:
        with image.open_file() as file:
            make_copies(key_of(image.file.name), file.read())
    except (OSError, ValidationError):
        log.warning("picture %s: its file cannot be read", image.pk, exc_info=True)
        return False
    return True


def make_copies(key: str, content: bytes) -> None:
    """Of a treated file, where there are none yet. The row comes last: it says that all are there."""
    if in_use_today([key]):
        return
    size, made = compose_copies(key, content)
    for name, copy in made:
        write_copy(name, copy)
    today = timezone.localdate()
    row = {"width": size[0], "height": size[1], "used_on": today}
    PictureCopies.objects.get_or_create(key=key, defaults=row)


def compose_copies(key: str, content: bytes) -> tuple[tuple[int, int], list[tuple[str, bytes]]]:
    """Width and height, and each copy by its name; each from the one above it, which is quicker and looks the same."""
    with ONE_AT_A_TIME:
        picture, made = decode(content), []
        size = picture.size
        for width in reversed(Copies(key, *size).widths):
            picture = picture.resize((width, scaled_height(size, width)), Image.Resampling.LANCZOS)
            picture.info = {}
            made.append((name_of(key, width, "webp"), as_webp(picture)))
            made.append((name_of(key, width, "jpg"), as_jpeg(on_white(picture), 82)))
    return size, made


def as_webp(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.save(file, "WEBP", quality=80)
    return file.getvalue()


def on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGB", picture.size, WHITE)
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def write_copy(name: str, content: bytes) -> None:
    """In the place of what a process that died may have left half written."""
    default_storage.delete(name)
    stored = default_storage.save(name, ContentFile(content))
    if stored != name:  # another process made the same at this moment
        default_storage.delete(stored)
