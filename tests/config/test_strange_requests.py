"""What no browser sends is nobody's fault of ours: no 500, and no line of the log."""

import pytest

from config.settings.logs import logging_settings

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NUL = '"\\000aaaaaaaaaaaaaaaa"'
PLACES = ["/", "/mijn-programma/", "/beheer/", "/beheer/toegang/login/", "/api/v1/issues?state=draft", "/gezond"]


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "programma", "messages"])
def test_a_cookie_with_a_character_that_no_text_has_is_none(client, name):
    for place in PLACES:
        response = client.get(place, headers={"cookie": f"{name}={NUL}"})
        assert response.status_code == client.get(place).status_code < 500, place


@pytest.mark.parametrize(
    "path",
    ["a" * 300, "a/" * 1000, "%00", "..%2f..%2fsecret", "/etc/passwd", "", "é" * 200, "images/" + "a" * 300 + ".jpg"],
)
def test_a_file_that_cannot_be_is_not_there(client, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_what_programs_of_others_send_fills_no_log():
    levels = {name: one["level"] for name, one in logging_settings("INFO")["loggers"].items()}
    assert levels["django.security"] == "CRITICAL" and levels["django.security.csrf"] == "WARNING"
    assert levels["django.request"] == "ERROR"
