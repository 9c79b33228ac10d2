"""Small pictures as phones, scanners and mischief make them."""

import zlib
from io import BytesIO
from typing import Any

import pillow_heif
from django.core.files.base import ContentFile
from PIL import Image, ImageCms, PngImagePlugin
from wagtail.images.models import Image as WagtailImage

GPS, ORIENTATION, MAKER, MODEL, NOTE = 0x8825, 0x0112, 0x927C, 0x0110, 0x010E
SECRET = b"52.1601 Leiden, telefoon van Zoe"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><Iptc4xmpCore>' + SECRET + b"</Iptc4xmpCore></x:xmpmeta>"
IPTC = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + len(SECRET).to_bytes(4, "big") + SECRET

pillow_heif.register_heif_opener(thumbnails=False)


def two_halves(mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", size, "#ff0000")
    picture.paste("#0000ff", (size[0] // 2, 0, *size))
    return picture.convert(mode)


def exif(orientation: int = 1) -> bytes:
    found = Image.Exif()
    found[ORIENTATION], found[MODEL], found[NOTE] = orientation, "Fairphone 5", SECRET.decode()
    found.get_ifd(GPS)[2] = (52.0, 9.0, 36.0)
    found.get_ifd(0x8769)[MAKER] = SECRET
    return found.tobytes()


def written(picture: Image.Image, kind: str, **values: Any) -> bytes:
    file = BytesIO()
    picture.save(file, kind, **values)
    return file.getvalue()


def phone_photo(orientation: int = 1, size: tuple[int, int] = (60, 40)) -> bytes:
    """A JPEG with everything in it that must not get out."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = written(
        two_halves(size=size), "JPEG", exif=exif(orientation), xmp=XMP, icc_profile=profile, comment=SECRET, quality=95
    )
    app13 = b"\xff\xed" + (len(IPTC) + 2).to_bytes(2, "big") + IPTC
    return plain[:2] + app13 + plain[2:] + b"MZ" + SECRET  # and something behind the picture


def png_with_words() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", SECRET.decode())
    words.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return written(two_halves(), "PNG", pnginfo=words, exif=exif())


def png_of(width: int, height: int) -> bytes:
    """Says that it is so large, in a hundred bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00" * 100)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def make_image(content: bytes | None = None, **values: Any) -> WagtailImage:
    """In the library by the door that no form guards."""
    file = ContentFile(phone_photo() if content is None else content, "Jan Jansen.JPG")
    return WagtailImage.objects.create(**{"title": "Jan Jansen", "file": file, **values})


def opened(content: bytes) -> Image.Image:
    picture = Image.open(BytesIO(content))
    picture.load()
    return picture
