"""The desk speaks Dutch, in words staff use: every page of it is read, as each kind of colleague."""

import json
import re
from html.parser import HTMLParser

import polib
import pytest

from newsletter.models import Delivery
from tests.config.test_engineering import ROOT
from tests.pages import VOID

from .desk_matrix import Door, desk_addresses
from .desk_rows import make_rows
from .test_desk_rights import read_table

pytestmark = pytest.mark.django_db

JARGON = (
    "snippets?", "workflows?", "inspecteer", "live", "checks?", "wagtail", "revisies?", "tags?", "avatar", "reviewers?",
    "slug", "password", "geleden", "zojuist", "dashboard", "superuser", "initiële", "userbar", "footer",
)  # fmt: skip
ENGLISH = (
    "the", "this", "your", "you", "and", "with", "from", "are", "can", "actions", "add", "edit", "delete", "view",
    "search", "settings", "save", "choose", "history", "pages?", "images?", "users?", "objects?", "deferred", "failed",
    "uncertain", "pending", "sent", "draft", "default", "download csv", "unknown", "moderation", "cancel",
)  # fmt: skip
FORBIDDEN = re.compile(rf"(?<![\w@./-])({'|'.join(JARGON + ENGLISH)})(?![\w@-]|\.\w)", re.IGNORECASE)
SAID = ("aria-label", "aria-description", "title", "placeholder", "alt", "data-w-tooltip-content-value")
# No page for staff to read, or not in our words: code for a script, previews of public pages and mails, evidence.
UNREAD = ("script", "style", "svg", "pre", "code", "textarea")
NOT_READ = re.compile(
    r"jsi18n/|sprite/|.*preview|.*/mail\.|.*verantwoording|toegang/|logout/|login/|images/.*(generate_url|preview)"
    r"|.*revisions/<int:revision_id>/view/|.*\?export"
)


class Reading(HTMLParser):
    """Collects what one sees or hears of a page, without what is English by intent, and without making a tree of it."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.unread: list[str] = []  # open tags, from one on that is not read
        self.templates = 0  # open ones: texts in them are for a script to show

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if self.unread or tag in UNREAD or found.get("lang") == "en":
            if tag not in VOID:
                self.unread.append(tag)
            return
        self.templates += tag == "template"
        names = [*SAID, "value"] if tag == "input" and found.get("type") in ("submit", "button") else SAID
        self.said += [found[name] for name in names if found.get(name)]

    def handle_endtag(self, tag: str) -> None:
        if tag in self.unread:
            while self.unread.pop() != tag:
                pass
        else:
            self.templates -= tag == "template"

    def handle_data(self, data: str) -> None:
        if not self.unread and not self.templates and data.strip():
            self.said.append(data.strip())


def readable(body: bytes) -> list[str]:
    """The texts of a page, or of HTML within an answer to a script."""
    text = body.decode(errors="replace")
    reading = Reading()
    reading.feed(json.loads(text).get("html") or "" if text.startswith("{") else text)
    reading.close()
    return reading.said


@pytest.mark.once
@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")  # Wagtail's, where it makes a small picture
@pytest.mark.parametrize(
    "role", ["issues", *(pytest.param(role, marks=pytest.mark.slow) for role in ("programme", "admin"))]
)
def test_no_page_of_the_desk_says_anything_in_english_or_in_jargon(role: str) -> None:
    keys, rights = make_rows(), read_table()[0]
    Delivery.objects.update(smtp_text="")  # in the words of other mail servers
    found: dict[str, set[str]] = {}
    with Door(role, reads_all=True) as door:
        for name, address in desk_addresses(keys):
            if "G" not in rights.get(name, {}).get(role, "") or NOT_READ.match(name):
                continue
            response, body = door.ask("GET", address)
            if response.status_code == 200 and response["Content-Type"].startswith(("text/html", "application/json")):
                for said in readable(body):
                    if FORBIDDEN.search(said):
                        found.setdefault(" ".join(said.split())[:120], set()).add(name)
    assert {said: sorted(names)[:3] for said, names in found.items()} == {}


def test_our_dutch_for_wagtail_names_the_same_values_as_its_english() -> None:
    values = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
    wrong = [
        entry.msgid
        for entry in polib.pofile(str(ROOT / "config" / "locale" / "nl" / "LC_MESSAGES" / "django.po"))
        for said in (list(entry.msgstr_plural.values()) or [entry.msgstr])
        if not said or set(values.findall(said)) - set(values.findall(entry.msgid + entry.msgid_plural))
    ]
    assert wrong == []
