"""The colours and letters of the site, for a place that has no style sheet. Contrasts are in the site's tokens."""

from typing import Final

SERIF: Final = "Charter, 'Bitstream Charter', 'Iowan Old Style', Georgia, serif"
SANS: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

LIGHT: Final = {
    "paper": "#FBFAF6",
    "surface": "#FFFFFF",
    "ink": "#16202E",
    "quiet": "#4A5565",
    "link": "#00566B",
    "accent": "#7A2E5D",
    "line": "#8A8F99",
    "night": "#0F1626",
    "glow": "#F5B83D",
    "moon": "#EEF1F7",
}
DARK: Final = {
    "paper": "#0F1626",
    "surface": "#18223A",
    "ink": "#EEF1F7",
    "quiet": "#B4BECF",
    "link": "#8FD3E8",
    "accent": "#F0A6CF",
    "line": "#6F7C94",
    "night": "#0A101D",
    "glow": "#FFC857",
    "moon": "#EEF1F7",
}

TEXT = f"margin:0 0 12px;font-family:{SANS};font-size:16px;line-height:1.5;color:{LIGHT['ink']}"
QUIET = f"margin:0 0 14px;font-family:{SANS};font-size:16px;line-height:1.5;color:{LIGHT['quiet']}"
LINK = f"color:{LIGHT['link']};text-decoration:underline"
RICH_STYLES: Final = {
    "p": ("k-ink", TEXT),
    "ul": ("k-ink", f"{TEXT};padding:0 0 0 24px"),
    "ol": ("k-ink", f"{TEXT};padding:0 0 0 24px"),
    "li": ("k-ink", f"margin:0 0 6px;color:{LIGHT['ink']}"),
    "a": ("k-link", LINK),
}
