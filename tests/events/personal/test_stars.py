"""Stars on pages that are the same for everybody, and registrations that join a programme."""

from datetime import timedelta

import pytest
from django.test import Client

from events.models import Programme
from events.personal import programmes
from events.registration.mail.links import MANAGE
from subscribers.access.tokens import issue_token
from tests.factories import (
    make_edition,
    make_open_occurrence,
    make_public_event,
    make_registration,
    make_series,
    make_staff,
)
from tests.pages import problems, soup, text_of
from tests.subscribers.admission.proving import challenge_in, solved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NIGHT = "/agenda/nacht/2026/"


@pytest.fixture
def event():
    return make_public_event(make_edition(make_series(slug="nacht"), slug="2026"), title="Orgel")


def mine(client):
    """(title, how one is in) of what stands in the programme of this browser."""
    lines = soup(client.get("/mijn-programma/")).select(".mine li")
    return [(li.a.get_text(), li.b.get_text() if li.b else "bewaard") for li in lines]


def registered(client, clock, occurrence):
    """The answer to a form that was filled in at the pace of a person."""
    address = f"/aanmelden/{occurrence.public_id}/"
    fields = soup(client.get(address)).select("main form input[name]")
    clock.shift(timedelta(seconds=20))
    given = {field["name"]: field.get("value", "") for field in fields}
    return client.post(address, {**given, "name": "Iemand", "email": "iemand@example.org", "seats": "1"})


@pytest.mark.parametrize(
    "address", ["/agenda/", NIGHT, f"{NIGHT}?weergave=locaties", f"{NIGHT}?weergave=kaart", "{page}"]
)
def test_a_star_brings_one_back_to_the_very_line(client, event, address):
    address = address.format(page=f"/evenement/{event.slug}-{event.code}/")
    page = soup(client.get(address))
    button, form = page.select_one("button[form=ster]"), page.find(id="ster")
    assert form["action"] == "/mijn-programma/ster/"
    response = client.post(form["action"], {"next": form.input["value"], "uid": button["value"]})
    assert response["Location"] == f"{address}#{button['id']}"
    assert mine(client) == [("Orgel", "bewaard")]


def test_the_name_of_a_star_says_of_what(client, event):
    assert soup(client.get("/agenda/")).select_one("button[form=ster]").get_text() == "Bewaar Orgel"


@pytest.mark.parametrize("address", ["/agenda/", NIGHT])
def test_the_page_is_the_same_for_whoever_has_a_programme(client, event, address):
    before = client.get(address).content
    client.post("/mijn-programma/ster/", {"uid": event.occurrences.get().public_id})
    after = client.get(address)
    assert after.content == before
    assert "Cookie" not in after.get("Vary", "")


def test_what_the_desk_has_to_say_to_staff_is_said_on_no_public_page_and_kept_in_no_cookie(client, event):
    client.force_login(make_staff())
    client.post("/beheer/kalenders/")  # says what it did at the next page of the desk
    assert "messages" not in client.cookies
    page = client.get("/agenda/")
    assert "er is niets veranderd" not in page.content.decode() and "Cookie" not in page.get("Vary", "")
    assert "er is niets veranderd" in client.get("/beheer/kalenders/").content.decode()


def test_very_long_programmes_give_stars_when_asked(client, event, monkeypatch):
    monkeypatch.setattr("events.site.edition.MOST_STARS", 0)
    page = soup(client.get(f"{NIGHT}?weergave=locaties"))
    assert not page.select("[form=ster]")
    link = next(a for a in page.select(".bar a") if a.get_text() == "Bewaren")
    assert soup(client.get(NIGHT + link["href"])).select("[form=ster]")


def test_whoever_registers_finds_it_in_the_programme_and_nothing_tells_that_the_address_was_known(client, clock, event):
    client.post("/mijn-programma/ster/", {"uid": event.occurrences.get().public_id})
    for known in (False, True):
        occurrence = make_open_occurrence(capacity=5)
        if known:
            make_registration(occurrence, email="iemand@example.org", state="waitlisted")
        assert registered(client, clock, occurrence).status_code == 200
    assert [how for _, how in mine(client)] == ["bewaard"] * 3


def test_without_a_programme_registering_begins_none(client, clock):
    response = registered(client, clock, make_open_occurrence())
    assert response.status_code == 200
    assert not response.cookies and not Programme.objects.exists()


def test_the_mailed_link_puts_the_registration_in_the_programme(client):
    registration = make_registration(make_open_occurrence())
    token = issue_token(MANAGE, f"registration:{registration.public_id}", valid_for=None)
    page = soup(client.get(f"/aanmelding/{token}/"))
    assert "programma" not in client.cookies
    form = next(form for form in page.find_all("form") if "Zet in mijn programma" in form.get_text())
    response = client.post(form["action"])
    assert (response.status_code, response["Location"]) == (302, "/mijn-programma/")
    assert [how for _, how in mine(client)] == ["Aangemeld"]


def test_a_forged_link_puts_nothing_in_any_programme(client):
    assert client.post("/aanmelding/verzonnen/programma/").status_code == 404
    assert client.get("/aanmelding/verzonnen/programma/").status_code == 405
    assert not Programme.objects.exists()


@pytest.mark.parametrize(("prefix", "language"), [("", "nl"), ("/en", "en")])
def test_the_programme_is_a_good_page(client, event, prefix, language):
    client.post("/mijn-programma/ster/", {"uid": event.occurrences.get().public_id})
    response = client.get(f"{prefix}/mijn-programma/")
    assert problems(response, language) == []
    assert [a["href"] for a in soup(response).select(".masthead [aria-current]")] == [f"{prefix}/mijn-programma/"]


def test_privacy_tells_of_the_cookie(client):
    told = text_of(client.get("/privacy/"))
    assert "programma Onthoudt welk programma van u is" in told
    assert "400 dagen" in told


def test_keeping_twice_keeps_once(event):
    programme, _ = programmes.start_programme()
    for _ in range(2):
        programmes.keep(programme, event.occurrences.get().entry)
    assert programme.entries.count() == 1


def test_a_busy_network_begins_a_programme_with_a_small_sum(event, clock, settings, monkeypatch):
    monkeypatch.setattr("subscribers.admission.challenges.FEWEST", 8)
    settings.LIMIT_PER_NETWORK_HOUR = 1
    uid = str(event.occurrences.get().public_id)
    star = {"uid": uid, "next": "/agenda/"}
    assert Client().post("/mijn-programma/ster/", star).status_code == 302
    visitor = Client()
    asked = visitor.post("/mijn-programma/ster/", star)
    assert (asked.status_code, 0 < int(asked["Retry-After"]) <= 3600, asked.cookies) == (429, True, {})
    assert problems(asked, "nl") == []
    fields = {field["name"]: field.get("value", "") for field in soup(asked).select("main form input[name]")}
    proof = solved(challenge_in(asked.content.decode()))
    assert visitor.post("/mijn-programma/ster/", {**fields, "proof": proof})["Location"].startswith("/agenda/#")
    assert mine(visitor) == [("Orgel", "bewaard")]
    settings.LIMIT_REFUSE_PER_NETWORK_HOUR = 2
    refused = Client().post("/mijn-programma/ster/", star)
    assert (refused.status_code, "data-challenge" in refused.content.decode()) == (429, False)
