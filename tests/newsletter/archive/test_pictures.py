"""Pictures in an issue: what was sent shows what it showed, whatever happens to the picture in the desk."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.models import Collection

from config.pictures import forget_copies
from newsletter.archive.pictures import files_in_issues, is_in_issue
from newsletter.compose.content import gather_content
from newsletter.models import Issue
from newsletter.send import sending
from subscribers.pictures.names import key_in, key_of
from tests.factories import make_issue, make_staff, make_subscriber, make_topic
from tests.newsletter.sending import make_scheduled
from tests.pages import soup
from tests.photos import make_image, phone_photo, two_halves, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def image(media: Path) -> Image:
    return make_image(written(two_halves(size=(1700, 34)), "PNG"))


def body(image: Image) -> list[tuple[str, Any]]:
    text = "<p>Nieuws.</p>"
    story = {"heading": "Kop", "image": image, "image_alt": "De kerk", "text": text, "link": "", "link_text": ""}
    return [
        ("image", {"image": image, "image_alt": "De kerk", "caption": ""}),
        ("article", story),
        ("two_columns", {"left": story, "right": story}),
    ]


def urls_in(html: str) -> set[str]:
    return set(re.findall(r"http://testserver(/media/[^\s\"]+)", html))


def replace_and_delete(client: Client, image: Image) -> None:
    client.force_login(make_staff())
    row = {"title": "x", "collection": Collection.get_first_root_node().pk}  # type: ignore[union-attr]
    address = reverse("wagtailimages:edit", args=[image.pk])
    client.post(address, {**row, "file": SimpleUploadedFile("x.jpg", phone_photo())})
    client.post(reverse("wagtailimages:delete", args=[image.pk]))
    assert not Image.objects.exists()
    client.logout()


def are_there(client: Client, urls: set[str]) -> bool:
    responses = [client.get(url) for url in urls]
    for response in responses:
        response.close()
    return bool(urls) and {response.status_code for response in responses} == {200}


def test_a_mail_has_jpeg_alone_and_its_page_what_a_browser_needs(image: Image, clock: Any) -> None:
    issue = make_scheduled(body=body(image))
    stored, stem = issue.renditions.get(), f"/media/pictures/{key_of(image.file.name)}"
    assert urls_in(stored.mail_html) == {f"{stem}-1072.jpg", f"{stem}-512.jpg"}
    assert "srcset" not in stored.mail_html and "webp" not in stored.mail_html
    assert urls_in(stored.web_html) == {
        f"{stem}-{width}.{kind}" for width in (512, 1072, 1600) for kind in ("jpg", "webp")
    }
    photos = BeautifulSoup(stored.web_html, "html.parser").select("picture > img")
    assert len(photos) == 4 and {photo["alt"] for photo in photos} == {"De kerk"}


def test_what_was_sent_goes_on_showing_what_it_showed(client: Client, image: Image, clock: Any) -> None:
    topic = make_topic()
    make_subscriber(topic)
    issue = make_scheduled(topic, slug="juni", body=body(image))
    clock.shift(timedelta(hours=1))
    sending.tick(timezone.now())
    sent = issue.renditions.get()
    page = soup(client.get("/nieuwsbrief/juni/")).select_one(".issue")
    replace_and_delete(client, image)
    clock.shift(timedelta(days=400))
    assert forget_copies(timezone.localdate()) == 1  # that of the picture which was in its place for a moment
    assert soup(client.get("/nieuwsbrief/juni/")).select_one(".issue") == page
    assert issue.renditions.get().mail_html == sent.mail_html
    assert are_there(client, urls_in(sent.mail_html) | urls_in(sent.web_html))


def test_what_was_never_sent_keeps_no_copy(client: Client, image: Image, clock: Any) -> None:
    gather_content(make_issue(body=body(image)), "nl", None)
    replace_and_delete(client, image)
    clock.shift(timedelta(days=31))
    assert forget_copies(timezone.localdate()) == 2


def test_a_picture_that_is_replaced_takes_the_approval_away(client: Client, image: Image, clock: Any) -> None:
    topic = make_topic()
    make_subscriber(topic)
    issue = make_scheduled(topic, body=body(image))
    replace_and_delete(client, image)
    clock.shift(timedelta(hours=1))
    sending.tick(timezone.now())
    assert Issue.objects.get(pk=issue.pk).state == "held"


def test_what_shows_a_picture_is_found_by_its_address(image: Image, clock: Any) -> None:
    issue = make_scheduled(body=body(image))
    key = key_of(image.file.name)
    assert (is_in_issue(key), is_in_issue("0" * 32), files_in_issues("images")) == (True, False, set())
    assert {key_in(name) for name in files_in_issues("pictures")} == {key}
    html = "<img src=\"http://testserver/media/images/a.width-1072.jpg\"><img src='/media/images/b.jpg?v=1'>"
    issue.renditions.update(mail_html=html, web_html="")
    assert files_in_issues("images") == {"images/a.width-1072.jpg", "images/b.jpg"}
