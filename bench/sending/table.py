"""The rows of ``bench.sending``, and whether its aims are reached."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

HEADING = (
    "| what | processes × connections | messages/s | `smtp-source` | ratio, median (range) "
    "| ratio where it keeps its connections | peak MB |\n|---|---|---|---|---|---|---|"
)
PACKAGES = ("django-newsletter", "django-mailer", "django-post_office")


@dataclass(frozen=True)
class Row:
    """Runs of one thing; ``sources`` and ``kept`` are ``smtp-source`` right after each, with as many connections."""

    what: str
    processes: int
    connections: int  # of each process
    speeds: list[float]
    sources: list[float]
    kept: list[float]
    memory: int

    @property
    def speed(self) -> float:
        return median(self.speeds)

    def ratios(self, yardstick: list[float]) -> list[float]:
        return sorted(speed / other for speed, other in zip(self.speeds, yardstick, strict=True))

    def __str__(self) -> str:
        ratios = self.ratios(self.sources)
        kept = f"{median(self.ratios(self.kept)):.2f}" if self.kept else "–"
        return (
            f"| {self.what} | {self.processes} × {self.connections} | {self.speed:,.0f} | {median(self.sources):,.0f} "
            f"| {median(ratios):.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f}) | {kept} | {self.memory or '–'} |"
        )


def aims(rows: list[Row]) -> Iterator[str]:
    """One line of a table for every aim whose rows were measured."""
    found = {(row.what, row.processes): row for row in rows}
    one, two = found.get(("PostgreSQL", 1)), found.get(("PostgreSQL", 2))
    if one:
        yield judge("0.75 × `smtp-source`, one process of twenty, PostgreSQL", 0.75, ratio(one))
    if two:
        yield judge("0.9 × `smtp-source`, two processes of ten, PostgreSQL", 0.9, ratio(two))
    on_sqlite = [row for row in rows if row.what == "SQLite"]
    if on_sqlite:
        yield judge("0.5 × `smtp-source`, SQLite", 0.5, max(ratio(row) for row in on_sqlite))
    ours = one or found.get(("SQLite", 1))
    if ours and ("django", 1) in found:
        yield judge("3 × Django on one connection, one process", 3, ours.speed / found["django", 1].speed)
    packages = [row for row in rows if row.what in PACKAGES]
    if ours and packages:
        best = max(packages, key=lambda row: row.speed)
        yield judge(f"5 × the best package ({best.what}), one process", 5, ours.speed / best.speed)
    for row in rows:
        if row.what.startswith("20 ms"):
            yield judge("20 ms late: 0.6 × connections ÷ latency", 0.6, ratio(row))


def ratio(row: Row) -> float:
    return median(row.ratios(row.sources))


def judge(aim: str, wanted: float, reached: float) -> str:
    return f"| {aim} | {reached:.2f} × | {'reached' if reached >= wanted else '**not reached**'} |"
