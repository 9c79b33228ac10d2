"""Bad input from outside: addresses that mean nothing, forged secrets, and forms full of what does not belong there."""

import email
import email.policy
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from icalendar import Calendar

from events.facets.selection import read_selection
from events.ledger.reconcile import reconcile_calendar
from events.models import Occurrence, Registration
from subscribers.access import form_checks
from subscribers.models import Message, Subscriber
from tests.factories import make_edition, make_event, make_open_occurrence, make_series, make_topic
from tests.pages import problems, soup, text_of
from tests.typed import carry_out_typed

pytestmark = pytest.mark.django_db

LEFT_OUT = {"": "Een deel van dit adres begrijpen wij niet", "/en": "We do not understand part of this address"}
NOTHING = {"": "Niets gevonden met deze filters.", "/en": "Nothing found with these filters."}


@pytest.fixture
def programme(clock: Any) -> None:
    edition = make_edition(make_series(slug="nacht"), starts_on=date(2026, 9, 19))
    make_event(edition, title="Orgel", kind="music")
    make_event(edition, title="Sterren", kind="lecture")
    reconcile_calendar()


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("page", ["/agenda/", "/agenda/nacht/2026/"])
def test_what_is_left_out_of_an_address_is_said(client: Client, programme: None, prefix: str, page: str) -> None:
    odd: list[dict[str, Any]] = [
        {"q": "x" * 7_000},  # within what an address may be (config.middleware.sizes)
        {"venue": "x" * 81},
        {"entrance": "paid"},
        {"kind": "\x07\u202e"},
        {"term": [f"term-{n}" for n in range(21)], "q": ""},
    ]
    for query in odd:
        response = client.get(f"{prefix}{page}?{urlencode(query, doseq=True)}")
        assert (response.status_code, problems(response, prefix[1:] or "nl")) == (200, []), query
        assert LEFT_OUT[prefix] in text_of(response), query


@pytest.mark.parametrize("page", ["/agenda/?vanaf=gisteren", "/agenda/nacht/2026/?weergave=taart"])
def test_so_is_a_day_that_is_no_day_and_a_view_that_is_no_view(client: Client, programme: None, page: str) -> None:
    response = client.get(page)
    assert LEFT_OUT[""] in text_of(response)
    assert len(soup(response).select(".rows a")) == 2


def test_an_address_without_anything_odd_is_not_complained_about(client: Client, programme: None) -> None:
    fine = ["", "?q=&venue=&kind=", "?utm_source=x&onzin=1", "?kind=music&kind=lecture&kind=music", "?q=+orgel+"]
    assert [query for query in fine if LEFT_OUT[""] in text_of(client.get(f"/agenda/{query}"))] == []


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("page", ["/agenda/", "/agenda/nacht/2026/"])
def test_a_value_that_nothing_has_finds_nothing_and_says_how_to_go_on(
    client: Client, programme: None, prefix: str, page: str
) -> None:
    for query in ("venue=atlantis", "kind=opera", "day=2026-13-45", "q=%ff%fe", "q=<b>%22%27"):
        response = client.get(f"{prefix}{page}?{query}")
        assert (response.status_code, problems(response, prefix[1:] or "nl")) == (200, []), query
        assert NOTHING[prefix] in text_of(response), query


@pytest.mark.parametrize("form", [".ics", ".atom", ".json", ".csv"])
def test_a_value_that_is_repeated_counts_once_and_one_that_is_unknown_finds_nothing(
    client: Client, programme: None, form: str
) -> None:
    same = [client.get(f"/agenda{form}?{query}").content for query in ("kind=music", "kind=music&kind=music&x=y")]
    assert same[0] == same[1] and b"Orgel" in same[0] and b"Sterren" not in same[0]
    none = client.get(f"/agenda{form}?kind=opera")
    assert none.status_code == 200 and b"Orgel" not in none.content


def test_line_ends_in_an_address_stay_in_the_address(client: Client, programme: None) -> None:
    body = client.get("/agenda.ics?q=%0d%0aX-EVIL:1%0d%0a&venue=%e2%80%ae").content
    assert len(Calendar.from_ical(body).walk("VTIMEZONE")) == 1
    assert b"\r\nX-EVIL" not in body


def test_what_nobody_can_see_is_taken_out_of_what_is_searched_for(rf: Any) -> None:
    selection = read_selection(rf.get("/", {"q": " or\u202egel\x07 ", "venue": "ker\0k"}).GET)
    assert (selection.search, dict(selection.facets), selection.is_whole) == ("orgel", {"venue": ("kerk",)}, True)


FORGED = ["x", "a" * 43, "é", "a" * 3000, "%00", "%E2%80%AE", "%0d%0aSet-Cookie:x"]


@pytest.mark.parametrize("token", FORGED)
@pytest.mark.parametrize(
    ("prefix", "sentence"),
    [("", "Dit programma kennen wij niet, of de link is ingetrokken."), ("/en", "We do not know this programme")],
)
def test_a_forged_programme_is_not_there_in_any_form(client: Client, prefix: str, sentence: str, token: str) -> None:
    page = client.get(f"{prefix}/mijn-programma/{token}/")
    assert page.status_code == 404
    assert sentence in text_of(page)
    assert client.get(f"{prefix}/mijn-programma/{token}.ics").status_code == 404
    for act in ("gebruik", "intrekken"):
        response = client.post(f"{prefix}/mijn-programma/{token}/{act}/")
        assert (response.status_code, response.cookies) == (404, {})


def test_a_forged_cookie_opens_nobodys_programme_and_is_not_kept(client: Client, programme: None) -> None:
    client.cookies["programma"] = "a" * 43
    own = client.get("/mijn-programma/")
    assert own.status_code == 200 and not soup(own).select(".mine li")
    uid = Occurrence.objects.order_by("pk")[0].public_id
    assert client.post("/mijn-programma/ster/", {"uid": uid}).cookies["programma"].value not in ("", "a" * 43)


@pytest.mark.parametrize("token", FORGED)
def test_a_forged_registration_opens_nothing(client: Client, token: str) -> None:
    asking = [f"/aanmelding/{token}/afmelden/", f"/aanmelding/bevestigen/{token}/"]
    responses = [ask(address) for address in asking for ask in (client.get, client.post)]
    for response in [client.get(f"/aanmelding/{token}/"), *responses]:
        assert response.status_code in (404, 410)
        assert "werkt niet meer" in text_of(response) or "Deze pagina is er niet" in text_of(response)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/agenda/atlantis/", "Deze reeks kennen wij niet."),
        ("/agenda/nacht/1999/", "Deze editie kennen wij niet."),
        ("/evenement/x-abcdefgh/", "Deze activiteit kennen wij niet."),
        ("/agenda/atlantis.ics", "Deze agenda kennen wij niet."),
        ("/aanmelden/00000000-0000-0000-0000-000000000000/", "Voor dit moment kunt u zich hier niet aanmelden."),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(client: Client, programme: None, address: str, sentence: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert f"{sentence} Misschien is het adres veranderd" in text_of(response)


def test_a_file_that_is_not_there_does_not_tell_where_files_are(client: Client, settings: Any) -> None:
    response = client.get("/media/geheim.png")
    assert response.status_code == 404
    assert "geheim" not in text_of(response)


# The form of a registration.


def filled(clock: Any, **values: Any) -> dict[str, Any]:
    stamp = form_checks.form_stamp("registration")
    clock.shift(timedelta(minutes=1))
    return {"name": "Anna", "email": "anna@example.org", "seats": "1", "let_be": "", "stamp": stamp, **values}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": "\u202e\x07 \u2028"}, "Vul uw naam in."),
        ({"name": "é" * 10_000}, "Een naam heeft hoogstens 80 tekens."),
        ({"name": "Gewonnen! kans.example/1"}, "In een naam kan geen webadres of e-mailadres staan."),
        ({"name": "Anna\r\nBcc: x@example.org"}, "In een naam kan geen webadres of e-mailadres staan."),
        ({"name": "An\0na"}, "Null-tekens zijn niet toegestaan."),
        ({"email": "anna@example.org\r\nBcc: x@example.org"}, "Dit e-mailadres klopt niet."),
        ({"email": "<b>anna@example.org</b>"}, "Dit e-mailadres klopt niet."),
        ({"email": "a" * 10_000 + "@example.org"}, "Een e-mailadres heeft hoogstens 254 tekens."),
        ({"seats": "veel"}, "Vul een getal in, bijvoorbeeld 2."),
        ({"seats": "-1"}, "Kies minstens één plaats."),
        ({"seats": "9" * 4000}, ""),
        ({"seats": "7"}, ""),
    ],
)
def test_a_wrong_registration_is_told_why_and_nothing_is_kept_of_it(
    client: Client, clock: Any, values: dict[str, str], sentence: str
) -> None:
    address = f"/aanmelden/{make_open_occurrence().public_id}/"
    response = client.post(address, filled(clock, **values))
    page = soup(response)
    assert (response.status_code, problems(response, "nl")) == (400, [])
    assert page.title.get_text().startswith("Fout:") and page.select(".error-summary a")
    assert sentence in text_of(response)
    assert not Registration.objects.exists() and not Message.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<b>Anna</b> & co", "<b>Anna</b> & co"),
        ("Zoë 👩‍🔬 de Jong", "Zoë 👩‍🔬 de Jong"),
        ("Anna\r\nBcc: x", "Anna Bcc: x"),
        ("An\u202ena\x1b[31m", "Anna[31m"),
    ],
)
def test_a_name_is_text_wherever_it_comes(client: Client, clock: Any, outbox: Any, typed: str, kept: str) -> None:
    occurrence = make_open_occurrence()
    assert client.post(f"/aanmelden/{occurrence.public_id}/", filled(clock, name=typed)).status_code == 200
    assert Registration.objects.get().name == kept
    (mail,) = outbox()
    assert (str(mail["To"]), mail["Bcc"]) == ("anna@example.org", None)
    assert not [part for part in mail.walk() if "Anna" in str(part.get_payload(decode=True))]
    (invitation,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    (vevent,) = Calendar.from_ical(invitation.get_content()).walk("VEVENT")
    assert vevent["ATTENDEE"] == "mailto:anna@example.org"
    assert vevent["ATTENDEE"].params["CN"] == "anna@example.org"


def test_a_name_of_a_subscriber_is_one_line_without_what_nobody_can_see(client: Client, clock: Any) -> None:
    make_topic(slug="kunst")
    stamp = form_checks.form_stamp("signup")
    clock.shift(timedelta(minutes=1))
    typed = {"email": "an@example.org", "name": "An\u202e\r\nBcc: x", "stamp": stamp, "let_be": ""}
    assert client.post("/nieuwsbrief/", typed).status_code == 200
    carry_out_typed()
    assert Subscriber.objects.get().name == "An Bcc: x"
    message = email.message_from_bytes(bytes(Message.objects.get().content), policy=email.policy.default)
    assert message["Bcc"] is None
