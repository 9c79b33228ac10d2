"""What is different between an agenda block as approved and as it would be now, in Dutch for staff."""

import re

LINE = re.compile(r"<li>.*?</li>", re.S)
TITLE = re.compile(r"<a [^>]*>(.*?)</a>", re.S)


def describe_lines(before: str, after: str) -> str:
    """Which events fell out of an agenda, came into it, or have another hour or place."""
    old, new = lines_of(before), lines_of(after)
    found = [f"‘{title}’ staat er niet meer in" for title in old if title not in new]
    found += [
        f"‘{title}’ heeft een andere tijd, plek of tekst" for title in new if title in old and old[title] != new[title]
    ]
    found += [f"‘{title}’ kwam erbij" for title in new if title not in old]
    return ", ".join(found) or "de regels zijn veranderd"


def lines_of(html: str) -> dict[str, list[str]]:
    """Title → its lines; one event may stand on several."""
    lines: dict[str, list[str]] = {}
    for line in LINE.findall(html):
        title = TITLE.search(line)
        if title:
            lines.setdefault(title[1], []).append(line)
    return lines
