"""Bad input in the desk: a sentence that says what to do, nothing half-done, and what is only unseen is taken out."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from wagtail.test.utils.form_data import inline_formset

from events.ledger.reconcile import reconcile_calendar
from events.models import Edition, Event, EventSpeaker, Occurrence, Series, Venue
from tests.events.programme.desk_forms import event_data, moment_data, said_at_fields
from tests.factories import (
    day,
    local,
    make_edition,
    make_event,
    make_occurrence,
    make_public_event,
    make_series,
    make_staff,
    make_venue,
)
from tests.pages import soup, text_of

pytestmark = pytest.mark.django_db

ADD = "wagtailsnippets_events_event:add"
PUBLISH = {"action-publish": "1"}
ON = ("25-06-2026 20:00", "25-06-2026 21:00")


@pytest.fixture
def desk(client: Client, clock: Any) -> Client:
    client.force_login(make_staff())
    return client


def add(desk: Client, moment: dict[str, Any] | None = None, **values: Any) -> Any:
    moments = [{**moment_data(make_venue(), *ON), **(moment or {})}]
    return desk.post(reverse(ADD), event_data(moments, **{**PUBLISH, **values}), follow=True)


def refused(response: Any) -> dict[str, str]:
    """What the page says at each field after nothing at all was written."""
    assert (Event.objects.count(), Occurrence.objects.count()) == (0, 0)
    return said_at_fields(response)


MARKUP = "Hier hoort gewone tekst. Haal ‘<b>’ weg: bezoekers zouden dat letterlijk zo zien."
TEXTS = ["title", "title_en", "summary", "summary_en", "track", "proposed_by", "image_alt"]
TEXTS_OF_MOMENT = ["place", "place_en", "price", "price_en", "status_reason", "status_reason_en"]
TEXTS_OF_SPEAKER = ["name", "role", "role_en", "bio", "bio_en"]


def test_markup_in_a_text_of_an_event_of_its_moment_and_of_its_speaker_is_refused_at_its_field(desk: Client) -> None:
    bold = "Een <b>vet</b> woord"
    speakers = inline_formset([{**dict.fromkeys(TEXTS_OF_SPEAKER, bold), "ORDER": 1}])
    response = add(desk, dict.fromkeys(TEXTS_OF_MOMENT, bold), speakers=speakers, **dict.fromkeys(TEXTS, bold))
    fields = [*TEXTS, *(f"occurrences-0-{name}" for name in TEXTS_OF_MOMENT)]
    assert refused(response) == dict.fromkeys([*fields, *(f"speakers-0-{name}" for name in TEXTS_OF_SPEAKER)], MARKUP)


@pytest.mark.parametrize("text", ["2 < 3 en 5 > 4", "I <3 Leiden", "Q&A; \"wat\" ‘is’ 'dat'", "🔭 👩‍🔬 é ﷽ नमस्ते"])
def test_signs_and_emoji_are_text_and_reach_page_and_calendar_as_they_are(desk: Client, text: str) -> None:
    add(desk, title=text)
    event = Event.objects.get()
    page = soup(desk.get(f"/evenement/{event.slug or 'x'}-{event.code}/"))
    (vevent,) = Calendar.from_ical(desk.get("/agenda.ics").content).walk("VEVENT")
    assert (event.title, page.h1.get_text(), str(vevent["SUMMARY"])) == (text, text, text)


def test_what_nobody_can_see_is_taken_out_and_that_is_said(desk: Client) -> None:
    response = add(desk, {"place": "Bij\ufeff de\u2028poort"}, title="Ster\u202eren\x07\0 boven\x0bde\r\ngracht")
    assert Event.objects.get().title == "Sterren boven de gracht"
    assert Occurrence.objects.get().place == "Bij de poort"
    assert "Er stonden tekens in die niemand ziet; die zijn weg: Titel, Plek in woorden." in text_of(response)


def test_a_text_of_lines_keeps_its_lines(desk: Client) -> None:
    speaker = {"name": "Anna", "role": "", "role_en": "", "bio": "Een.\r\nTwee\x08.", "bio_en": "", "ORDER": 1}
    add(desk, speakers=inline_formset([speaker]))
    assert EventSpeaker.objects.get().bio == "Een.\nTwee."


def test_ten_thousand_letters_are_refused_with_the_limit(desk: Client) -> None:
    limits = {"title": 160, "title_en": 160, "summary": 300, "track": 80}
    said = refused(add(desk, **dict.fromkeys(limits, "é" * 10_000)))
    assert said.keys() == limits.keys()
    for field, most in limits.items():
        assert f"niet meer dan {most} tekens bevat (het zijn er nu 10000)" in said[field]


def test_script_in_rich_text_never_reaches_the_public(desk: Client) -> None:
    event = make_public_event(text='<p onclick="x()">Hoi<script>alert(1)</script><a href="javascript:x()">hier</a></p>')
    prose = soup(desk.get(f"/evenement/{event.slug}-{event.code}/")).select_one(".prose")
    assert str(prose.p) == '<p>Hoi<a rel="noopener">hier</a></p>'


def test_an_address_that_runs_something_is_refused(desk: Client) -> None:
    said = refused(add(desk, dict.fromkeys(["ticket_url", "stream_url"], "javascript:alert(1)")))
    assert said == dict.fromkeys(["occurrences-0-ticket_url", "occurrences-0-stream_url"], "Voer een geldige URL in.")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("29-03-2026 02:30", "Dit tijdstip bestaat niet"), ("25-10-2026 02:30", "Dit tijdstip komt twee keer voor")],
)
def test_the_two_hours_that_are_not_one_are_asked_about_in_every_field(desk: Client, typed: str, sentence: str) -> None:
    fields = ["starts_at", "ends_at", "registration_opens_at", "registration_closes_at"]
    said = refused(add(desk, dict.fromkeys(fields, typed)))
    assert said.keys() == {f"occurrences-0-{field}" for field in fields}
    assert [text for text in said.values() if not text.startswith(sentence)] == []


def test_registration_that_closes_before_it_opens_is_refused(desk: Client) -> None:
    window = {"registration_opens_at": "20-06-2026 12:00", "registration_closes_at": "19-06-2026 12:00"}
    assert refused(add(desk, window)) == {"occurrences-0-registration_closes_at": "Aanmelden eindigt voor het begint."}


def test_two_moments_of_one_event_in_one_hall_at_one_hour_are_mentioned(desk: Client) -> None:
    hall = make_venue(name="Hortus")
    moments = [moment_data(hall, *ON), moment_data(hall, "25-06-2026 20:30", "")]
    response = desk.post(reverse(ADD), event_data(moments, **PUBLISH), follow=True)
    assert (
        "Hortus: op donderdag 25 juni 2026 20:30 lopen daar twee momenten van deze activiteit door elkaar."
        in text_of(response)
    )


def test_what_has_no_end_is_taken_to_last_as_long_as_its_edition_says(desk: Client) -> None:
    hall = make_venue(name="Hortus")
    edition = make_edition(starts_on=day("2026-06-25"), default_minutes=90)
    for begins in (18, 19, 20, 21):
        event = make_event(edition, occurrences=0, title=f"Orgel om {begins} uur")
        make_occurrence(event, starts_at=local(2026, 6, 25, begins), ends_at=None, venue=hall)
    said = text_of(desk.post(reverse(ADD), event_data([moment_data(hall, *ON)], **PUBLISH), follow=True))
    mentioned = {begins for begins in (18, 19, 20, 21) if f"is daar ook ‘Orgel om {begins} uur’" in said}
    assert mentioned == {19, 20}


# Rows beside the events: series, editions, venues.


def save(desk: Client, row: Any, **values: Any) -> Any:
    name = row._meta.model_name
    address = reverse(f"wagtailsnippets_events_{name}:edit", args=[row.pk])
    shown = next(form for form in soup(desk.get(address)).select("form") if form.select_one("[name=slug]"))
    typed = {f["name"]: f.get("value", "") for f in shown.select("input[name]") if f.get("type") not in ("checkbox",)}
    typed |= {f["name"]: "on" for f in shown.select("input[type=checkbox][checked]")}
    typed |= {f["name"]: f.get_text() for f in shown.select("textarea[name]")}
    typed |= {f["name"]: (f.select_one("[selected]") or {"value": ""})["value"] for f in shown.select("select[name]")}
    return desk.post(address, {**typed, **values}, follow=True)


@pytest.mark.parametrize(
    ("make", "field"),
    [(make_series, "name"), (make_series, "description"), (make_edition, "theme"), (make_venue, "street")],
)
def test_markup_in_any_other_row_is_refused_and_what_it_was_stays(desk: Client, make: Any, field: str) -> None:
    row = make()
    before = getattr(row, field)
    assert MARKUP in text_of(save(desk, row, **{field: "<b>Vet</b>"}))
    row.refresh_from_db()
    assert getattr(row, field) == before


def test_a_last_day_before_the_first_is_refused(desk: Client) -> None:
    edition = make_edition(starts_on=date(2026, 9, 19))
    said = text_of(save(desk, edition, starts_on="2026-09-20", ends_on="2026-09-19"))
    assert "De laatste dag ligt voor de eerste." in said
    assert Edition.objects.get().starts_on == date(2026, 9, 19)


def test_other_days_for_an_edition_say_what_is_left_outside_them(desk: Client) -> None:
    edition = make_edition(starts_on=date(2026, 9, 19))
    make_public_event(edition, title="Orgel")
    said = text_of(save(desk, edition, starts_on="2026-09-26", ends_on="2026-09-26"))
    assert (
        "1 moment valt nu buiten de editie (26 september 2026). Het eerste: ‘Orgel’, zaterdag 19 september 2026 20:00."
        in said
    )


HOSTILE = "Kerk\r\nX-EVIL:1, \u202e\x07a;b\\n\u2028c"


def test_line_ends_in_every_text_that_reaches_a_calendar_break_none(client: Client, clock: Any, settings: Any) -> None:
    """Past every form, as an import or a restored backup would bring them."""
    settings.SITE_NAME = settings.SENDER_NAME = "Leiden\r\nX-EVIL:1"
    texts = {"name": HOSTILE, "name_en": HOSTILE}
    series = make_series(slug="nacht")
    Series.objects.update(**texts)
    edition = make_edition(series, slug="2026", starts_on=date(2026, 9, 19))
    building = make_venue()
    room = make_venue(parent=building)
    Venue.objects.update(**texts, street=HOSTILE, postcode="2311\r\nX", city=HOSTILE)
    event = make_event(edition, title=HOSTILE, title_en=HOSTILE, summary=HOSTILE, occurrences=0)
    make_occurrence(event, venue=room, place=HOSTILE, status="cancelled", status_reason=HOSTILE)
    reconcile_calendar()
    for address in ("/agenda.ics", "/agenda/nacht.ics", "/agenda/nacht/2026.ics", "/en/agenda/nacht.ics"):
        body = client.get(address).content
        calendar = Calendar.from_ical(body)
        assert b"\r\nX-EVIL" not in body and b"\x07" not in body and "\u202e" not in body.decode()
        assert not body.replace(b"\r\n", b"").count(b"\n") and not body.replace(b"\r\n", b"").count(b"\r")
        (vevent,) = calendar.walk("VEVENT")
        assert vevent["X-APPLE-STRUCTURED-LOCATION"].params["X-TITLE"].count("Kerk X-EVIL:1, a;b") >= 2
