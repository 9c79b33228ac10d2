"""The address in a QR code, opened by who is no volunteer: where to show it, or why it lets nobody in."""

import io
from typing import Any

import pytest
import zxingcpp
from django.test import Client
from django.utils import timezone
from PIL import Image

from events.models import Registration
from events.models.texts import CODE_LETTERS
from events.registration.mail.writing import qr_png
from tests.factories import make_open_occurrence, make_registration
from tests.pages import problems, soup, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def party(**values: Any) -> Registration:
    return make_registration(make_open_occurrence(), name="Anna Geheim", email="anna@example.org", **values)


def heading(client: Client, address: str) -> tuple[int, str]:
    response = client.get(address)
    return response.status_code, soup(response).h1.get_text()


def test_a_new_registration_has_a_code_of_twelve_letters_that_nobody_mistakes(db: Any) -> None:
    code = party().code
    assert (len(code), set(code) - set(CODE_LETTERS)) == (12, set())


@pytest.mark.parametrize(
    ("prefix", "said"), [("", "Laat deze code bij de deur zien"), ("/en", "Show this code at the door")]
)
def test_its_address_says_where_to_show_it_and_not_whose_it_is(client: Client, prefix: str, said: str) -> None:
    mine = party()
    response = client.get(f"{prefix}/d/{mine.code}")
    assert problems(response, "en" if prefix else "nl") == []
    page = text_of(response)
    assert said in page and mine.code in page
    assert "Geheim" not in page and "anna@" not in page
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("no-store", "noindex")


@pytest.mark.parametrize("path", ["/D/{}", "/d/{}"])
def test_capitals_are_the_same_code(client: Client, path: str) -> None:
    assert heading(client, path.format(party().code.upper())) == (200, "Laat deze code bij de deur zien")


def test_a_code_of_eight_goes_on_answering(client: Client) -> None:
    party(code="abcd2345")
    assert heading(client, "/d/abcd2345") == (200, "Laat deze code bij de deur zien")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"state": "waitlisted"}, "U staat op de wachtlijst"),
        ({"state": "cancelled"}, "U bent afgemeld"),
        ({"state": "pending", "lapses_at": timezone.now()}, "Uw aanmelding"),
    ],
)
def test_who_has_no_place_reads_why_and_sees_no_picture(client: Client, values: Any, said: str) -> None:
    mine = party(**values)
    assert heading(client, f"/d/{mine.code}") == (200, said)
    assert soup(client.get(f"/d/{mine.code}")).find("figure") is None


def test_a_code_that_was_handed_over_says_so(client: Client) -> None:
    mine = party(state="cancelled", handed_over_at=timezone.now())
    assert "Deze plaats is overgedragen" in text_of(client.get(f"/d/{mine.code}"))


@pytest.mark.parametrize("code", ["abcdefghjkmn", "abcdefgh"])
def test_a_code_of_nobody_is_told_so(client: Client, code: str) -> None:
    response = client.get(f"/d/{code}")
    assert response.status_code == 404
    assert problems(response, "nl") == []
    assert "Deze code kennen wij niet" in text_of(response)


def test_the_mail_has_the_address_in_its_qr_code(settings: Any) -> None:
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr_png("abcdefghjkmn"))))
    assert [one.text for one in read] == [f"{settings.SITE_URL}/d/abcdefghjkmn"]
