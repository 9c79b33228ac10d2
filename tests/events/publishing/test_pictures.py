"""A picture that is replaced or thrown away in the desk: the programme follows at once, wherever it shows."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.images.models import Image
from wagtail.models import Collection

from events.ledger.reconcile import reconcile_calendar
from events.models import CalendarEntry, Event
from subscribers.pictures.names import key_in, key_of
from tests.factories import make_event, make_public_event, make_staff
from tests.pages import soup
from tests.photos import make_image, phone_photo, two_halves, written

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def desk(client: Client, media: Path) -> Client:
    client.force_login(make_staff())
    return client


@pytest.fixture
def image(media: Path) -> Image:
    return make_image(written(two_halves(size=(700, 70)), "PNG"))


def key_of_image(image: Image) -> str:
    return key_of(Image.objects.get(pk=image.pk).file.name)


def shown_by(event: Event, client: Client) -> dict[str, set[str]]:
    """Every place where the public finds pictures of an event, with the addresses there."""
    entry = CalendarEntry.objects.get(event_code=event.code)
    address = reverse("event", args=[event.slug, event.code])
    page = soup(client.get(address))
    feed = client.get("/agenda.ics").content.decode().replace("\r\n ", "")
    answer = client.get(f"/api/v1/events/{event.code}").json()
    return {
        "page": {img["src"] for img in page.select(".opening img")},
        "srcset": {part.split()[0] for one in page.select(".opening [srcset]") for part in one["srcset"].split(",")},
        "og": {meta["content"] for meta in page.select('meta[property="og:image"]')},
        "json-ld": {json.loads(page.select_one('script[type="application/ld+json"]').string)["image"]},
        "feed": set(re.findall(r"^IMAGE.*?:(http\S+)", feed, re.M)),
        "api": {answer["image"]["url"]} if answer["image"] else set(),
        "ledger": {entry.facts["image"]["url"]} if entry.facts["image"] else set(),
    }


def keys_shown(event: Event, client: Client) -> set[str]:
    return {key_in(url) for urls in shown_by(event, client).values() for url in urls}


def test_every_place_shows_copies_and_never_the_original(client: Client, image: Image, clock: Any) -> None:
    event = make_public_event(image=image, image_alt="De koepel")
    stem = f"/media/pictures/{key_of_image(image)}"
    site = "http://testserver"
    assert shown_by(event, client) == {
        "page": {f"{stem}-700.jpg"},
        "srcset": {f"{stem}-{width}.{kind}" for width in (512, 700) for kind in ("jpg", "webp")},
        "og": {f"{site}{stem}-700.jpg"},
        "json-ld": {f"{site}{stem}-700.jpg"},
        "feed": {f"{site}{stem}-700.jpg"},
        "api": {f"{site}{stem}-700.jpg"},
        "ledger": {f"{stem}-700.jpg"},
    }
    page = soup(client.get(reverse("event", args=[event.slug, event.code])))
    photo = page.select_one(".opening picture > img")
    assert (photo["alt"], photo["width"], photo["height"]) == ("De koepel", "700", "70")
    assert "original_images" not in str(page)
    for url in shown_by(event, client)["srcset"]:
        response = client.get(url)
        assert response.status_code == 200
        response.close()


def replace_file(desk: Client, image: Image) -> Any:
    row = {"title": "x", "collection": Collection.get_first_root_node().pk}  # type: ignore[union-attr]
    file = SimpleUploadedFile("x.jpg", phone_photo())
    return desk.post(reverse("wagtailimages:edit", args=[image.pk]), {**row, "file": file}, follow=True)


def test_who_replaces_a_picture_changes_the_programme_at_once(desk: Client, image: Image, clock: Any) -> None:
    event, other = make_public_event(image=image), make_public_event()
    before, untouched = key_of_image(image), CalendarEntry.objects.get(event_code=other.code).changed_at
    clock.shift(60)
    response = replace_file(desk, image)
    assert "In de agenda’s van bezoekers: 1 tekst" in response.content.decode()
    after = key_of_image(image)
    assert before != after and keys_shown(event, desk) == {after}
    assert CalendarEntry.objects.get(event_code=event.code).sequence == 0  # a picture moves nothing
    assert CalendarEntry.objects.get(event_code=other.code).changed_at == untouched


def delete_one(desk: Client, image: Image) -> Any:
    return desk.post(reverse("wagtailimages:delete", args=[image.pk]))


def delete_just_uploaded(desk: Client, image: Image) -> Any:
    return desk.post(reverse("wagtailimages:delete_multiple", args=[image.pk]))


def delete_many(desk: Client, image: Image) -> Any:
    address = reverse("wagtail_bulk_action", args=["wagtailimages", "image", "delete"])
    return desk.post(f"{address}?id={image.pk}")


@pytest.mark.parametrize("door", [delete_one, delete_just_uploaded, delete_many])
def test_who_throws_a_picture_away_leaves_the_drawing(door: Any, desk: Client, image: Image, clock: Any) -> None:
    event = make_public_event(image=image)
    key = key_of_image(image)
    assert door(desk, image).status_code in (200, 302) and not Image.objects.exists()
    shown = shown_by(event, desk)
    assert (shown["page"], shown["feed"], shown["api"], shown["ledger"]) == (set(), set(), set(), set())
    assert shown["og"] == shown["json-ld"] == {f"http://testserver/beeld/{event.code}.png"}
    old = desk.get(f"/media/pictures/{key}-512.jpg")  # what a browser or a mail still asks for
    assert old.status_code == 200
    old.close()


def test_what_was_withdrawn_shows_no_picture_that_was_thrown_away(desk: Client, image: Image, clock: Any) -> None:
    event = make_public_event(image=image)
    Event.objects.filter(pk=event.pk).update(live=False)
    reconcile_calendar(Event.objects.filter(pk=event.pk))
    assert CalendarEntry.objects.get().facts["image"]
    delete_one(desk, image)
    entry = CalendarEntry.objects.get()
    assert (entry.facts["image"], "IMAGE" in entry.vevent_nl, entry.sequence) == (None, False, 1)


def test_of_what_is_gone_altogether_the_night_takes_the_picture(desk: Client, image: Image, clock: Any) -> None:
    event = make_public_event(image=image)
    event.delete()
    reconcile_calendar()
    assert CalendarEntry.objects.get().facts["image"]
    delete_one(desk, image)
    reconcile_calendar()
    assert CalendarEntry.objects.get().facts["image"] is None and reconcile_calendar() == []


def test_a_picture_that_cannot_be_shown_is_left_out_of_what_is_told(media: Path, image: Image, clock: Any) -> None:
    (media / image.file.name).unlink()
    untreated = make_image()
    Image.objects.filter(pk=untreated.pk).update(file="original_images/oud.jpg")
    events = [make_event(image=one) for one in (image, Image.objects.get(pk=untreated.pk))]
    reconcile_calendar()
    assert [entry.facts["image"] for entry in CalendarEntry.objects.all()] == [None, None]
    assert {event.image_id for event in Event.objects.all()} == {event.image_id for event in events} != {None}


def test_pictures_cost_the_same_queries_for_one_event_and_three(
    media: Path, image: Image, clock: Any, django_assert_num_queries: Any
) -> None:
    def queries() -> int:
        reconcile_calendar()
        with django_assert_num_queries(counted) if counted else CaptureQueriesContext(connection) as found:
            reconcile_calendar()
        return len(found)

    counted = 0
    make_event(image=image)
    counted = queries()
    make_event(image=image)
    make_event(image=make_image())
    queries()
