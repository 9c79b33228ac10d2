"""Content lines to components (RFC 5545 §3.4–3.6), and the values in them."""

import re
from dataclasses import dataclass, field

from .findings import Finding, error, in_line
from .reading import Line

ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass
class Component:
    """BEGIN to END: its own lines, and the components in it."""

    name: str
    number: int
    lines: list[Line] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]

    def first(self, name: str) -> Line | None:
        return next((line for line in self.lines if line.name == name), None)

    def value(self, name: str) -> str:
        """The raw value of the first line of that name, ``""`` when there is none."""
        line = self.first(name)
        return line.value if line else ""

    def text(self, name: str) -> str:
        """The same, unescaped."""
        return unescaped(self.value(name))

    def parts_named(self, name: str) -> list["Component"]:
        return [part for part in self.parts if part.name == name]

    @property
    def where(self) -> str:
        """How a finding points at it: its UID, or the line it begins on."""
        return self.value("UID") or in_line(self.number)


def unescaped(value: str) -> str:
    """TEXT as people read it (RFC 5545 §3.3.11)."""
    return ESCAPED.sub(lambda found: "\n" if found.group(1) in "nN" else found.group(1), value)


def read_calendars(lines: list[Line]) -> tuple[list[Component], list[Finding]]:
    """The outermost components; what is not closed, or closed twice, is a finding."""
    root = Component("", 0)
    open_ones, findings = [root], []
    for line in lines:
        if line.name == "BEGIN":
            component = Component(line.value.strip().upper(), line.number)
            open_ones[-1].parts.append(component)
            open_ones.append(component)
        elif line.name == "END":
            findings += close(open_ones, line)
        elif len(open_ones) > 1:
            open_ones[-1].lines.append(line)
        else:
            findings.append(error("B9", in_line(line.number), f"{line.name} staat buiten de agenda."))
    for part in open_ones[1:]:
        findings.append(error("B9", in_line(part.number), f"{part.name} wordt niet afgesloten met END."))
    return root.parts, findings


def close(open_ones: list[Component], line: Line) -> list[Finding]:
    """Take the component that ``line`` ends, and what was left open in it, off the stack."""
    name = line.value.strip().upper()
    names = [part.name for part in open_ones]
    if len(open_ones) > 1 and names[-1] == name:
        open_ones.pop()
        return []
    if name in names[1:]:
        del open_ones[len(names) - 1 - names[::-1].index(name) :]
    return [error("B9", in_line(line.number), f"END:{name} sluit iets af dat niet als laatste open staat.")]
