"""Who may what in the desk: every address, asked with GET and POST as every role, against the table beside this.

A new address fails here until it has a row. Which rights a guard asks for hangs on no database, so this is held on the
one that is at hand, SQLite in the first run of the suite. The summary of pytest says how much was tried.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from wagtail.snippets.models import get_snippet_models

from .desk_matrix import ROLES, Door, desk_addresses, is_let_in
from .desk_rows import PRIVATE, make_rows

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("desk_rights.txt")
METHODS = {"GET": "G", "POST": "P"}


def read_table() -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """(route → role → ``G``, ``P``, ``GP`` or ``-``; route → why nobody is let in)."""
    head, *lines = [line for line in TABLE.read_text().splitlines() if not line.startswith("#")]
    assert head.split() == ["route", *ROLES, "reason"]
    rights, reasons = {}, {}
    for line in lines:
        route, *cells = line.split(maxsplit=len(ROLES) + 1)
        rights[route] = dict(zip(ROLES, cells, strict=False))
        if len(cells) > len(ROLES):
            reasons[route] = cells[-1]
    return rights, reasons


EVERY_TIME = ("nobody", "account")  # the others ask the same guard; .ci/run has them too


@pytest.mark.once
@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")  # Wagtail's, where it makes a small picture
@pytest.mark.parametrize(
    "role", [role if role in EVERY_TIME else pytest.param(role, marks=pytest.mark.slow) for role in ROLES]
)
def test_every_address_lets_in_whom_the_table_says(role: str, record_property: Callable[..., None]) -> None:
    keys, rights = make_rows(), read_table()[0]
    found, wrong = {}, []
    with Door(role) as door:
        for name, address in desk_addresses(keys):
            got = ""
            for method, sign in METHODS.items():
                response, body = door.ask(method, address)
                got += sign if is_let_in(response) else ""
                if response.status_code >= 500:
                    wrong.append(f"{response.status_code} for {method} {name}")
                if PRIVATE.encode() in body:
                    wrong.append(f"a person in {method} {name}")
            found[name] = got or "-"
    record_property("asked_of_desk", len(found) * len(METHODS))
    assert wrong == []
    assert {name: got for name, got in found.items() if rights.get(name, {}).get(role) != got} == {}
    assert rights.keys() == found.keys()


def test_where_nobody_is_let_in_the_table_says_why() -> None:
    rights, reasons = read_table()
    assert {route for route, cells in rights.items() if set(cells.values()) == {"-"}} == reasons.keys()


def test_a_row_of_every_model_is_there_to_be_found() -> None:
    make_rows()
    shown = [*get_snippet_models(), *(apps.get_model(name) for name in ("wagtailimages.Image", "events.FeedScope"))]
    assert [model.__name__ for model in shown if not model._default_manager.exists()] == []
