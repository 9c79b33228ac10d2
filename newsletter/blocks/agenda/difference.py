"""What is different between an agenda block as approved and as it would be now, in Dutch for staff."""


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
    for before in html.split("</li>")[:-1]:
        line = before.rpartition("<li>")[2]
        _, link, rest = line.partition("<a ")
        if link:
            lines.setdefault(rest.partition(">")[2].partition("</a>")[0], []).append(line)
    return lines
