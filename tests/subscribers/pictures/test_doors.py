"""By whatever door a picture comes in, what is kept of it is the picture alone."""

import gc
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.images.models import Image
from wagtail.models import Collection, UploadedFile

from subscribers.models import PictureCopies
from subscribers.pictures.names import key_of
from tests.factories import make_staff
from tests.photos import SECRET, exif, make_image, opened, phone_photo, png_of, two_halves, written

pytestmark = pytest.mark.django_db
NAME = "Jan Jansen bij de Hooglandse Kerk.JPG"
Door = Callable[[Client, bytes, str], Any]


@pytest.fixture
def desk(client: Client, media: Path) -> Client:
    client.force_login(make_staff())
    return client


def file_of(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/octet-stream")


def root() -> int:
    return Collection.get_first_root_node().pk  # type: ignore[union-attr,no-any-return]


def add(desk: Client, content: bytes, name: str) -> Any:
    return desk.post(reverse("wagtailimages:add"), {"title": "x", "file": file_of(content, name), "collection": root()})


def add_many(desk: Client, content: bytes, name: str) -> Any:
    return desk.post(
        reverse("wagtailimages:add_multiple"), {"title": "x", "files[]": file_of(content, name), "collection": root()}
    )


def add_many_in_two_steps(desk: Client, content: bytes, name: str) -> Any:
    """A title that is too long: the file waits until somebody has shortened it."""
    row = {"title": "x" * 300, "files[]": file_of(content, name), "collection": root()}
    first = desk.post(reverse("wagtailimages:add_multiple"), row)
    if not (waiting := UploadedFile.objects.first()):
        return first
    with waiting.file.open() as file:
        kept = file.read()
    assert SECRET not in kept and opened(kept).size == (40, 60)
    prefix = f"uploaded-image-{waiting.pk}"
    row = {f"{prefix}-title": "x", f"{prefix}-collection": root(), f"{prefix}-tags": ""}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # Wagtail's view leaves the file open
        response = desk.post(reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting.pk]), row)
        gc.collect()
    return response


def choose(desk: Client, content: bytes, name: str) -> Any:
    prefix = "image-chooser-upload"
    row = {f"{prefix}-title": "x", f"{prefix}-file": file_of(content, name), f"{prefix}-collection": root()}
    return desk.post(reverse("wagtailimages_chooser:create"), row)


def replace(desk: Client, content: bytes, name: str) -> Any:
    image = Image.objects.first() or make_image(written(two_halves(size=(7, 7)), "PNG"))
    row = {"title": "x", "file": file_of(content, name), "collection": root()}
    return desk.post(reverse("wagtailimages:edit", args=[image.pk]), row)


def kept_in(media: Path) -> set[Path]:
    """But for what Wagtail scales to show in the desk."""
    return {path for path in media.rglob("*") if path.is_file() and path.parent.name != "images"}


FORMS: dict[str, Door] = {
    "add": add,
    "add many": add_many,
    "add many in two steps": add_many_in_two_steps,
    "choose": choose,
    "replace": replace,
}
DOORS: dict[str, Door] = {**FORMS, "code": lambda desk, content, name: make_image(content)}


@pytest.mark.parametrize("door", DOORS)
def test_nothing_of_what_a_phone_adds_lies_anywhere(door: str, desk: Client, media: Path) -> None:
    DOORS[door](desk, phone_photo(orientation=6), NAME)
    image = Image.objects.get()
    assert re.fullmatch(r"original_images/[0-9a-f]{32}\.jpg", image.file.name)
    content = (media / image.file.name).read_bytes()
    assert (image.width, image.height, opened(content).size) == (40, 60, (40, 60))
    image = Image.objects.get()  # as the next request reads it
    assert (image.get_file_size(), bool(image.get_file_hash())) == (len(content), True)
    files = [path for path in media.rglob("*") if path.is_file()]
    assert files and not [path for path in files if SECRET in path.read_bytes() or b"Exif" in path.read_bytes()]
    assert not [path for path in files if "jan" in path.name.lower()]
    if door in FORMS and door != "add many in two steps":  # made along with it, so that nobody waits for them later
        assert PictureCopies.objects.filter(key=key_of(image.file.name)).exists()


@pytest.mark.parametrize("door", FORMS)
def test_what_is_no_photo_is_refused_with_a_sentence_and_leaves_nothing(
    door: str, desk: Client, media: Path, settings: Any
) -> None:
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS, settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 100_000, 20_000
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
    if door == "replace":
        make_image(written(two_halves(size=(7, 7)), "PNG"))
    before = kept_in(media)
    unread, empty = "niet als foto te lezen", "leeg"
    wrong = {
        "x.svg": (drawing, unread),
        "x.png": (drawing, unread),
        "x.jpg": (phone_photo()[:300], unread),
        "bom.png": (png_of(30_000, 30_000), "te veel beeldpunten"),
        "bom.jpg": (written(two_halves("L", (400, 300)), "JPEG"), "te veel beeldpunten"),
        "page.html": (b"<script>alert(1)</script>", unread),
        "empty.jpg": (b"", empty),
        "large.jpg": (phone_photo() + b"x" * 20_000, "te groot"),
    }
    if door != "add many":  # the others answer with a whole page of the desk, and by the same field
        wrong = {name: wrong[name] for name in ("x.svg", "bom.png")}
    for name, (content, sentence) in wrong.items():
        response = FORMS[door](desk, content, name)
        said = response.content.decode("unicode_escape")
        assert response.status_code == 200 and re.search(sentence, said), (name, re.findall("error.{80}", said))
    assert kept_in(media) == before
    assert (Image.objects.count(), UploadedFile.objects.count()) == (int(door == "replace"), 0)


def test_what_no_form_has_seen_is_refused_by_the_storage(media: Path) -> None:
    for content in (b"<svg/>", phone_photo()[:-200], png_of(10_000, 10_000)):
        with pytest.raises(ValidationError), transaction.atomic():
            make_image(content, width=9, height=9)
    assert not [path for path in media.rglob("*") if path.is_file()] and not Image.objects.exists()


def test_a_photo_of_an_iphone_is_taken(desk: Client, media: Path) -> None:
    add(desk, written(two_halves(), "HEIF", exif=exif(6)), "IMG_0001.HEIC")
    image = Image.objects.get()
    assert (image.file.name[-4:], image.width, image.height) == (".jpg", 40, 60)
    assert "image/heic" in desk.get(reverse("wagtailimages:add")).content.decode()


def test_the_same_photo_twice_is_two_files_and_one_set_of_copies(desk: Client, media: Path) -> None:
    """Whoever throws the one away keeps the other."""
    add(desk, phone_photo(), NAME)
    add(desk, phone_photo(), NAME)
    first, second = Image.objects.order_by("pk")
    assert first.file.name != second.file.name and key_of(first.file.name) == key_of(second.file.name)
    assert PictureCopies.objects.count() == 1
    desk.post(reverse("wagtailimages:delete", args=[first.pk]))
    assert opened((media / Image.objects.get().file.name).read_bytes()).size == (60, 40)


def test_who_changes_the_title_alone_keeps_the_file(desk: Client, media: Path) -> None:
    image = make_image()
    desk.post(reverse("wagtailimages:edit", args=[image.pk]), {"title": "De kerk", "collection": root()})
    assert Image.objects.values_list("title", "file").get() == ("De kerk", image.file.name)


def test_a_portrait_of_staff_is_neither_asked_for_nor_kept(desk: Client, media: Path) -> None:
    assert b"avatar" not in desk.get("/beheer/account/").content.split(b"</aside>")[-1]
    form = {
        "name_email-first_name": "Rosa",
        "name_email-last_name": "R.",
        "avatar-avatar": file_of(phone_photo(), NAME),
    }
    desk.post("/beheer/account/", form)
    assert not list(media.rglob("*.*"))
