"""A kind of block is a folder: its name leads to it, and its templates lie in it."""

import re
from pathlib import Path

import pytest

from newsletter import blocks
from newsletter.blocks import ISSUE_BLOCKS, KINDS, Button, Kind
from newsletter.rendering.pieces import Piece
from tests.newsletter.rendering.pieces import PIECES, SITE

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


def test_every_kind_is_among_the_pieces_that_are_looked_at() -> None:
    assert set(KINDS.values()) == {type(piece) for piece in PIECES.values()}


def links_of(piece: Piece) -> set[str]:
    return {url for _, url in piece.links(SITE) if url}


@pytest.mark.parametrize("name", PIECES)
def test_every_link_of_a_piece_can_lead_elsewhere(name: str) -> None:
    piece = PIECES[name]
    addresses = {url: f"{SITE}/k/{number}/" for number, url in enumerate(links_of(piece), 1)}
    assert bool(addresses) == ("links" in vars(type(piece)))
    assert links_of(piece.readdressed(SITE, addresses)) == set(addresses.values())


def test_a_kind_whose_links_could_not_be_counted_is_refused() -> None:
    with pytest.raises(TypeError, match="go together"):
        type("Hasty", (Kind,), {"links": Button.links})


def test_no_other_room_knows_a_kind() -> None:
    """So a new one touches none of them. The migrations name what blocks were made of."""
    named = re.compile(rf"newsletter\.blocks\.({'|'.join(kind.name for kind in KINDS.values())})\b")
    others = [path for path in FOLDERS.parent.rglob("*.py") if not {"blocks", "migrations"} & set(path.parts)]
    assert [str(path) for path in others if named.search(path.read_text())] == []
