"""The colours and letters of the site, for mail: ``LIGHT`` in attributes, ``DARK`` in its style sheet.

A link in dark mail is ``DARK["link"]``, put on ``.k-link`` by ``templates/newsletter/mail/style.css``. The values by
day and by night stand in ``subscribers/shell/colours.py``, with those of the site and the drawings.
"""

from typing import Final

from subscribers.shell import colours

SERIF: Final = "Charter, 'Bitstream Charter', 'Iowan Old Style', Georgia, serif"
SANS: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

LIGHT: Final = colours.light(colours.PAGE | colours.MASTHEAD)
DARK: Final = colours.dark(colours.PAGE | colours.MASTHEAD)

TEXT = f"margin:0 0 12px;font-family:{SANS};font-size:16px;line-height:1.5;color:{LIGHT['ink']}"
QUIET = f"margin:0 0 14px;font-family:{SANS};font-size:16px;line-height:1.5;color:{LIGHT['quiet']}"
LINK = f"color:{LIGHT['link']};text-decoration:underline"
CELL = f"border-top:1px solid {LIGHT['line']};background-color:{LIGHT['surface']}"
MORE = f"{LINK};font-weight:bold;display:inline-block;padding:10px 0"
QUIET_LINE = f"color:{LIGHT['quiet']}"
# What templates say between quotes as ``s.<name>``.
STYLES: Final = {
    "masthead": f"margin:0;font-family:{SERIF};font-size:26px;line-height:1.25;font-weight:bold;color:{LIGHT['moon']}",
    "masthead_link": f"color:{LIGHT['glow']};text-decoration:underline",
    "title": f"margin:0;font-family:{SERIF};font-size:34px;line-height:1.2;font-weight:bold;color:{LIGHT['ink']}",
    "heading": f"margin:0 0 10px;font-family:{SERIF};font-size:24px;line-height:1.25;font-weight:bold;"
    f"color:{LIGHT['ink']}",
    "day": f"margin:0;font-family:{SERIF};font-size:18px;line-height:1.3;font-weight:bold;color:{LIGHT['accent']}",
    "time": f"width:116px;padding:10px 12px 10px 0;{CELL};color:{LIGHT['ink']};"
    f"font-family:{SANS};font-size:16px;line-height:1.5;font-weight:bold",
    "event": f"padding:10px 0;{CELL};{QUIET_LINE};font-family:{SANS};font-size:16px;line-height:1.5",
    "event_link": f"{LINK};font-family:{SERIF};font-size:18px;line-height:1.35;font-weight:bold",
    "more": MORE,
    "ornament": f"margin:0;text-align:center;font-size:18px;letter-spacing:12px;color:{LIGHT['accent']}",
    "signed": f"margin:0;font-family:{SERIF};font-size:18px;font-style:italic;{QUIET_LINE}",
    "quote": f"margin:0;font-family:{SERIF};font-size:22px;line-height:1.4;font-style:italic;color:{LIGHT['ink']}",
    "who": f"margin:8px 0 0;{QUIET_LINE}",
    "caption": f"margin:0;{QUIET_LINE}",
    "dark_button": f"background-color: {DARK['accent']} !important; background: {DARK['accent']} !important;"
    f" color: {DARK['paper']} !important;",
}
RICH_STYLES: Final = {
    "p": ("k-ink", TEXT),
    "ul": ("k-ink", f"{TEXT};padding:0 0 0 24px"),
    "ol": ("k-ink", f"{TEXT};padding:0 0 0 24px"),
    "li": ("k-ink", f"margin:0 0 6px;color:{LIGHT['ink']}"),
    "a": ("k-link", LINK),
}
