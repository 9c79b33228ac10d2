"""A line of the programme as HTML, made once while its row is kept, and the places in a page where lines go.

A template for each would take ten times as long, and a list has thousands.
"""

import secrets
from dataclasses import dataclass
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from events.shell.crowds_shown import SAID, Level

from .rows import Row

MARK = secrets.token_hex(16)  # stands in a frame for a line; nobody can write it into a page
OFF = ' class="off"'
SLOTS = "line_slots"  # in the context of a frame


class Look(NamedTuple):
    """How a page shows its lines. ``is_short``: the day stands above it, and need not be said."""

    in_venue: bool
    has_star: bool
    is_short: bool


def line_of(row: Row, look: Look) -> SafeString:
    """In the active language, which is that of the row."""
    found = row.lines.get(look)
    if found is None:
        found = row.lines[look] = make_line(row, look)
    return found


def make_line(row: Row, look: Look) -> SafeString:
    """An item of a list: when, what, whether it changed, where, how to get in; a button with the star of a visitor."""
    title, when = escape(row.title), row.clock if look.is_short and row.clock else row.iso
    status = render_to_string("events/listing/row_status.html", {"row": row}).strip() if row.status else ""
    return mark_safe(
        f"<li{OFF if row.off else ''}><time datetime={when}>{escape(row.time)}</time>"
        f"<a href={escape(row.url)}{lang(row.lang)}>{title}</a>"
        f"{status}{place(row, look)}<p>{escape(row.words)}{way_in(row)}{crowd(row)}</p>"
        f"{star(row, title) if look.has_star else ''}</li>"
    )


def lang(code: str) -> str:
    """Without quotes, as a page may have a thousand of them."""
    return f" lang={escape(code)}" if code else ""


def place(row: Row, look: Look) -> str:
    """Under the name of a building only its room, if there is one."""
    if not look.in_venue:
        return f"<p{lang(row.place_lang)}>{escape(row.place)}</p>"
    return f"<p>{escape(row.room)}</p>" if row.room else ""


def way_in(row: Row) -> str:
    seats = f" · {escape(row.seats)}" if row.seats else ""
    if row.seats_state:
        seats = f' · <b class="{row.seats_state}">{escape(row.seats)}</b>' + ("\n" if row.access else "")
    return seats + (f" · {escape(row.access)}" if row.access else "")


def crowd(row: Row) -> str:
    """What is full stands out; where there is room is no news to shout."""
    if row.crowd is None:
        return ""
    said = escape(str(SAID[row.crowd]))
    return f' · <b class="full">{said}</b>' if row.crowd == Level.FULL else f" · <b>{said}</b>"


def star(row: Row, title: str) -> str:
    return (
        f'<button form="ster" name="uid" value="{row.key}"\nid="{row.anchor}">{escape(_("Bewaar"))}'
        f"<i{lang(row.lang)}> {title}</i></button>"
    )


@dataclass(frozen=True)
class Frame:
    """A page without its lines: what stands between them, and which line goes where (by its number)."""

    between: tuple[str, ...]
    slots: tuple[tuple[int, Look], ...]

    def filled(self, rows: list[Row]) -> str:
        parts = [""] * (2 * len(self.slots) + 1)
        parts[::2] = self.between
        parts[1::2] = [rows[n].lines.get(look) or line_of(rows[n], look) for n, look in self.slots]
        return "".join(parts)

    def size(self) -> int:
        return sum(map(len, self.between)) + 200 * len(self.slots)
