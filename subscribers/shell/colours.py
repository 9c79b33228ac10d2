"""Every colour of ours, by day and by night: the one table for the site, the mails and the drawings.

The style sheet ``config/static/kennisstad/site.css`` repeats it; tests/config/test_colours.py holds the two
equal, and the contrasts to WCAG 2.2 AA.
"""

from collections.abc import Mapping
from typing import Final

Pair = tuple[str, str]  # (light, dark), each #RRGGBB

# The style sheet's --paper and so on; mails use the same names.
PAGE: Final[dict[str, Pair]] = {
    "paper": ("#FBFAF6", "#0F1626"),
    "surface": ("#FFFFFF", "#18223A"),
    "wash": ("#F1EDE2", "#141D31"),
    "ink": ("#16202E", "#EEF1F7"),
    "quiet": ("#4A5565", "#B4BECF"),
    "link": ("#00566B", "#8FD3E8"),
    "accent": ("#7A2E5D", "#F0A6CF"),
    "line": ("#8A8F99", "#6F7C94"),
    "hair": ("#DDD8CA", "#2C3853"),
    "amber": ("#F5B83D", "#FFC857"),
    "on-amber": ("#16202E", "#0F1626"),
    "good": ("#1F6B3A", "#8FD9A8"),
    "warn": ("#8A4B00", "#FFC27A"),
    "bad": ("#A3122A", "#FF9BA5"),
}
# The head of a newsletter is dark in both.
MASTHEAD: Final[dict[str, Pair]] = {
    "night": ("#0F1626", "#0A101D"),
    "moon": ("#EEF1F7", "#EEF1F7"),
    "glow": PAGE["amber"],
}
# The style sheet's --d-sky and so on; the roles are those of events.drawings. In small letters, as in
# the bytes that readers keep.
DRAWING: Final[dict[str, Pair]] = {
    "sky": ("#e9e4d6", "#0a1020"),
    "deep": ("#d3d8d6", "#16213c"),
    "line": ("#16202e", "#c9d3e6"),
    "soft": ("#a9b3b8", "#43526f"),
    "glow": ("#e9a51f", "#ffc857"),
    "accent": ("#7a2e5d", "#8d4a78"),
    "shade": ("#16202e", "#060a14"),
}


def light(colours: Mapping[str, Pair]) -> dict[str, str]:
    return {name: by_day for name, (by_day, _) in colours.items()}


def dark(colours: Mapping[str, Pair]) -> dict[str, str]:
    return {name: by_night for name, (_, by_night) in colours.items()}
