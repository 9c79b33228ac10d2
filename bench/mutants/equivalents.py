"""The slips that change nothing, as ``equivalents.toml`` lists them with their reasons."""

import tomllib
from pathlib import Path
from typing import NamedTuple

from bench.mutants.making import ROOT, Mutant, mutants_of, slips_of

LIST = Path(__file__).with_name("equivalents.toml")


class Equivalent(NamedTuple):
    path: str
    before: str
    after: str
    why: str

    def is_of(self, mutant: Mutant) -> bool:
        return (self.path, self.before, self.after) == (mutant.path, mutant.before, mutant.after)


def read_equivalents() -> list[Equivalent]:
    """Raises TypeError for one without a reason."""
    return [Equivalent(**row) for row in tomllib.loads(LIST.read_text()).get("equivalent", [])]


def stale(equivalents: list[Equivalent]) -> list[Equivalent]:
    """Those that no slip makes any more."""
    return [one for one in equivalents if not any(one.is_of(mutant) for mutant in candidates(one))]


def candidates(one: Equivalent) -> list[Mutant]:
    if not (ROOT / one.path).exists():
        return []
    lines = {n for n, line in enumerate((ROOT / one.path).read_text().splitlines(), 1) if line.strip() == one.before}
    numbers = [n for n, slip in enumerate(slips_of(one.path)[1]) if lines & set(slip.lines)]
    return [mutant for mutant, _ in mutants_of(one.path, numbers)]
