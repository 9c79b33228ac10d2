"""How many of those who have a free place will come, judged by evenings that were counted.

For whoever considers to give away more places than there are. Numbers in, numbers out; knows no database and no clock.

Promises: nothing is said of fewer than ``EVENINGS`` evenings or ``SEATS`` seats; the same evenings in any order give
the same answer; more places never make it less likely that somebody stands outside.

Comers of an evening with n seats ~ beta-binomial(n, mean m, overdispersion ρ): people decide alone, and evenings
differ (weather, trains, a football match). m is flat between 0 and 1, ρ ~ Beta(1, 9), both summed over a grid. A plain
binomial would be far too sure: it sees no risk at all where one evening in twelve goes wrong. Parties that stay away
together make evenings differ more than this knows.

Source: Gelman e.a., Bayesian Data Analysis (3rd ed.), §3.7 and §5.3.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, lgamma, log

EVENINGS, SEATS = 3, 100  # fewer tell nothing
STEPS = 40  # of the grid, each way
LIKELY = 1e-5  # a point of the grid that is less likely than the best by this adds nothing that one could see
MEANS = [(step + 0.5) / STEPS for step in range(STEPS)]
SPREADS = [((step + 0.5) / STEPS) ** 2 for step in range(STEPS)]  # closer together near 0, where most of them lie


@dataclass(frozen=True)
class Evening:
    """``came`` of ``seats`` that were confirmed when it began."""

    seats: int
    came: int


@dataclass(frozen=True)
class Risk:
    """Of giving away ``extra`` places more than there are. People and places are expected numbers."""

    extra: int
    full: float  # chance, 0–1, that more come than there is room for
    outside: float  # people who then stand outside
    empty: float  # places that stay empty


class Forecast:
    """What ``evenings`` say of the next; ``is_enough`` first: the other methods want it to be true."""

    def __init__(self, evenings: Sequence[Evening]) -> None:
        self.evenings = sorted(evenings, key=lambda one: (one.seats, one.came))
        self.is_enough = len(evenings) >= EVENINGS and sum(one.seats for one in evenings) >= SEATS
        self.points = weigh(self.evenings)

    @property
    def share(self) -> float:
        """Of all seats, the share that came."""
        return sum(one.came for one in self.evenings) / sum(one.seats for one in self.evenings)

    def comers(self, seats: int) -> list[float]:
        """The chance of each number of comers, 0 … ``seats``."""
        chances = [0.0] * (seats + 1)
        for weight, alpha, beta in self.points:
            for came, chance in enumerate(beta_binomial(seats, alpha, beta)):
                chances[came] += weight * chance
        return chances

    def band(self, seats: int, share: float = 0.9) -> tuple[int, int]:
        """Between how many come, with that chance: as likely fewer as more."""
        tail = (1 - share) / 2
        summed = list(accumulate(self.comers(seats)))
        return (
            next(came for came, below in enumerate(summed) if below >= tail),
            next((came for came, below in enumerate(summed) if below >= 1 - tail), seats),
        )

    def risk(self, room: int, extra: int) -> Risk:
        """``room``: places that there are."""
        chances = self.comers(room + extra)
        return Risk(
            extra,
            sum(chances[room + 1 :]),
            sum(chance * (came - room) for came, chance in enumerate(chances) if came > room),
            sum(chance * (room - came) for came, chance in enumerate(chances) if came < room),
        )


def weigh(evenings: Sequence[Evening]) -> list[tuple[float, float, float]]:
    """Points of the grid as (weight, α, β), the weights together 1."""
    found = [
        (log_prior(spread) + sum(log_likelihood(one, alpha, beta) for one in evenings), alpha, beta)
        for mean in MEANS
        for spread in SPREADS
        for alpha, beta in [(mean * (1 - spread) / spread, (1 - mean) * (1 - spread) / spread)]
    ]
    best = max(height for height, _, _ in found)
    kept = [(exp(height - best), alpha, beta) for height, alpha, beta in found if height > best + log(LIKELY)]
    total = sum(weight for weight, _, _ in kept)
    return [(weight / total, alpha, beta) for weight, alpha, beta in kept]


def log_prior(spread: float) -> float:
    """Beta(1, 9), times the width of its step: they grow with the root of the spread."""
    return 8 * log(1 - spread) + log(spread) / 2


def log_likelihood(one: Evening, alpha: float, beta: float) -> float:
    """Without the number of ways, which is the same for all points."""
    left = one.seats - one.came
    return log_beta(alpha + one.came, beta + left) - log_beta(alpha, beta)


def beta_binomial(seats: int, alpha: float, beta: float) -> list[float]:
    """The chances of 0 … ``seats``, each from the one before; by logarithms: that of 0 may be too small to write."""
    height = log_beta(alpha, beta + seats) - log_beta(alpha, beta)
    chances = [exp(height)]
    for came in range(seats):
        height += log((seats - came) / (came + 1) * (alpha + came) / (beta + seats - came - 1))
        chances.append(exp(height))
    return chances


def log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
