"""A picture as anybody may have it: decoded, turned upright, in plain sRGB, bounded, and written again.

What is written holds pixels alone: no EXIF (position, time, phone), XMP, IPTC, maker notes, thumbnail, comment or
colour profile, and nothing that was hidden behind or inside the file. Of what moves the first frame stays.
"""

import logging
from dataclasses import dataclass
from io import BytesIO
from threading import Lock

from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms
from pillow_heif import register_heif_opener

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "HEIF")  # Pillow may try no other: each decoder is a door
SIDES = (2560, 1920, 1280, 960)  # the longest side in pixels; a smaller one where the file would be too large
MOST_BYTES = 4 * 1024 * 1024
UNREADABLE = "Dit bestand is niet als foto te lezen. Bewaar de foto opnieuw als JPG of PNG en probeer het nog eens."
TOO_MANY_PIXELS = "Deze foto heeft te veel beeldpunten: %(most)s miljoen is het meeste. Maak hem kleiner."
# EXIF 2.32 §4.6.4, tag Orientation: what brings each value upright.
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ORIENTATION = 0x0112
ONE_AT_A_TIME = Lock()  # 40 million pixels are some 300 MB while they are turned and converted

log = logging.getLogger(__name__)
register_heif_opener(thumbnails=False)


@dataclass(frozen=True, slots=True)
class Treated:
    """``content`` is a file of ``extension`` jpg or png (png where something is see-through)."""

    content: bytes
    extension: str


def treat(content: bytes) -> Treated:
    """Raises ``ValidationError``: ``unreadable_picture``, ``too_many_pixels``."""
    with ONE_AT_A_TIME:
        try:
            return bounded(decode(content))
        except ValidationError:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:  # Pillow's own limits
            raise too_many_pixels() from error
        except Exception as error:  # decoders raise anything at what was made to break them
            log.info("a picture could not be read", exc_info=True)
            raise ValidationError(UNREADABLE, code="unreadable_picture") from error


def decode(content: bytes) -> Image.Image:
    """RGB or RGBA in sRGB, upright; a large JPEG is decoded at a fraction of its size at once."""
    with Image.open(BytesIO(content), formats=FORMATS) as file:
        refuse_too_many_pixels(*file.size)
        file.draft(None, (SIDES[0], SIDES[0]))
        file.load()
        turn = UPRIGHT.get(orientation_of(file))
        picture = in_srgb(file)
    return picture if turn is None else picture.transpose(turn)


def refuse_too_many_pixels(width: int, height: int) -> None:
    """By what the file says of itself, before any is decoded."""
    if width * height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise too_many_pixels()


def too_many_pixels() -> ValidationError:
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 10**6
    return ValidationError(TOO_MANY_PIXELS, code="too_many_pixels", params={"most": most})


def orientation_of(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(ORIENTATION, 1))
    except Exception:  # EXIF is written by anything; a photo that is whole is not refused for it
        log.info("the EXIF of a picture could not be read", exc_info=True)
        return 1


def in_srgb(picture: Image.Image) -> Image.Image:
    """By its own colour profile where it has one that works."""
    profile = picture.info.get("icc_profile")
    alpha = alpha_of(picture)
    if picture.mode.startswith(("I", "F")):  # grey of 16 bits
        picture = picture.point(lambda value: value / 256).convert("L")
    if picture.mode not in ("RGB", "L", "CMYK"):
        picture = picture.convert("RGB")
    plain = converted(picture, profile) if profile else picture.convert("RGB")
    if alpha:
        plain.putalpha(alpha)
    return plain


def alpha_of(picture: Image.Image) -> Image.Image | None:
    """None where nothing is see-through, whatever the file provides for."""
    if not picture.has_transparency_data:
        return None
    alpha = picture.convert("RGBA").getchannel("A")
    return None if alpha.getextrema() == (255, 255) else alpha


def converted(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        own, plain = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        found = ImageCms.profileToProfile(picture, own, plain, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):  # a profile of another kind of picture, or none at all
        log.info("the colour profile of a picture could not be used", exc_info=True)
        found = None
    return found or picture.convert("RGB")


def bounded(picture: Image.Image) -> Treated:
    """At most ``SIDES[0]`` on its longest side and ``MOST_BYTES``; noise that is larger at the last is left to it."""
    for side in SIDES:
        small = fitting(picture, side)
        treated = Treated(as_png(small), "png") if small.mode == "RGBA" else Treated(as_jpeg(small, 88), "jpg")
        if len(treated.content) <= MOST_BYTES:
            break
    return treated


def fitting(picture: Image.Image, side: int) -> Image.Image:
    """Without anything that came along with the pixels."""
    small = picture.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    small.info = {}
    return small


def as_jpeg(picture: Image.Image, quality: int) -> bytes:
    file = BytesIO()
    picture.save(file, "JPEG", quality=quality, optimize=True, progressive=True)
    return file.getvalue()


def as_png(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()
