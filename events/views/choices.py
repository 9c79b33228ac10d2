"""Choices that many people make, ready as links: on the page a filter, at the bottom of it a calendar."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from events.models import Occurrence
from events.selection import Selection

from .words import ACCESS

Pairs = tuple[tuple[str, str], ...]  # parameter, value


@dataclass(frozen=True)
class Choice:
    """``address`` is the query of the page with this choice; ``chosen`` when it is the one that shows now."""

    label: str
    address: str
    chosen: bool


def ready_made(present: Mapping[str, Collection[str]], selection: Selection, kept: Pairs) -> list[Choice]:
    """Those of which there is something; ``present`` are the values of each facet, ``kept`` other parameters."""
    highlights: Pairs = (("language", "any"), ("language", "en"), ("highlight", "1"))
    access: Pairs = tuple(("access", sign) for sign in sorted(ACCESS))
    bookable = set(present.get("way_in", ())) & set(Occurrence.REGISTERED_HERE)
    offered: list[tuple[str, Pairs, bool]] = [
        (_("Hoogtepunten in het Engels"), highlights, "highlight" in present),
        (_("Toegankelijk"), access, "access" in present),
        (_("Gratis"), (("entrance", "free"),), "entrance" in present),
        (_("Plaatsen vrij"), (("places", "left"),), bool(bookable)),
    ]
    return [make_choice(label, pairs, selection, kept) for label, pairs, some in offered if some]


def make_choice(label: str, pairs: Pairs, selection: Selection, kept: Pairs) -> Choice:
    wanted: dict[str, set[str]] = {}
    for name, value in pairs:
        wanted.setdefault(name, set()).add(value)
    chosen = not selection.search and {name: set(values) for name, values in selection.facets.items()} == wanted
    return Choice(label, "?" + urlencode([*pairs, *kept]), chosen)
