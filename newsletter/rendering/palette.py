"""The colours and letters of the site, for mail: LIGHT in attributes, DARK in its style.css."""

from typing import Final

from subscribers.shell import colours

SERIF: Final = "Charter, 'Bitstream Charter', 'Iowan Old Style', Georgia, serif"
SANS: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

LIGHT: Final = colours.light(colours.PAGE | colours.MASTHEAD)
DARK: Final = colours.dark(colours.PAGE | colours.MASTHEAD)

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
