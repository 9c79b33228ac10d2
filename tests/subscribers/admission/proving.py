"""Solving a challenge as a browser does."""

import html
import json
import re
from typing import Any

from altcha import Challenge, Payload, solve_challenge


def challenge_in(page: str) -> dict[str, Any]:
    """What the page gives to the script."""
    found = re.search(r'data-challenge="([^"]+)"', page)
    assert found, page
    return dict(json.loads(html.unescape(found[1])))


def solved(challenge: dict[str, Any]) -> str:
    """As the form sends it."""
    asked = Challenge.from_dict(challenge)
    solution = solve_challenge(asked)
    assert solution
    return Payload(asked, solution).to_base64()
