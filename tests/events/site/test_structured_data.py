"""What search engines read on the page of an event, from the same published facts."""

import json
from datetime import date

import pytest

from events.ledger.reconcile import reconcile_calendar
from events.models import Occurrence
from tests.factories import local, make_edition, make_public_event, make_registration, make_series, make_venue
from tests.pages import soup

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("clock")]
SCHEMA = "https://schema.org/"


def data_of(client, event, prefix=""):
    page = soup(client.get(f"{prefix}/evenement/{event.slug}-{event.code}/"))
    return json.loads(page.find("script", type="application/ld+json").string)


@pytest.mark.parametrize(("prefix", "name"), [("", "Nacht 2026"), ("/en", "Night 2026")])
def test_the_edition_is_the_event_it_is_part_of(client, prefix, name):
    edition = make_edition(make_series(slug="nacht", name="Nacht", name_en="Night"), starts_on=date(2026, 9, 19))
    assert data_of(client, make_public_event(edition), prefix)["superEvent"] == {
        "@type": "Event",
        "name": name,
        "url": f"http://testserver{prefix}/agenda/nacht/2026/",
        "startDate": "2026-09-19",
        "endDate": "2026-09-19",
    }
    assert "superEvent" not in data_of(client, make_public_event())


@pytest.mark.parametrize(
    ("values", "state", "before"),
    [
        (
            {"starts_at": local(2026, 6, 21, 20), "ends_at": local(2026, 6, 21, 21)},
            "EventRescheduled",
            "2026-06-20T20:00:00+02:00",
        ),
        ({"status": "cancelled"}, "EventCancelled", None),
        ({"status": "postponed"}, "EventPostponed", None),
        ({}, "EventScheduled", None),
    ],
)
def test_what_became_of_it_and_when_it_was_to_be(client, values, state, before):
    event = make_public_event(at__starts_at=local(2026, 6, 20, 20))
    Occurrence.objects.filter(event=event).update(**values or {"status": "scheduled"})
    reconcile_calendar()
    data = data_of(client, event)
    assert (data["eventStatus"], data.get("previousStartDate")) == (SCHEMA + state, before)


def test_a_day_that_moved_was_to_be_on_a_day(client):
    event = make_public_event(at__starts_at=local(2026, 6, 20), at__ends_at=local(2026, 6, 21), at__all_day=True)
    Occurrence.objects.filter(event=event).update(starts_at=local(2026, 6, 21), ends_at=local(2026, 6, 23))
    reconcile_calendar()
    data = data_of(client, event)
    assert [data[name] for name in ("previousStartDate", "startDate", "endDate")] == [
        "2026-06-20",
        "2026-06-21",
        "2026-06-22",
    ]


@pytest.mark.parametrize(("spoken", "said"), [("nl", "nl"), ("en", "en"), ("both", ["nl", "en"]), ("any", None)])
def test_the_language_is_what_is_spoken(client, spoken, said):
    assert data_of(client, make_public_event(language=spoken)).get("inLanguage") == said


def test_of_many_moments_those_that_are_to_come_are_told(client, clock):
    event = make_public_event(occurrences=25)
    for number, row in enumerate(event.occurrences.order_by("pk")):
        day = local(2026, 6, 1 + number, 20)
        Occurrence.objects.filter(pk=row.pk).update(starts_at=day, ends_at=day.replace(hour=21))
    reconcile_calendar()
    days = [int(one["startDate"][8:10]) for one in data_of(client, event)]
    assert days == [*range(15, 26), *range(1, 10)]


STREAM = "https://example.org/live"


@pytest.mark.parametrize(
    ("values", "mode", "kinds"),
    [
        ({}, "OfflineEventAttendanceMode", "Place"),
        ({"at__stream_url": STREAM}, "MixedEventAttendanceMode", ["Place", "VirtualLocation"]),
        ({"at__stream_url": STREAM, "at__venue": None}, "OnlineEventAttendanceMode", "VirtualLocation"),
        ({"at__venue": None, "at__place": "Markt"}, "OfflineEventAttendanceMode", "Place"),
    ],
)
def test_one_is_there_follows_along_or_both(client, values, mode, kinds):
    data = data_of(client, make_public_event(**values))
    places = data["location"]
    found = [place["@type"] for place in places] if isinstance(places, list) else places["@type"]
    assert (data["eventAttendanceMode"], found) == (SCHEMA + mode, kinds)


def test_a_place_has_its_address_and_coordinates(client):
    venue = make_venue(name="Hortus", street="Rapenburg 73", postcode="2311 GJ", city="Leiden", lat=52.1567, lon=4.4843)
    assert data_of(client, make_public_event(at__venue=venue))["location"] == {
        "@type": "Place",
        "name": "Hortus",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "Rapenburg 73",
            "postalCode": "2311 GJ",
            "addressLocality": "Leiden",
        },
        "geo": {"@type": "GeoCoordinates", "latitude": 52.1567, "longitude": 4.4843},
    }


FREE = {"price": "0", "priceCurrency": "EUR"}


@pytest.mark.parametrize(
    ("values", "taken", "offer"),
    [
        ({}, 0, {"url": "{page}", "availability": SCHEMA + "InStock", **FREE}),
        ({"at__price": "€ 5"}, 0, {"url": "{page}", "availability": SCHEMA + "InStock"}),
        (
            {"at__way_in": "register", "at__capacity": 2},
            0,
            {"url": "{form}", "availability": SCHEMA + "InStock", **FREE},
        ),
        (
            {"at__way_in": "register", "at__capacity": 2},
            2,
            {"url": "{form}", "availability": SCHEMA + "SoldOut", **FREE},
        ),
        ({"at__way_in": "elsewhere", "at__ticket_url": "https://example.org/k"}, 0, {"url": "https://example.org/k"}),
        ({"at__way_in": "invited"}, 0, None),
    ],
)
def test_the_offer_is_the_way_in(client, values, taken, offer):
    event = make_public_event(**values)
    occurrence = event.occurrences.get()
    if taken:
        make_registration(occurrence, seats=taken)
    page = f"http://testserver/evenement/{event.slug}-{event.code}/"
    form = f"http://testserver/aanmelden/{occurrence.public_id}/"
    wanted = (
        {"@type": "Offer", **{key: value.format(page=page, form=form) for key, value in offer.items()}}
        if offer
        else None
    )
    assert data_of(client, event).get("offers") == wanted
