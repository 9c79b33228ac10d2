"""The copies that are shown: their sizes, what becomes of what is see-through, and that a name means one picture."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone
from PIL import Image

from subscribers.models import PictureCopies
from subscribers.pictures.copies import copies_of, in_use_today, keep_copies, make_copies
from subscribers.pictures.forgetting import forget_copies
from subscribers.pictures.markup import jpeg_at, picture_element
from subscribers.pictures.names import key_in, key_of
from tests.photos import make_image, opened, phone_photo, two_halves, written

pytestmark = pytest.mark.django_db


def made(media: Path) -> dict[str, tuple[int, int]]:
    """The files in the folder of copies, without the key, with their sizes."""
    folder = media / "pictures"
    found = folder.iterdir() if folder.exists() else []
    return {path.name.partition("-")[2]: opened(path.read_bytes()).size for path in sorted(found)}


def test_copies_are_made_in_a_few_widths_and_never_wider_than_the_picture(media: Path) -> None:
    image = make_image(written(two_halves(size=(1200, 30)), "PNG"))
    found = copies_of(image)
    assert found and keep_copies([image]) == {found.key}
    wanted = {512: (512, 13), 1072: (1072, 27), 1200: (1200, 30)}
    assert made(media) == {f"{width}.{kind}": size for width, size in wanted.items() for kind in ("jpg", "webp")}
    assert [found.fitting(most) for most in (400, 512, 1072, 1100, 5000)] == [512, 512, 1072, 1072, 1200]
    assert found.url(512) == f"/media/pictures/{found.key}-512.jpg" and key_in(found.url(512)) == found.key
    small = copies_of(make_image(written(two_halves(size=(40, 30)), "PNG")))
    assert small and (small.widths, small.fitting(512), small.height_at(40)) == ((40,), 40, 30)


def test_what_is_see_through_stands_on_white_where_a_kind_knows_no_such_thing(media: Path) -> None:
    image = make_image(written(Image.new("RGBA", (10, 10), "#ff000000"), "PNG"))
    (key,) = keep_copies([image])
    jpeg, webp = (opened((media / f"pictures/{key}-10.{kind}").read_bytes()) for kind in ("jpg", "webp"))
    assert jpeg.getpixel((5, 5)) == (255, 255, 255) and webp.getpixel((5, 5))[3] == 0


def test_copies_are_made_once_and_their_use_is_noted_once_a_day(
    media: Path, clock: Any, django_assert_num_queries: Any
) -> None:
    image, never_treated = make_image(), make_image()
    never_treated.file.name = "original_images/oud.jpg"
    keep_copies([image])
    with django_assert_num_queries(1):
        keep_copies([image])
    (path,) = (media / "pictures").glob("*.jpg")
    before = path.stat().st_mtime_ns
    clock.shift(timedelta(days=3))
    with django_assert_num_queries(2):
        keep_copies([image, never_treated])
    assert PictureCopies.objects.get().used_on == timezone.localdate() and path.stat().st_mtime_ns == before
    assert copies_of(never_treated) is None


def test_what_a_process_that_died_left_half_written_is_written_again(media: Path) -> None:
    image = make_image()
    (media / "pictures").mkdir()
    half = media / "pictures" / f"{key_of(image.file.name)}-60.jpg"
    half.write_bytes(b"\xff\xd8")
    keep_copies([image])
    assert opened(half.read_bytes()).size == (60, 40) and len(made(media)) == 2


def test_a_picture_whose_file_is_gone_is_left_out(media: Path) -> None:
    image = make_image()
    (media / image.file.name).unlink()
    assert keep_copies([image]) == set() and not PictureCopies.objects.exists()


def test_copies_go_a_month_after_the_last_use_when_nothing_has_or_shows_them(media: Path, clock: Any) -> None:
    in_library, shown, unused = (
        make_image(written(two_halves(size=size), "PNG")) for size in ((20, 10), (22, 10), (24, 10))
    )
    keys = {key_of(image.file.name) for image in (in_library, shown, unused)}
    assert keep_copies([in_library, shown, unused]) == keys
    shown_key = key_of(shown.file.name)
    shown.delete()
    unused.delete()
    clock.shift(timedelta(days=30))
    assert forget_copies(timezone.localdate(), lambda key: key == shown_key) == 0
    clock.shift(timedelta(days=1))
    assert forget_copies(timezone.localdate(), lambda key: key == shown_key) == 1
    assert sorted(made(media)) == ["20.jpg", "20.webp", "22.jpg", "22.webp"]
    assert PictureCopies.objects.count() == 2


def test_who_asks_for_a_picture_while_it_is_forgotten_has_it(media: Path, clock: Any) -> None:
    content, asked = phone_photo(), []
    make_copies("a" * 32, content)

    def asked_meanwhile(key: str) -> bool:
        if not asked:
            asked.append(key)
            make_copies(key, content)
        return False

    clock.shift(timedelta(days=31))
    assert forget_copies(timezone.localdate(), asked_meanwhile) == 0 and len(made(media)) == 2
    clock.shift(timedelta(days=31))
    assert forget_copies(timezone.localdate(), asked_meanwhile) == 1 and made(media) == {}
    make_copies("a" * 32, content)
    assert len(made(media)) == 2


def test_forgotten_between_looking_and_noting_is_seen(media: Path, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    image, real = make_image(), QuerySet.update
    (key,) = keep_copies([image])
    clock.shift(timedelta(days=1))

    def forgotten_first(rows: Any, **values: Any) -> int:
        PictureCopies.objects.all().delete()
        return real(rows, **values)

    monkeypatch.setattr(QuerySet, "update", forgotten_first)
    assert in_use_today([key]) == set()


def test_a_browser_takes_the_kind_and_width_it_needs() -> None:
    url = "/media/pictures/a-1072.jpg"
    assert picture_element(url, (512, 1072), "50vw", alt="De <kerk>", lang=None) == (
        '<picture><source type="image/webp" srcset="/media/pictures/a-512.webp 512w, /media/pictures/a-1072.webp 1072w"'
        f' sizes="50vw"><img src="{url}" srcset="/media/pictures/a-512.jpg 512w, {url} 1072w" sizes="50vw"'
        ' alt="De &lt;kerk&gt;"></picture>'
    )
    assert picture_element("/beeld/x.png", (), "50vw", alt="") == '<img src="/beeld/x.png" alt="">'
    assert [jpeg_at(url, widths, 600) for widths in ((512, 1072), (900,), ())] == [
        "/media/pictures/a-512.jpg", "/media/pictures/a-900.jpg", url,
    ]  # fmt: skip
