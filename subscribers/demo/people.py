"""Invented people: plausible names, addresses at reserved domains, the same ones every time."""

import random
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
PLAIN = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "’": None, "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    email: str
    language: str


def invent_people(count: int, *, seed: int) -> list[Person]:
    """``count`` people with different addresses; another ``seed`` gives other people at other addresses."""
    data = tomllib.loads((FOLDER / "people.toml").read_text(encoding="utf-8"))
    dice = random.Random(seed)
    groups, shares = data["group"], [group["share"] for group in data["group"]]
    people: list[Person] = []
    for number in range(count):
        group = dice.choices(groups, shares)[0]
        name = f"{dice.choice(group['given'])} {dice.choice(group['family'])}"
        email = f"{mailbox(name)}.{seed}{number:04d}@{dice.choice(data['domains'])}"
        people.append(Person(name, email, group["language"]))
    return people


def mailbox(name: str) -> str:
    """``Zoë van den Berg`` → ``zoe.vandenberg``."""
    given, _, family = name.casefold().translate(PLAIN).partition(" ")
    plain = (unicodedata.normalize("NFKD", part).encode("ascii", "ignore").decode() for part in (given, family))
    return ".".join(re.sub(r"[^a-z]", "", part) for part in plain)
