"""What is left of a file that somebody uploads: the picture, upright and bounded, and nothing else."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms

from subscribers.pictures import treating
from subscribers.pictures.treating import treat
from tests.photos import SECRET, exif, opened, phone_photo, png_of, png_with_words, two_halves, written

RED, BLUE = (255, 0, 0), (0, 0, 255)
CARRIERS = {
    "jpeg": phone_photo,
    "png": png_with_words,
    "webp": lambda: written(two_halves(), "WEBP", exif=exif(), lossless=True),
    "heic": lambda: written(two_halves(), "HEIF", exif=exif()),
    "gif": lambda: written(two_halves("P"), "GIF", comment=SECRET),
    "polyglot": lambda: written(two_halves(), "PNG") + b"PK\x03\x04" + SECRET + b"<script>alert(1)</script>",
}


def near(pixel: Any, wanted: tuple[int, int, int]) -> bool:
    return all(abs(a - b) <= 6 for a, b in zip(pixel, wanted, strict=True))


@pytest.mark.parametrize("kind", CARRIERS)
def test_nothing_but_pixels_is_left(kind: str) -> None:
    before = CARRIERS[kind]()
    assert b"Fairphone" in before or SECRET in before
    content = treat(before).content
    assert not [
        word for word in (SECRET, b"Fairphone", b"Exif", b"adobe", b"8BIM", b"ICC", b"<script") if word in content
    ]
    picture = opened(content)
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
    assert picture.size == (60, 40)
    assert near(picture.getpixel((5, 20)), RED) and near(picture.getpixel((55, 20)), BLUE)


# Where the red half of a picture that was red on the left must be, by the orientation its phone wrote down.
SEEN = {1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom"}
PLACES = {"left": (0.1, 0.5), "right": (0.9, 0.5), "top": (0.5, 0.1), "bottom": (0.5, 0.9)}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_picture_is_turned_upright(kind: str) -> None:
    for orientation, side in SEEN.items():
        picture = opened(treat(written(two_halves(), kind, exif=exif(orientation))).content)
        assert picture.size == ((60, 40) if side in ("left", "right") else (40, 60)), orientation
        x, y = PLACES[side]
        assert near(picture.getpixel((int(picture.width * x), int(picture.height * y))), RED), orientation


def test_colours_of_another_space_are_brought_to_srgb() -> None:
    """A profile with red and blue changed round: what it calls red is seen as blue."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    places = {name: profile.index(name) for name in (b"rXYZ", b"bXYZ")}
    swapped = bytearray(profile)
    swapped[places[b"rXYZ"] : places[b"rXYZ"] + 4], swapped[places[b"bXYZ"] : places[b"bXYZ"] + 4] = b"bXYZ", b"rXYZ"
    for picture in (two_halves(), two_halves("RGBA")):
        found = opened(treat(written(picture, "PNG", icc_profile=bytes(swapped))).content)
        assert near(found.getpixel((5, 20)), BLUE) and near(found.getpixel((55, 20)), RED)
    unusable = opened(treat(written(two_halves(), "PNG", icc_profile=b"no profile")).content)
    assert near(unusable.getpixel((5, 20)), RED)


def test_every_kind_of_pixel_becomes_plain_colour() -> None:
    for mode, kind in [("P", "PNG"), ("L", "PNG"), ("LA", "PNG"), ("1", "PNG"), ("CMYK", "JPEG"), ("L", "JPEG")]:
        assert opened(treat(written(two_halves(mode), kind)).content).mode == "RGB"
    grey = opened(treat(written(Image.new("I;16", (8, 8), 32_768), "PNG")).content)
    assert near(grey.getpixel((4, 4)), (128, 128, 128))


def test_what_is_see_through_stays_so_and_only_that_is_kept_as_png() -> None:
    see_through = Image.new("RGBA", (10, 10), "#ff000080")
    paletted = see_through.convert("RGB").convert("P")
    for picture, values in [(see_through, {}), (paletted, {"transparency": paletted.getpixel((0, 0))})]:
        treated = treat(written(picture, "PNG", **values))
        assert treated.extension == "png" and opened(treated.content).mode == "RGBA"
    assert treat(written(two_halves("RGBA"), "PNG")).extension == "jpg"


def test_of_what_moves_the_first_frame_stays() -> None:
    frames = [two_halves(), Image.new("RGB", (60, 40), "#00ff00")]
    for kind in ("GIF", "WEBP", "PNG"):
        moving = written(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
        picture = opened(treat(moving).content)
        assert getattr(picture, "n_frames", 1) == 1 and near(picture.getpixel((5, 20)), RED)


def test_a_large_picture_is_made_smaller_and_keeps_its_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(treating, "SIDES", (300, 200))
    assert opened(treat(written(two_halves(size=(600, 400)), "JPEG")).content).size == (300, 200)
    monkeypatch.setattr(treating, "MOST_BYTES", 10)  # at the last size it is taken as it is
    assert opened(treat(written(two_halves(size=(600, 400)), "JPEG")).content).size == (200, 133)
    assert opened(treat(written(two_halves(size=(5, 4)), "PNG")).content).size == (5, 4)


def bombs(settings: Any) -> dict[str, bytes]:
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 1_000
    return {
        "far more than Pillow takes": png_of(30_000, 30_000),
        "more than Pillow takes without a word": png_of(10_000, 10_000),
        "by one line": written(Image.new("1", (40, 26)), "PNG"),
        "gif": written(Image.new("P", (40, 26)), "GIF"),
        "jpeg": written(Image.new("L", (40, 26)), "JPEG"),
        "heic": written(Image.new("RGB", (80, 64)), "HEIF"),
    }


def test_more_pixels_than_there_may_be_are_refused_before_they_are_decoded(settings: Any) -> None:
    for name, content in bombs(settings).items():
        with pytest.raises(ValidationError) as refused:
            treat(content)
        assert refused.value.code == "too_many_pixels", name


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def test_what_is_no_picture_is_refused_with_a_sentence() -> None:
    whole = phone_photo()
    for content in (b"", b"MZ\x90", SVG, b"<html>", b"%PDF-1.7", b"%!PS-Adobe", whole[: len(whole) // 2], whole[:40]):
        with pytest.raises(ValidationError) as refused:
            treat(content)
        assert refused.value.code == "unreadable_picture"
    for kind in ("TIFF", "BMP", "PPM", "ICO", "TGA"):  # pictures, but of decoders that nobody needs here
        with pytest.raises(ValidationError):
            treat(written(two_halves(), kind))


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow, of the EXIF
def test_what_is_wrong_beside_the_pixels_refuses_no_photo() -> None:
    broken = written(two_halves(), "JPEG", exif=b"Exif\x00\x00MM\x00*\x00\x00\xff\xff")
    assert opened(treat(broken).content).size == (60, 40)
