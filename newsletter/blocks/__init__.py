"""The kinds of block an issue is made of.

One folder is one kind: what staff fill in, what its author may forget, how it looks in mail, text and archive, and its
templates.
"""

from typing import Final

from .agenda import Agenda
from .article import Article
from .button import Button
from .columns import TwoColumns
from .divider import Divider
from .image import Illustration
from .intro import Intro
from .kind import Kind
from .quote import Quote

KINDS: Final[dict[str, type[Kind]]] = {  # by the name that a stored block carries, in the order of the desk
    "intro": Intro,
    "article": Article,
    "agenda": Agenda,
    "quote": Quote,
    "button": Button,
    "two_columns": TwoColumns,
    "image": Illustration,
    "divider": Divider,
}
ISSUE_BLOCKS: Final = [(stored_as, kind.fields()) for stored_as, kind in KINDS.items()]
