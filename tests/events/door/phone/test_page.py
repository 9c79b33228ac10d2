"""The door page and its worker: the camera is allowed here alone, and everything it says it says in both languages."""

import json
import re

import pytest
from django.test import Client

from events.door.phone.names import fold, initials, surnames
from events.door.phone.page import text_of
from events.door.phone.words import words_in_both
from events.models import Scan
from tests.pages import problems, soup

CAMERA = "camera=(self), microphone=(), geolocation=()"


def test_the_page_is_a_good_one_and_may_use_the_camera(client: Client) -> None:
    response = client.get("/d/")
    assert problems(response, "nl") == ["script of type application/json"]  # its words; no script runs from the page
    assert (response["Permissions-Policy"], response["Cache-Control"]) == (CAMERA, "no-store")
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response.cookies == {}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/toegankelijkheid/", "/d/abcdefghjkmn", "/d/sw.js"])
def test_no_other_page_may_use_it(client: Client, address: str) -> None:
    assert client.get(address)["Permissions-Policy"] == "camera=(), microphone=(), geolocation=()"


def test_the_worker_is_asked_for_anew_and_holds_the_page_its_headers_and_its_files(client: Client) -> None:
    page, worker = client.get("/d/"), client.get("/d/sw.js")
    given = json.loads(re.search(r"const GIVEN = (.*);\n", worker.content.decode())[1])  # type: ignore[index]
    assert (worker["Cache-Control"], worker["Content-Type"]) == ("no-cache", "text/javascript; charset=utf-8")
    assert given["page"] == page.content.decode()
    assert {name: page[name] for name in given["headers"]} == given["headers"]
    tags = soup(page).select("link[rel=stylesheet], script[src]")
    assert {tag.get("href") or tag["src"] for tag in tags} == set(given["files"])
    assert all(text for _, text in given["files"].values())


def test_everything_the_page_says_is_there_in_both_languages(client: Client) -> None:
    words, script = words_in_both(), text_of("door.js")
    used = set(re.findall(r"""(?:say|trouble)\((?:camera \? )?"([\w-]+)""", script))
    used |= {tag["data-word"] for tag in soup(client.get("/d/")).select("[data-word]")}
    used |= {f"shown-{one}{why}" for one in (*Scan.Shown.values, "ask", "unreadable") for why in ("", "-why")}
    for said in words.values():
        assert used - said.keys() == set()
        assert [name for name, text in said.items() if not text] == []
    same = {name for name in words["nl"] if words["nl"][name] == words["en"][name]}
    assert same == {"scan", "code", "open"}


@pytest.mark.parametrize(
    ("name", "folded", "found_by", "letters"),
    [
        ("Noor van Dám", "noor van dam", ["van dam", "dam"], "N.V.D."),
        ("  Zoë  ’t Hóf-Bakker", "zoe t hof bakker", ["t hof bakker", "bakker"], "Z.’.H."),
        ("Björk", "bjork", ["bjork"], "B."),
        ("نور", "نور", ["نور"], "ن."),
        ("!", "", [], "!."),
    ],
)
def test_a_name_is_folded_as_one_types_it(name: str, folded: str, found_by: list[str], letters: str) -> None:
    assert (fold(name), surnames(name), initials(name)) == (folded, found_by, letters)
