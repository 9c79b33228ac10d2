"""What a lint says, one sentence a finding."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

MOST_PER_NUMBER = 20


@dataclass(frozen=True)
class Finding:
    """``number`` is that of the requirement in ``docs/calendars.md``. An *error* breaks the standard or tells somebody
    something wrong; a *warning* looks worse than it could. ``where`` is a line (“regel 12”), a UID or a header.
    """

    number: str
    severity: Literal["error", "warning"]
    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.severity} {self.number} ({self.where}) {self.sentence}"


def error(number: str, where: str, sentence: str) -> Finding:
    return Finding(number, "error", where, sentence)


def warning(number: str, where: str, sentence: str) -> Finding:
    return Finding(number, "warning", where, sentence)


def in_line(number: int) -> str:
    return f"regel {number}"


def shortened(findings: Iterable[Finding]) -> list[Finding]:
    """At most twenty of a kind, and how many more there were: a file that is wrong everywhere stays readable."""
    seen: Counter[tuple[str, str]] = Counter()
    kept = []
    for finding in findings:
        kind = (finding.number, finding.severity)
        seen[kind] += 1
        if seen[kind] <= MOST_PER_NUMBER:
            kept.append(finding)
    left = [(kind, count - MOST_PER_NUMBER) for kind, count in seen.items() if count > MOST_PER_NUMBER]
    return kept + [Finding(number, severity, "bestand", f"En nog {more} keer.") for (number, severity), more in left]  # type: ignore[arg-type]
