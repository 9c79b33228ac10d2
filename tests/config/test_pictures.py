"""Pictures that were uploaded before there was treating: cleaned once, and what was sent goes on showing them."""

import os
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.models import UploadedFile

from config import tasks
from config.pictures import treat_pictures
from events.ledger.reconcile import reconcile_calendar
from events.models import CalendarEntry
from subscribers.models import PictureCopies
from subscribers.pictures.copies import keep_copies
from subscribers.pictures.names import key_in, key_of
from subscribers.pictures.storage import treated_file
from subscribers.pictures.treating import UNREADABLE
from tests.config.test_forgetting import NOTHING
from tests.factories import make_event, make_issue, make_topic
from tests.photos import SECRET, make_image, opened, phone_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def of_before(media: Path) -> Image:
    """As version 0.2.0 left it: the file of the phone, and what Wagtail scaled for a mail, with all the phone wrote."""
    image = make_image()
    raw = FileSystemStorage(media)
    (media / image.file.name).unlink()
    name = raw.save("original_images/Jan_Jansen.JPG", treated_file(phone_photo()))
    (media / name).write_bytes(phone_photo(orientation=6))
    Image.objects.filter(pk=image.pk).update(file=name, width=60, height=40, focal_point_x=30, focal_point_y=20,
                                             focal_point_width=5, focal_point_height=5)  # fmt: skip
    PictureCopies.objects.all().delete()
    return Image.objects.get(pk=image.pk)


def names_in(media: Path) -> set[str]:
    return {str(path.relative_to(media)) for path in media.rglob("*") if path.is_file()}


def test_a_picture_of_before_is_cleaned_and_the_programme_follows(
    of_before: Image, media: Path, clock: Any, django_capture_on_commit_callbacks: Any
) -> None:
    make_event(image=of_before)
    reconcile_calendar()
    assert CalendarEntry.objects.get().facts["image"] is None  # nothing untreated is shown
    with django_capture_on_commit_callbacks(execute=True):
        assert treat_pictures(print) == 1
    image = Image.objects.get()
    key = key_of(image.file.name)
    assert key and (image.width, image.height, image.focal_point_x) == (40, 60, None)
    assert key_in(CalendarEntry.objects.get().facts["image"]["url"]) == key
    assert (image.file_size, bool(image.file_hash)) == ((media / image.file.name).stat().st_size, True)
    assert names_in(media) == {image.file.name, f"pictures/{key}-40.jpg", f"pictures/{key}-40.webp"}
    assert not [name for name in names_in(media) if SECRET in (media / name).read_bytes()]


def test_a_mail_of_before_keeps_its_picture_at_its_address_without_what_the_phone_wrote(
    of_before: Image, media: Path, client: Client, clock: Any, django_capture_on_commit_callbacks: Any
) -> None:
    sent = of_before.get_rendition("width-30|format-jpeg").file.name
    desk = of_before.get_rendition("max-20x20").file.name
    assert SECRET in (media / sent).read_bytes()
    issue = make_issue(make_topic())
    issue.renditions.create(
        language="nl", subject="x", mail_html=f'<img src="http://testserver/media/{sent}">', mail_text="x",
        web_html="", sha256="0" * 64,
    )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        treat_pictures(print)
        Image.objects.get().delete()
    content = (media / sent).read_bytes()
    assert SECRET not in content and opened(content).size == (30, 45)
    assert desk not in names_in(media)
    response = client.get(f"/media/{sent}")
    assert response.status_code == 200
    response.close()


def test_when_all_are_treated_one_query_says_so(media: Path, django_assert_num_queries: Any) -> None:
    make_image()
    with django_assert_num_queries(1):
        assert treat_pictures(print) == 0


def test_what_cannot_be_read_is_said_and_stays(of_before: Image, media: Path) -> None:
    other = make_image()
    Image.objects.filter(pk=other.pk).update(file="original_images/weg.jpg")
    (media / of_before.file.name).write_bytes(b"<svg/>")
    said = StringIO()
    call_command("treat_pictures", stdout=said)
    lost = "could not be treated and is shown nowhere:"
    assert said.getvalue().splitlines() == [
        f"Picture {of_before.pk} {lost} {UNREADABLE}",
        f"Picture {other.pk} {lost} Het bestand is er niet.",
        "Pictures treated: 0. Copies made again: 0.",
    ]
    assert Image.objects.get(pk=of_before.pk).file.name == of_before.file.name


def test_copies_that_a_restore_lost_are_made_again(media: Path) -> None:
    lost, whole = make_image(), make_image(phone_photo(size=(20, 10)))
    keep_copies([lost, whole])
    before = names_in(media)
    (media / f"pictures/{key_of(lost.file.name)}-60.webp").unlink()
    said = StringIO()
    call_command("treat_pictures", stdout=said)
    assert said.getvalue() == "Pictures treated: 0. Copies made again: 1.\n" and names_in(media) == before


def test_the_night_forgets_copies_that_nothing_shows_and_uploads_nobody_finished(media: Path, clock: Any) -> None:
    told, gone = make_image(), make_image(phone_photo(size=(20, 10)))
    make_event(image=told)
    reconcile_calendar()
    keep_copies([gone])
    gone.delete()
    told.delete()
    kind = ContentType.objects.get_for_model(Image)
    waiting = UploadedFile.objects.create(for_content_type=kind, file=ContentFile(phone_photo(), "x.jpg"))
    os.utime(media / waiting.file.name, (timezone.now().timestamp(),) * 2)
    assert tasks.forget() == NOTHING
    clock.shift(timedelta(days=31))
    assert tasks.forget() == {**NOTHING, "copies": 1, "uploads": 1}
    assert PictureCopies.objects.get().key == key_in(CalendarEntry.objects.get().facts["image"]["url"])
    assert not UploadedFile.objects.exists() and not list((media / "wagtail_uploads").iterdir())
