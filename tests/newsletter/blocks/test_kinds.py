"""A kind of block is a folder: its name leads to it, and its templates lie in it."""

import re
from pathlib import Path

import pytest

from newsletter import blocks
from newsletter.blocks import ISSUE_BLOCKS, KINDS

FOLDERS = Path(blocks.__file__).parent


def test_every_folder_is_registered_once() -> None:
    folders = sorted(path.parent.name for path in FOLDERS.glob("*/__init__.py"))
    assert sorted(kind.name for kind in KINDS.values()) == folders


@pytest.mark.parametrize("stored_as", KINDS)
def test_a_kind_has_its_module_and_templates_in_the_folder_of_its_name(stored_as: str) -> None:
    kind = KINDS[stored_as]
    assert kind.__module__ == f"newsletter.blocks.{kind.name}"
    assert (FOLDERS / kind.name / "mail.mjml").is_file() and (FOLDERS / kind.name / "web.html").is_file()


def test_names_under_which_blocks_are_stored_stay() -> None:
    """A stored issue is read by them."""
    stored = ["intro", "article", "agenda", "quote", "button", "two_columns", "image", "divider"]
    assert [name for name, _ in ISSUE_BLOCKS][: len(stored)] == stored


def test_no_other_room_knows_a_kind() -> None:
    """So a new one touches none of them. The migrations name what blocks were made of."""
    named = re.compile(rf"newsletter\.blocks\.({'|'.join(kind.name for kind in KINDS.values())})\b")
    others = [path for path in FOLDERS.parent.rglob("*.py") if not {"blocks", "migrations"} & set(path.parts)]
    assert [str(path) for path in others if named.search(path.read_text())] == []
