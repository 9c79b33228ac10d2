"""Proof of work of ALTCHA (version 2): made and checked by the library ``altcha``, solved by ``proof-worker.js``.

A challenge hides a number below ``most``; whoever wants to send the form derives a key from one number after another
until it fits. Nothing of the visitor is in it, and nothing is kept but that it was used.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from altcha import Payload, create_challenge, verify_solution
from django.utils import timezone

from subscribers.access.signing import keyed_hash
from subscribers.access.throttle import Use, is_first_use

ALGORITHM: Final = "PBKDF2/SHA-256"
COST: Final = 5_000  # iterations of one try; fixed, as phones slow down with it more than those who have many machines
FEWEST: Final = 500  # numbers to look through where the budget is just used up …
DOUBLINGS: Final = 5  # … and how often they double above it
VALID_FOR: Final = timedelta(hours=1)
STALE: Final = 4  # a challenge of when the load was so many times less is no longer taken
LONGEST: Final = 2_000  # characters of a solution as it is sent


@dataclass(frozen=True)
class Difficulty:
    """The numbers that are looked through, of which half are on average."""

    most: int

    @classmethod
    def of(cls, use: Use) -> "Difficulty":
        """With load the tries grow: twice as many when a network sends twice its budget, four times at four times."""
        times = use.used // max(1, use.limit)
        return cls(FEWEST << min(DOUBLINGS, max(0, times.bit_length() - 1)))


def make_challenge(form_name: str, difficulty: Difficulty) -> dict[str, Any]:
    """What a page gives to the script, as JSON."""
    challenge = create_challenge(
        ALGORITHM,
        COST,
        counter=secrets.randbelow(difficulty.most),
        expires_at=timezone.now() + VALID_FOR,
        data={"form": form_name, "most": difficulty.most},
        hmac_secret=secret("challenge"),
        hmac_key_secret=secret("solution"),
    )
    return challenge.to_dict()


def is_solved(solution: str, form_name: str, difficulty: Difficulty) -> bool:
    """Whether it solves a challenge of ours for the form that is hard enough for now, and is sent the first time."""
    if not solution or len(solution) > LONGEST:
        return False
    if not verify_solution(solution, secret("challenge"), hmac_key_secret=secret("solution")).verified:
        return False
    asked = Payload.from_base64(solution).challenge.parameters
    data = asked.data or {}
    if data.get("form") != form_name or data.get("most", 0) * STALE < difficulty.most:
        return False
    return is_first_use(f"proof:{asked.nonce}", datetime.fromtimestamp(asked.expires_at or 0, UTC))


def secret(purpose: str) -> str:
    return keyed_hash("proof", purpose)
