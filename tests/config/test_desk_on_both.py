"""What the desk asks the database is asked on PostgreSQL as well: by one address for each kind of statement.

The whole matrix of addresses and roles (``test_desk_rights.py``) asks one database: a guard says the same on both, and
it is dear. That nothing it asks is missing here is held by ``tests/asked_on_both.py``.
"""

from pathlib import Path

import pytest

from .desk_matrix import Door, desk_addresses, is_let_in
from .desk_rows import make_rows
from .test_desk_rights import METHODS, read_table

pytestmark = pytest.mark.django_db
ASKED = [
    line.split(maxsplit=2)
    for line in Path(__file__).with_name("desk_on_both.txt").read_text().splitlines()
    if not line.startswith("#")
]


@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")  # Wagtail's, where it makes a small picture
@pytest.mark.parametrize("role", sorted({role for role, _, _ in ASKED}))
def test_what_the_desk_asks_is_answered_on_either_database(role: str) -> None:
    addresses, rights = dict(desk_addresses(make_rows())), read_table()[0]
    wrong = []
    with Door(role, reads_all=True) as door:
        for method, name in [(method, name) for one, method, name in ASKED if one == role]:
            response, _ = door.ask(method, addresses[name])
            if response.status_code >= 500 or is_let_in(response) != (METHODS[method] in rights[name][role]):
                wrong.append(f"{response.status_code} for {method} {name}")
    assert wrong == []
