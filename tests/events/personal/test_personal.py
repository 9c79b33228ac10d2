"""Mijn programma: one secret, no account, nothing in the calendar that opens it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from events.ledger.reconcile import reconcile_calendar
from events.models import CalendarEntry, Programme
from events.personal import programmes as service
from tests.factories import (
    local,
    make_event,
    make_occurrence,
    make_open_occurrence,
    make_public_event,
    make_registration,
    make_venue,
)

pytestmark = pytest.mark.django_db


def uid_of(event):
    return str(event.occurrences.get().public_id)


def secret(client):
    return client.cookies["programma"].value


def events_of(client, raw, language=""):
    response = client.get(f"{language}/mijn-programma/{raw}.ics")
    return {str(event["UID"]).split("@")[0]: event for event in Calendar.from_ical(response.content).walk("VEVENT")}


def test_starring_begins_a_programme_and_starring_again_takes_out(client):
    event = make_public_event()
    first = client.post("/mijn-programma/ster/", {"uid": uid_of(event), "next": "/agenda/"})
    assert (first.status_code, first["Location"]) == (302, f"/agenda/#s{uid_of(event)[:8]}")
    assert list(events_of(client, secret(client))) == [uid_of(event)]
    client.post("/mijn-programma/ster/", {"uid": uid_of(event)})
    assert events_of(client, secret(client)) == {}
    assert Programme.objects.count() == 1


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_one_is_never_sent_to_another_site(client, back):
    answer = client.post("/mijn-programma/ster/", {"uid": uid_of(make_public_event()), "next": back})
    assert answer["Location"] == "/mijn-programma/"


@pytest.mark.parametrize("uid", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_occurrence_is_404_and_begins_nothing_to_keep(client, uid):
    assert client.post("/mijn-programma/ster/", {"uid": uid}).status_code == 404
    assert not Programme.objects.filter(entries__isnull=False).exists()


def test_another_site_cannot_star(client):
    assert (
        client.post(
            "/mijn-programma/ster/", {"uid": uid_of(make_public_event())}, headers={"Sec-Fetch-Site": "cross-site"}
        ).status_code
        == 403
    )


def test_only_the_hash_of_the_secret_is_kept_and_the_calendar_does_not_tell_it(client):
    client.post("/mijn-programma/ster/", {"uid": uid_of(make_public_event())})
    raw = secret(client)
    assert not Programme.objects.filter(digest=raw).exists()
    response = client.get(f"/mijn-programma/{raw}.ics")
    assert raw.encode() not in response.content
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("private, max-age=300", "noindex")


def test_how_one_is_in_decides_what_it_blocks(client):
    programme, raw = service.start_programme()
    starred = make_public_event()
    service.star(programme, starred.occurrences.get().public_id)
    rows = {}
    for state in ("confirmed", "waitlisted"):
        occurrence = make_open_occurrence()
        service.attach_registration(programme, make_registration(occurrence, state=state))
        rows[state] = str(occurrence.public_id)
    found = events_of(client, raw)
    shown = {
        uid: (str(event["STATUS"]), str(event["TRANSP"]), str(event["X-MICROSOFT-CDO-BUSYSTATUS"]))
        for uid, event in found.items()
    }
    assert shown == {
        uid_of(starred): ("CONFIRMED", "TRANSPARENT", "FREE"),
        rows["confirmed"]: ("CONFIRMED", "OPAQUE", "BUSY"),
        rows["waitlisted"]: ("TENTATIVE", "OPAQUE", "TENTATIVE"),
    }


def test_who_asks_for_it_is_reminded_half_an_hour_before_what_goes_on(client):
    programme, raw = service.start_programme()
    on, off, whole_day = make_public_event(), make_public_event(), make_public_event(at__all_day=True)
    for event in (on, off, whole_day):
        service.star(programme, event.occurrences.get().public_id)
    off.occurrences.update(status="cancelled")
    reconcile_calendar()
    assert "reminder=1" not in client.get(f"/mijn-programma/{raw}/").content.decode()
    assert "reminder=1" in client.get(f"/mijn-programma/{raw}/?reminder=1").content.decode()
    assert b"VALARM" not in client.get(f"/mijn-programma/{raw}.ics").content
    body = client.get(f"/en/mijn-programma/{raw}.ics?reminder=1").content
    alarms = {
        str(event["UID"]).split("@")[0]: [(str(a["DESCRIPTION"]), a["TRIGGER"].dt) for a in event.walk("VALARM")]
        for event in Calendar.from_ical(body).walk("VEVENT")
    }
    assert alarms == {
        uid_of(on): [("Starts in half an hour", timedelta(minutes=-30))],
        uid_of(off): [],
        uid_of(whole_day): [],
    }


def test_a_revoked_calendar_says_so_for_thirty_days_and_is_gone_after(client, clock):
    programme, raw = service.start_programme()
    service.revoke(programme)
    assert [str(event["SUMMARY"]) for event in events_of(client, raw).values()] == [
        "De link van deze kalender is ingetrokken"
    ]
    assert client.get(f"/mijn-programma/{raw}/").status_code == 404
    clock.shift(timedelta(days=31))
    assert client.get(f"/mijn-programma/{raw}.ics").status_code == 410


@pytest.mark.parametrize("token", ["x", "a" * 43, "é", "a" * 3000])
def test_a_forged_address_is_404(client, token):
    assert client.get(f"/mijn-programma/{token}.ics").status_code == 404
    assert client.get(f"/mijn-programma/{token}/").status_code == 404


def test_overlap_and_too_long_a_walk_are_said():
    near, far = make_venue(lat=52.1578, lon=4.4881), make_venue(lat=52.1672, lon=4.4667)
    event = make_event(occurrences=0)
    for hour, minute, venue in ((20, 0, near), (20, 30, near), (21, 35, far), (23, 30, near)):
        make_occurrence(
            event,
            starts_at=local(2030, 9, 14, hour, minute),
            ends_at=local(2030, 9, 14, hour, minute) + timedelta(hours=1),
            venue=venue,
        )
    reconcile_calendar()
    lines = [service.Planned(entry, "starred") for entry in CalendarEntry.objects.in_order()]
    found = [
        (clash.kind, clash.first.starts_at.hour, clash.second.starts_at.hour, clash.minutes, clash.needed)
        for clash in service.clashes(lines)
    ]
    assert found == [("overlap", 18, 18, 0, 0), ("walk", 18, 19, 5, 32)]


def test_a_programme_opens_on_another_device_and_can_be_used_there(client):
    event = make_public_event()
    programme, raw = service.start_programme()
    service.star(programme, event.occurrences.get().public_id)
    page = client.get(f"/mijn-programma/{raw}/")
    assert event.title in page.content.decode() and page["Cache-Control"] == "no-store" and not page.cookies
    client.post(f"/mijn-programma/{raw}/gebruik/")
    assert secret(client) == raw


def test_what_nobody_looked_at_for_a_year_is_erased(clock):
    service.start_programme()
    clock.shift(timedelta(days=401))
    assert service.forget_unused(timezone.now()) == 1


def test_who_has_the_cookie_by_its_former_name_keeps_the_programme_under_the_new_one(client, settings):
    client.post("/mijn-programma/ster/", {"uid": uid_of(make_public_event())})
    raw = secret(client)
    settings.PROGRAMME_COOKIE = "__Host-programma"
    settings.SESSION_COOKIE_SECURE = True
    assert client.get("/mijn-programma/").context["token"] == raw
    client.post(f"/mijn-programma/{raw}/gebruik/")
    kept = client.cookies["__Host-programma"]
    assert (kept.value, kept["secure"], kept["path"], kept["domain"], kept["httponly"], kept["samesite"]) == (
        raw, True, "/", "", True, "Lax",
    )  # fmt: skip
    response = client.post(f"/mijn-programma/{raw}/intrekken/")
    assert {name: (cookie.value, cookie["max-age"]) for name, cookie in response.cookies.items()} == {
        "__Host-programma": ("", 0), "programma": ("", 0),
    }  # fmt: skip
    assert response.cookies["__Host-programma"]["secure"]
