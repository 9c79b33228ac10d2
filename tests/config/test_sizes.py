"""Requests that nobody means: refused by their size, with a sentence, before anything reads them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from config.api.requests import MOST_NESTED
from config.middleware.sizes import LARGEST_FORM, LONGEST_ADDRESS, fits, largest_body
from tests.config.test_engineering import ROOT
from tests.factories import make_staff

LONG = "a" * (LONGEST_ADDRESS + 1)


@pytest.mark.parametrize(
    "address",
    [f"/agenda/?q={LONG}", f"/agenda.ics?q={LONG}", f"/en/agenda/{LONG}/", f"/media/{LONG}", f"/static/{LONG}"],
)
def test_an_address_that_nobody_types_is_414(client, address):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (414, "text/plain; charset=utf-8")
    assert ("too long" if address.startswith("/en/") else "te lang") in response.content.decode()
    assert "Content-Security-Policy" in response


def test_in_the_api_it_is_a_problem(client):
    response = client.get(f"/api/v1/events?venue={LONG}")
    assert (response.status_code, response["Content-Type"]) == (414, "application/problem+json")
    assert response.json()["status"] == 414


@pytest.mark.django_db
def test_an_address_as_long_as_may_be_is_answered(client):
    query = "q=" + "a" * (LONGEST_ADDRESS - len("/agenda/?q="))
    assert client.get(f"/agenda/?{query}").status_code == 200


FORMS = ["/nieuwsbrief/", "/mijn-programma/ster/", "/en/nieuwsbrief/uitschrijven/x/", "/niet-van-ons/", "/agenda/"]


@pytest.mark.parametrize("address", FORMS)
def test_a_form_larger_than_ours_can_be_is_413(client, address):
    response = client.post(address, {"name": "a" * LARGEST_FORM})
    assert response.status_code == 413
    assert ("too large" if address.startswith("/en/") else "te groot") in response.content.decode()


@pytest.mark.parametrize("length", ["-1", "abc", "1" * 5000, "1_0", "٣"])
def test_a_length_that_is_none_is_413(client, length):
    assert client.post("/nieuwsbrief/", {}, CONTENT_LENGTH=length).status_code == 413


def test_a_file_has_no_place_in_a_public_form(client):
    upload = SimpleUploadedFile("a.bin", bytes(LARGEST_FORM))
    assert client.post("/nieuwsbrief/", {"file": upload}).status_code == 413


def test_the_desk_takes_pictures_and_large_forms_and_no_more(client, settings):
    picture = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    assert fits(str(picture), largest_body("/beheer/images/add/"))
    assert client.post("/beheer/images/add/", CONTENT_LENGTH=str(2 * picture)).status_code == 413


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/beheer/toegang/login/", "/beheer/images/add/", "/beheer/"])
def test_who_is_not_logged_in_sends_the_desk_no_more_than_a_form(client, address):
    body = {"title": "a" * LARGEST_FORM}
    assert client.post(address, body).status_code == 413
    assert Client(enforce_csrf_checks=True).post(address, body).status_code == 413  # nobody looked for a token in it
    client.force_login(make_staff())
    assert client.post(address, body).status_code != 413


@pytest.mark.django_db
def test_a_body_nested_deeper_than_any_of_ours_is_400(client):
    for depth in (MOST_NESTED + 1, 900, 990, 5_000, 9_000):
        for opened, closed in (("[", "]"), ('{"a":', "}")):
            body = '{"email":' + opened * depth + "1" + closed * depth + "}"
            response = client.post("/api/v1/subscriptions", body, content_type="application/json")
            assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json"), depth


@pytest.mark.django_db
def test_what_is_wrong_is_told_of_a_few_things(client):
    """A body of 60 KB is not answered with megabytes."""
    for body in (
        {"topics": ["?"] * 5_000},
        {f"a{n}": 1 for n in range(5_000)},
        {"topics": [{"a": n} for n in range(5_000)]},
    ):
        response = client.post("/api/v1/subscriptions", body, content_type="application/json")
        assert (response.status_code, len(response.content) < 10_000) == (400, True)
        assert 1 <= len(response.json()["errors"]) <= 20


def test_every_web_server_of_ours_speaks_http_1_alone():
    """HTTP/2 goes round the bound of headers: one of 8 MB was taken."""
    commands = [
        line
        for place in ("Procfile", "docs/operations.md", ".ci/fuzz")
        for line in (ROOT / place).read_text().splitlines()
        if "granian" in line and "--interface wsgi" in line
    ]
    assert len(commands) == 3
    assert all("--http 1 " in command for command in commands)
