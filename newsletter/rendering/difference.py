"""What is different between an issue as approved and as it would be now, in one Dutch sentence for staff."""

import re

from .web import parts_of

LINE = re.compile(r"<li>.*?</li>", re.S)
TITLE = re.compile(r"<a [^>]*>(.*?)</a>", re.S)
LANGUAGES = {"nl": "Nederlands", "en": "Engels"}


def describe_parts(before: str, after: str) -> str:
    """From two web renditions: which agenda block says something else, or what else changed; empty when equal."""
    old, new = parts_of(before), parts_of(after)
    if len(old) != len(new):
        return "er zijn blokken bij gekomen of weggehaald"
    changed = [number for number in new if old.get(number) != new[number]]
    if not changed:
        return ""
    if all(new[number][0] == old[number][0] == "agenda" for number in changed):
        return "; ".join(f"agendablok {number}: {describe_lines(old[number][1], new[number][1])}" for number in changed)
    numbers = ", ".join(str(number) for number in changed)
    return f"de inhoud van blok {numbers} is veranderd"


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
